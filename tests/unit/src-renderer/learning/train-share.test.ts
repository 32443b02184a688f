import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipKey } from '../../../../src-main/shared/clip-key';
import { splitClips, type SplitItem } from '../../../../src-renderer/learning/split';
import { thinTraining } from '../../../../src-renderer/learning/train-share';

const config = { testSessions: [], validationShare: 0.2, seed: 3 };

const items = (sessions: number, perCell: number): SplitItem[] =>
  Array.from({ length: sessions }, (_, s) => `s${s}`).flatMap((session) =>
    ['a', 'b'].flatMap((classId) =>
      Array.from({ length: perCell }, (_, i) => ({ classId, session, id: `${session}-${i}` })),
    ),
  );
const thinned = (all: SplitItem[], share: number, seed = 3) =>
  thinTraining(splitClips(all, config), all, share, seed);

describe('a share of the training clips', () => {
  it('leaves some of every class, what a smaller share leaves, and all that is held out', () => {
    const any = fc.array(
      fc.record({
        classId: fc.constantFrom('a', 'b', 'c'),
        session: fc.constantFrom('s1', 's2', 's3', 's4', 's5', 's6'),
      }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(any, fc.nat(99), (drawn, seed) => {
        const all = drawn.map((item, i) => ({ ...item, id: `clip-${i}` }));
        const whole = splitClips(all, config);
        const classesOf = (keys: string[]) => new Set(keys.map((key) => key.split('/')[0]));
        let larger = whole;
        for (const share of [0.75, 0.5, 0.25]) {
          const split = thinTraining(whole, all, share, seed);
          expect(split.validation).toEqual(whole.validation);
          expect(split.test).toEqual(whole.test);
          expect(classesOf(split.train)).toEqual(classesOf(whole.train));
          const there = new Set(larger.train);
          expect(split.train.every((key) => there.has(key))).toBe(true);
          const kept = new Set(split.train);
          const sessions = all.filter((item) => kept.has(clipKey(item))).map(({ session }) => session);
          expect(split.sessions.train).toEqual([...new Set(sessions)].sort());
          larger = split;
        }
      }),
    );
  });

  it('keeps whole sessions together where there are enough, the same of every class', () => {
    // Ten sessions, of which two validate.
    const split = thinned(items(10, 3), 0.5);
    expect(split.sessions.train).toHaveLength(4);
    expect(split.train).toHaveLength(4 * 2 * 3);
  });

  it('draws clips where there are few sessions', () => {
    const split = thinned(items(3, 8), 0.25);
    expect(split.train).toHaveLength(2 * 4);
    expect(thinned(items(3, 8), 0.25, 4).train).not.toEqual(split.train);
    expect(thinned(items(3, 8), 0.25)).toEqual(split);
  });

  it('is the split itself where it is all', () => {
    const all = items(3, 4);
    const whole = splitClips(all, config);
    expect(thinTraining(whole, all, 1, 3)).toBe(whole);
  });
});
