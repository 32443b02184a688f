import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { walk } from '../../../../../src-main/cli/walk';
import { sessionOf, sessionWays } from '../../../../../src-main/shared/candidate-sessions';
import {
  folderOf,
  guessLevel as guess,
  levelsOf,
  sortFiles,
} from '../../../../../src-main/shared/clip-candidates';
import { guessTarget, rowsOf, type Candidate } from '../../../../../src-renderer/features/import/import-plan';
import { greyGif } from '../../../../fixtures/gif';
import { webpHead } from '../../../../fixtures/webp';

/** What dropping these paths would find. */
const found = (paths: readonly string[]) => ({
  files: paths.map((path) => {
    const folders = path.split('/');
    const name = folders.pop() ?? '';
    return { folders, file: new File([], name), animated: /\.gif$|^moving\.webp$/.test(name) };
  }),
  failed: [],
});
/** Where no class is known yet. */
const guessLevel = (candidates: readonly Candidate[]): number => guess(candidates, () => false);
const sort = (...paths: string[]) => sortFiles(found(paths));

/** Each class's folder, with the names of what goes there. */
const plan = (...paths: string[]): Record<string, string[]> => {
  const { candidates } = sort(...paths);
  return Object.fromEntries(
    rowsOf(candidates, guessLevel(candidates)).map(({ folder, candidates: each }) => [
      folder ?? '',
      each.map(({ name }) => name),
    ]),
  );
};

describe('which file becomes which class', () => {
  it('goes by the folder that holds the videos, however deep it lies', () => {
    expect(plan('Wave/1.mp4', 'Wave/2.MOV', 'Stop/a.gif')).toEqual({
      Wave: ['1.mp4', '2.MOV'],
      Stop: ['a.gif'],
    });
    expect(plan('data/Wave/1.mp4', 'data/Stop/1.webm')).toEqual({ Wave: ['1.mp4'], Stop: ['1.webm'] });
    expect(plan('s001/Wave/1.mp4', 's002/Wave/1.mp4')).toEqual({ Wave: ['1.mp4', '1.mp4'] });
  });

  it('looks above folders that are called like sittings or clips', () => {
    expect(plan('Wave/s001/1.mp4', 'Wave/s002/1.mp4')).toEqual({ Wave: ['1.mp4', '1.mp4'] });
    expect(plan('Wave/clip 1/1.png', 'Wave/clip 1/2.png', 'Wave/clip 2/1.png', 'Wave/clip 2/2.png')).toEqual({
      Wave: ['clip 1', 'clip 2'],
    });
  });

  it('takes each picture for a clip of its folder where a clip is one picture', () => {
    const paths = ['Fist/a.png', 'Fist/b.jpg', 'Palm/c.png'];
    const { candidates, failed } = sortFiles(found(paths), true);
    const rows = rowsOf(candidates, guessLevel(candidates));
    expect(rows.map(({ folder, candidates: each }) => [folder, each.map(({ name }) => name)])).toEqual([
      ['Fist', ['a.png', 'b.jpg']],
      ['Palm', ['c.png']],
    ]);
    expect(failed).toEqual([]);
    // Beside them, a video gives its middle picture.
    expect(sortFiles(found(['Fist/a.png', 'Fist/b.mp4']), true).candidates).toHaveLength(2);
  });

  it('keeps files by themselves apart', () => {
    expect(plan('1.mp4', 'Wave/2.mp4')).toEqual({ '': ['1.mp4'], Wave: ['2.mp4'] });
  });

  it('takes a folder of pictures as one clip, in the order a person counts', () => {
    const paths = ['Wave/walk/2.png', 'Wave/walk/10.png', 'Stop/a/1.jpg', 'Stop/a/2.jpg', 'Stop/x.mp4'];
    expect(plan(...paths)).toEqual({ Wave: ['walk'], Stop: ['x.mp4', 'a'] });
    // Straight in the class's folder.
    expect(plan('Wave/f1.png', 'Wave/f2.png')).toEqual({ Wave: ['Wave'] });
    expect(plan('data/Wave/f1.png', 'data/Wave/f2.png', 'data/Stop/f1.png', 'data/Stop/f2.png')).toEqual({
      Wave: ['Wave'],
      Stop: ['Stop'],
    });
  });

  it('can be told to go by another depth', () => {
    const { candidates } = sort('Ada/Wave/1.mp4', 'Ada/Stop/1.mp4', 'Bob/Wave/1.mp4');
    expect(levelsOf(candidates)).toEqual([
      ['Ada', 'Bob'],
      ['Wave', 'Stop'],
    ]);
    expect(candidates.map((each) => folderOf(each, 0))).toEqual(['Ada', 'Ada', 'Bob']);
    expect(candidates.map((each) => folderOf(each, 5))).toEqual(['Wave', 'Stop', 'Wave']);
  });

  it('names what cannot become a clip', () => {
    const { candidates, failed } = sort(
      'Wave/a.mp4',
      'Wave/a.jpg',
      'notes.txt',
      'one.png',
      'Pets/cat.png',
      'Pets/dog.png',
    );
    expect(candidates.map(({ path }) => path)).toEqual(['Wave/a.mp4']);
    expect(failed.map(({ file, reason }) => [file, reason.split(' ').slice(0, 3).join(' ')])).toEqual([
      ['notes.txt', 'It is neither'],
      ['Wave/a.jpg', 'A single picture'],
      ['one.png', 'A single picture'],
      ['Pets/cat.png', 'A single picture'],
      ['Pets/dog.png', 'A single picture'],
    ]);
  });

  it('agrees with the command line', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'beckon-plan-'));
    const paths = [
      'Wave/1.mp4',
      'Wave/b.gif',
      'Wave/moving.webp',
      'Wave/still.webp',
      'Wave/notes.txt',
      'Pull/take/1.png',
      'Pull/take/2.png',
      'Pull/x.webm',
    ];
    for (const path of paths) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), '');
    }
    await writeFile(join(dir, 'Wave/b.gif'), greyGif([10, 20]));
    await writeFile(join(dir, 'Wave/moving.webp'), webpHead({ animated: true }));
    await writeFile(join(dir, 'Wave/still.webp'), webpHead({ animated: false }));
    const { sources } = await walk(dir);
    await rm(dir, { recursive: true });
    const theirs = sources.map(({ className, name, kind }) => [className, name, kind]);
    const mine = sort(...paths.map((path) => `data/${path}`)).candidates;
    const level = guessLevel(mine);
    const ours = mine.map((each) => [folderOf(each, level), each.name, each.kind]);
    expect(ours.sort()).toEqual(theirs.sort());
  });
});

it('a folder goes to the class of its name, whatever its case, or to a new one', () => {
  const classes = [{ id: 'wave', name: 'Wave', colour: '#000000', key: null }];
  const row = (folder: string | null) => ({ folder, candidates: [] });
  expect(guessTarget(row('wave '), classes)).toEqual({ to: 'class', classId: 'wave' });
  expect(guessTarget(row('Stop\n'), classes)).toEqual({ to: 'new', name: 'Stop' });
});

describe('a file by itself', () => {
  const classes = [
    { id: 'wave', name: 'Wave', colour: '#000000', key: null },
    { id: 'thumbs-up', name: 'Thumbs up', colour: '#000000', key: null },
    { id: 'up', name: 'Up', colour: '#000000', key: null },
  ];
  const targetOf = (name: string) => {
    const [row] = rowsOf(sort(name).candidates, 0);
    return row && guessTarget(row, classes);
  };

  it('is a row of its own, with a class of its own', () => {
    const rows = rowsOf(sort('wave.mp4', 'stop.mp4', 'Push/1.mp4', 'Push/2.mp4').candidates, 0);
    expect(rows.map(({ folder, candidates }) => [folder, candidates.map(({ name }) => name)])).toEqual([
      [null, ['wave.mp4']],
      [null, ['stop.mp4']],
      ['Push', ['1.mp4', '2.mp4']],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it.each([
    ['wave_03.mp4', { to: 'class', classId: 'wave' }],
    ['WAVE2.MOV', { to: 'class', classId: 'wave' }],
    ['s001_wave.mp4', { to: 'class', classId: 'wave' }],
    ['thumbs-up (2).mp4', { to: 'class', classId: 'thumbs-up' }],
    ['Stop-1.mp4', { to: 'new', name: 'Stop' }],
    ['swipe_left_02_take3.webm', { to: 'new', name: 'swipe left' }],
    ['Señas.mp4', { to: 'new', name: 'Señas' }],
  ])('called %s goes to the class in its name', (name, target) => {
    expect(targetOf(name)).toEqual(target);
  });

  it.each([
    'IMG_2041.MOV',
    'VID_20260101_120000.mp4',
    '20260101.mp4',
    'PXL_2026.mp4',
    'Recording 3.webm',
    'a1.mp4',
  ])('called %s waits for a choice', (name) => expect(targetOf(name)).toEqual({ to: 'nowhere' }));
});

describe('which session', () => {
  const ways = (...paths: string[]): unknown => {
    const { candidates } = sort(...paths);
    return sessionWays(candidates, guessLevel(candidates));
  };
  const of = (candidates: readonly Candidate[], way: 'name' | 'folder') =>
    candidates.map((each) => sessionOf(each, way, guessLevel(candidates)));

  it('is read from names that all begin alike', () => {
    expect(ways('W/s001_1.mp4', 'W/s001_2.mp4', 'W/s002_1.mp4', 'W/s002_2.mp4')).toEqual([
      { way: 'name', sessions: ['s001', 's002'] },
    ]);
    expect(ways('W/s001_1.mp4', 'W/s001_2.mp4', 'W/x.mp4', 'W/s002_1.mp4')).toEqual([]);
    // As many sessions as files are none.
    expect(ways('W/clip1_.mp4', 'W/clip2_.mp4')).toEqual([]);
  });

  it('is read from folders around or in those of the classes', () => {
    const around = sort('Ada/W/1.mp4', 'Ada/W/2.mp4', 'Bob/W/1.mp4', 'Bob/W/2.mp4').candidates;
    expect(sessionWays(around, 1)).toEqual([{ way: 'folder', sessions: ['Ada', 'Bob'] }]);
    const inside = sort('W/s1/a.mp4', 'W/s1/b.mp4', 'W/s2/a.mp4', 'W/s2/b.mp4').candidates;
    expect(of(inside, 'folder')).toEqual(['s1', 's1', 's2', 's2']);
    expect(ways('data/W/1.mp4', 'data/W/2.mp4')).toEqual([]);
  });
});
