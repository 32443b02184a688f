import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { greyGif } from '../../../fixtures/gif';
import { webpHead } from '../../../fixtures/webp';
import { sessionOf, sessionPattern, walk, type WalkOptions } from '../../../../src-main/cli/walk';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-walk-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function files(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), '');
  }
}

describe('walking a folder', () => {
  const video = (className: string, name: string) => ({
    className,
    path: join(className, name),
    name,
    kind: 'video',
    paths: [join(dir, className, name)],
    session: null,
  });

  /** What is read, as `class/session/name`. */
  const read = async (options?: WalkOptions): Promise<string[]> => {
    const { sources } = await walk(dir, options);
    return sources.map(({ className, session, name }) => [className, session ?? '-', name].join('/')).sort();
  };

  it('reads a folder for each person in the folder of a class', async () => {
    const clips = ['Stop', 'Wave'].flatMap((name) => [1, 2].map((n) => `${name}/person_${n}`));
    await files(...clips.flatMap((folder) => [`${folder}/a.mp4`, `${folder}/b.mp4`]));
    expect(await read()).toEqual(clips.flatMap((folder) => [`${folder}/a.mp4`, `${folder}/b.mp4`]).sort());
  });

  it('goes by the classes there are, or by the depth it is told, where folders of persons are called by name', async () => {
    await files('Stop/ada/1.mp4', 'Stop/ben/1.mp4', 'Wave/ada/1.mp4', 'Wave/ben/1.mp4');
    const right = ['Stop/ada/1.mp4', 'Stop/ben/1.mp4', 'Wave/ada/1.mp4', 'Wave/ben/1.mp4'];
    expect(await read({ level: 1 })).toEqual(right);
    expect(await read({ isClass: (name) => name === 'Wave' })).toEqual(right);
    await expect(walk(dir, { level: 4 })).rejects.toThrow('whole numbers from 1 to 2');
  });

  it.each(['train', 'valid', 'val', 'test'])('reads folders of classes in one called %s', async (part) => {
    await files(`${part}/Wave/1.mp4`, `${part}/Stop/2.mp4`, 'train/Wave/3.mp4', 'train/Stop/4.mp4');
    const { classNames, sources } = await walk(dir);
    expect([classNames, sources.length]).toEqual([['Stop', 'Wave'], 4]);
  });

  it('reads the kinds of file that cameras and phones write, and names those it cannot', async () => {
    await files(
      'Wave/a.mts',
      'Wave/b.TS',
      'Wave/c.3gp',
      'Wave/d.avi',
      'Wave/e/1.bmp',
      'Wave/e/2.bmp',
      'Wave/e/3.tif',
    );
    const { sources, failed } = await walk(dir);
    expect(sources.map(({ name, paths }) => [name, paths.length])).toEqual([
      ['a.mts', 1],
      ['b.TS', 1],
      ['c.3gp', 1],
      ['e', 2],
    ]);
    expect(failed).toEqual([
      { file: join('Wave', 'd.avi'), reason: 'Beckon does not read AVI videos. Save it as MP4.' },
      {
        file: join('Wave', 'e', '3.tif'),
        reason: 'Beckon does not read TIF pictures. Save it as PNG or JPEG.',
      },
    ]);
  });

  it('shortens a long name as the app does', async () => {
    await files(`${'a'.repeat(120)}/1.mp4`);
    expect((await walk(dir)).classNames).toEqual(['a'.repeat(80)]);
  });

  it('ends where a link leads back, and says so', async () => {
    await files('Wave/1.mp4');
    await symlink(dir, join(dir, 'Wave', 'around'), 'dir');
    const { sources, failed } = await walk(dir);
    expect(sources).toHaveLength(1);
    expect(failed).toEqual([
      { file: join('Wave', 'around'), reason: 'It is a link to a folder that contains it.' },
    ]);
  });

  it('finds videos and folders of pictures, in the order a person counts', async () => {
    await files('Wave/10.mp4', 'Wave/2.MP4', 'Pull/a/2.png', 'Pull/a/10.jpg', 'Pull/a/readme.txt');
    const found = await walk(dir);
    expect(found.classNames).toEqual(['Pull', 'Wave']);
    expect(found.sources).toEqual([
      {
        className: 'Pull',
        path: join('Pull', 'a'),
        name: 'a',
        kind: 'images',
        paths: [join(dir, 'Pull/a/2.png'), join(dir, 'Pull/a/10.jpg')],
        session: null,
      },
      video('Wave', '2.MP4'),
      video('Wave', '10.mp4'),
    ]);
    expect(found.failed).toEqual([
      { file: join('Pull', 'a', 'readme.txt'), reason: expect.stringContaining('neither a video') },
    ]);
  });

  it('takes each picture for a clip where a clip is one picture', async () => {
    await files('Wave/a.png', 'Wave/b.jpg', 'Wave/c.mp4', 'Pull/d/1.png');
    const { sources, failed } = await walk(dir, { still: true });
    expect(sources.map(({ name, kind }) => [name, kind])).toEqual([
      ['1.png', 'images'],
      ['a.png', 'images'],
      ['b.jpg', 'images'],
      ['c.mp4', 'video'],
    ]);
    expect(failed).toEqual([]);
  });

  it('takes a GIF or WebP for a video where it moves, else for a picture', async () => {
    await files('Wave/a.gif', 'Wave/b.gif', 'Wave/c.webp', 'Wave/d.webp', 'Pull/e/1.gif', 'Pull/e/2.gif');
    const write = (path: string, bytes: Uint8Array): Promise<void> => writeFile(join(dir, path), bytes);
    await write('Wave/a.gif', greyGif([10, 20]));
    await write('Wave/b.gif', greyGif([10]));
    await write('Wave/c.webp', webpHead({ animated: true }));
    await write('Wave/d.webp', webpHead({ animated: false }));
    await write('Pull/e/1.gif', greyGif([10]));
    await write('Pull/e/2.gif', greyGif([20]));
    const { sources, failed } = await walk(dir);
    expect(sources.map(({ name, kind, paths }) => [name, kind, paths.length])).toEqual([
      ['e', 'images', 2],
      ['a.gif', 'video', 1],
      ['c.webp', 'video', 1],
    ]);
    expect(failed.map(({ file }) => file)).toEqual([join('Wave', 'b.gif'), join('Wave', 'd.webp')]);
  });

  it('lists what cannot become a clip, each with its reason', async () => {
    await files('readme.md', 'Wave/a.mp4', 'Wave/notes.txt', 'Wave/one.png', 'Wave/nothing/x.txt');
    expect((await walk(dir)).failed.sort((a, b) => (a.file < b.file ? -1 : 1))).toEqual([
      { file: join('Wave', 'notes.txt'), reason: expect.stringContaining('neither a video') },
      { file: join('Wave', 'nothing', 'x.txt'), reason: expect.stringContaining('neither a video') },
      { file: join('Wave', 'one.png'), reason: expect.stringContaining('single picture') },
      { file: 'readme.md', reason: expect.stringContaining('outside any class folder') },
    ]);
  });

  it('passes over hidden files', async () => {
    await files('.git/config', 'Wave/.DS_Store', 'Wave/Thumbs.db', 'Wave/a.webm');
    await files(
      '__MACOSX/Wave/._a.webm',
      '__MACOSX/x.mp4',
      'Wave/@eaDir/a.webm',
      '@eaDir/b/c.mp4',
      'desktop.ini',
    );
    const found = await walk(dir);
    expect([found.classNames, found.failed, found.sources.length]).toEqual([['Wave'], [], 1]);
  });

  it('refuses a folder without class folders, a file, and what is not there', async () => {
    await files('a.mp4');
    await expect(walk(dir)).rejects.toMatchObject({ code: 'EMPTY' });
    await expect(walk(join(dir, 'a.mp4'))).rejects.toMatchObject({ code: 'INVALID' });
    await expect(walk(join(dir, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the session pattern', () => {
  it('gives its first group on the name', () => {
    const pattern = sessionPattern('^(s\\d+)_');
    expect(sessionOf('s005_r001.mp4', pattern)).toBe('s005');
    expect(sessionOf('r001.mp4', pattern)).toBeNull();
  });

  it('gives nothing where the group is empty', () => {
    expect(sessionOf('_r001.mp4', sessionPattern('^(s?)_'))).toBeNull();
  });

  it.each(['(', '['])('is refused where it is no expression: %s', (source) => {
    expect(() => sessionPattern(source)).toThrow('is not a valid regular expression');
  });

  it.each(['s\\d+', '(?:s\\d+)_'])('is refused without a group: %s', (source) => {
    expect(() => sessionPattern(source)).toThrow('no group');
  });
});
