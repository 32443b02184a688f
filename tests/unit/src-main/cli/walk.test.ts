import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { greyGif } from '../../../fixtures/gif';
import { webpHead } from '../../../fixtures/webp';
import { sessionOf, sessionPattern, walk } from '../../../../src-main/cli/walk';

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
  it('finds videos and folders of pictures, in the order a person counts', async () => {
    await files('Wave/10.mp4', 'Wave/2.MP4', 'Pull/a/2.png', 'Pull/a/10.jpg', 'Pull/a/readme.txt');
    const found = await walk(dir);
    expect(found.classNames).toEqual(['Pull', 'Wave']);
    expect(found.sources).toEqual([
      {
        className: 'Pull',
        name: 'a',
        kind: 'images',
        paths: [join(dir, 'Pull/a/2.png'), join(dir, 'Pull/a/10.jpg')],
      },
      { className: 'Wave', name: '2.MP4', kind: 'video', paths: [join(dir, 'Wave/2.MP4')] },
      { className: 'Wave', name: '10.mp4', kind: 'video', paths: [join(dir, 'Wave/10.mp4')] },
    ]);
    expect(found.failed).toEqual([]);
  });

  it('takes each picture for a clip where a clip is one picture', async () => {
    await files('Wave/a.png', 'Wave/b.jpg', 'Wave/c.mp4', 'Pull/d/1.png');
    const { sources, failed } = await walk(dir, true);
    expect(sources.map(({ name, kind }) => [name, kind])).toEqual([
      ['d', 'images'],
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
    expect((await walk(dir)).failed).toEqual(
      [
        { file: join('Wave', 'notes.txt'), reason: expect.stringContaining('neither a video') },
        { file: join('Wave', 'nothing'), reason: expect.stringContaining('no pictures') },
        { file: join('Wave', 'one.png'), reason: expect.stringContaining('single picture') },
        { file: 'readme.md', reason: expect.stringContaining('outside any class folder') },
      ].sort((a, b) => (a.file === 'readme.md' ? -1 : b.file === 'readme.md' ? 1 : 0)),
    );
  });

  it('passes over hidden files', async () => {
    await files('.git/config', 'Wave/.DS_Store', 'Wave/Thumbs.db', 'Wave/a.webm');
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
    expect(() => sessionPattern(source)).toThrow('not a regular expression');
  });

  it.each(['s\\d+', '(?:s\\d+)_'])('is refused without a group: %s', (source) => {
    expect(() => sessionPattern(source)).toThrow('no group');
  });
});
