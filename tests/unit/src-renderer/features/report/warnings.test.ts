import { describe, expect, it } from 'vitest';
import { dataWarnings, shapeWarnings } from '../../../../../src-renderer/features/report/warnings';

const rows = (...clips: number[]) =>
  clips.map((n, i) => ({ gesture: { name: `C${i}` }, clips: n, sessions: 1 }));

describe('dataWarnings', () => {
  it('is silent with enough clips from several sessions', () => {
    expect(dataWarnings(rows(20, 22, 18), 3)).toEqual([]);
  });

  it('says that one session flatters', () => {
    expect(dataWarnings(rows(20, 20), 1).join()).toContain(
      'only one session, so this score will flatter you',
    );
  });

  it('names classes with few clips, but not those with none, which stop the training anyway', () => {
    expect(dataWarnings(rows(3, 20, 0), 2).join()).toMatch(/^C0 has few clips/);
  });

  it('points at classes that are several times larger', () => {
    expect(dataWarnings(rows(10, 31), 2)).toHaveLength(1);
    expect(dataWarnings(rows(10, 30), 2)).toHaveLength(0);
  });
});

describe('shapeWarnings', () => {
  const capture = { frames: 16, width: 96, height: 96 };
  const clips = (...shapes: [number, number, number][]) =>
    shapes.map(([t, h, w]) => ({ shape: [t, h, w, 3] as [number, number, number, 3] }));

  it('is silent where every clip is the project’s own', () => {
    expect(shapeWarnings(clips([16, 96, 96]), capture)).toEqual([]);
  });

  it('says which clips will be resized, cut, lengthened and left out', () => {
    const mixed = clips([16, 96, 96], [16, 64, 96], [16, 96, 64], [8, 96, 96], [3, 64, 64], [20, 96, 96]);
    expect(shapeWarnings(mixed, capture)).toEqual([
      '1 clip with fewer than 4 frames will be left out.',
      '1 clip with fewer than 16 frames will stand in the middle of stillness.',
      'Only the middle of 1 clip with more than 16 frames will be used. Trim them to choose the part.',
      '2 clips not recorded at 96×96 pixels will be resized.',
    ]);
  });
});
