import { describe, expect, it } from 'vitest';
import { sessionTable, spreadWarnings } from '../../../../../src-renderer/features/collect/session-table';
import { clip, gesture } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];

/** Clips of a class in a session, as many as asked for; later sessions come first, as in the app. */
const some = (classId: string, session: string, clips: number) =>
  Array.from({ length: clips }, (_, index) => clip(classId, `${session}-${index}`, { session }));

const warn = (...clips: ReturnType<typeof some>[]): string[] =>
  spreadWarnings(sessionTable(classes, clips.flat()));

describe('sessionTable', () => {
  it('counts every class in every session, oldest first, with noughts where there are gaps', () => {
    const table = sessionTable(classes, [
      ...some('push', 'B', 2),
      ...some('wave', 'A', 3),
      ...some('push', 'A', 1),
    ]);
    expect(table.sessions).toEqual(['A', 'B']);
    expect(table.rows.map(({ gesture: { name }, cells, total }) => [name, cells, total])).toEqual([
      ['Wave', [3, 0], 3],
      ['Push', [1, 2], 3],
      ['None', [0, 0], 0],
    ]);
  });

  it('leaves out clips of a class that is not there', () => {
    expect(sessionTable([], some('gone', 'A', 1)).rows).toEqual([]);
  });
});

describe('spreadWarnings', () => {
  it('is silent without clips, and with balanced ones of two sessions', () => {
    expect(warn()).toEqual([]);
    expect(
      warn(some('wave', 'A', 4), some('wave', 'B', 4), some('push', 'A', 2), some('push', 'B', 1)),
    ).toEqual([]);
  });

  it('says that there is one session only', () => {
    const warnings = warn(some('wave', 'A', 4), some('push', 'A', 4));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('only one session');
  });

  it('names the classes that were recorded in one session of several', () => {
    expect(warn(some('wave', 'A', 4), some('wave', 'B', 4), some('push', 'B', 4))).toEqual([
      'Push was recorded in one session only. Record it in another one too.',
    ]);
    expect(warn(some('wave', 'A', 4), some('none', 'A', 4), some('push', 'B', 4))[0]).toMatch(
      /^Wave, Push and None were/,
    );
  });

  it('says which class is more than three times as large as which', () => {
    const both = (classId: string, clips: number) => [
      ...some(classId, 'A', clips),
      ...some(classId, 'B', clips),
    ];
    expect(warn(both('wave', 6), both('push', 2))).toEqual([]);
    expect(warn(both('wave', 7), both('push', 2))[0]).toMatch(/^Wave has 14 clips and Push only 4\./);
  });
});
