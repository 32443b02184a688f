import { describe, expect, it } from 'vitest';
import { dataWarnings } from '../../../../src-renderer/state/warnings';

const rows = (...clips: number[]) =>
  clips.map((n, i) => ({ gesture: { name: `C${i}` }, clips: n, sessions: 1 }));

describe('dataWarnings', () => {
  it('is silent with enough clips from several sessions', () => {
    expect(dataWarnings(rows(20, 22, 18), 3)).toEqual([]);
  });

  it('says that one session flatters', () => {
    expect(dataWarnings(rows(20, 20), 1).join()).toContain(
      'one session only, so this score will flatter you',
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
