import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipKey } from '../../../../src-main/shared/clip-key';
import { splitClips, type SplitItem } from '../../../../src-renderer/learning/split';

const config = { testSessions: [] as string[], validationShare: 0.2, seed: 1 };

const itemsArbitrary = fc
  .array(
    fc.record({ classId: fc.constantFrom('a', 'b', 'c'), session: fc.constantFrom('s1', 's2', 's3', 's4') }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((items) => items.map((item, i): SplitItem => ({ ...item, id: `clip-${i}` })));

const grid = (sessions: string[], perCell = 3): SplitItem[] =>
  sessions.flatMap((session) =>
    ['a', 'b'].flatMap((classId) =>
      Array.from({ length: perCell }, (_, i) => ({ classId, session, id: `${session}-${i}` })),
    ),
  );

describe('splitClips', () => {
  it('puts every clip on one side, no session on two, and every class into training', () => {
    fc.assert(
      fc.property(
        itemsArbitrary,
        fc.nat(99),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (items, seed, share) => {
          const split = splitClips(items, { testSessions: [], validationShare: share, seed });
          const all = [...split.train, ...split.validation, ...split.test];
          expect([...all].sort()).toEqual(items.map(clipKey).sort());
          const classes = (keys: string[]): Set<string> =>
            new Set(keys.map((key) => key.split('/')[0] ?? ''));
          expect(classes(split.train)).toEqual(new Set(items.map((item) => item.classId)));
          if (split.by === 'session') {
            const { train, validation, test } = split.sessions;
            expect(new Set([...train, ...validation, ...test]).size).toBe(
              train.length + validation.length + test.length,
            );
          } else {
            expect(split.warnings.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it('gives the same split for the same seed', () => {
    fc.assert(
      fc.property(itemsArbitrary, fc.nat(99), (items, seed) => {
        expect(splitClips(items, { ...config, seed })).toEqual(splitClips(items, { ...config, seed }));
      }),
    );
  });

  it('keeps test sessions out of training and validation', () => {
    const split = splitClips(grid(['s1', 's2', 's3', 's4']), { ...config, testSessions: ['s2'] });
    expect(split.by).toBe('session');
    expect(split.sessions.test).toEqual(['s2']);
    expect(split.sessions.validation).toHaveLength(1);
    expect(split.sessions.train).toHaveLength(2);
    expect(split.test).toHaveLength(6);
    expect(split.warnings).toEqual([]);
  });

  it('says so where there is one session only, and holds out clips of each class', () => {
    const split = splitClips(grid(['s1'], 10), config);
    expect(split.by).toBe('clip');
    expect(split.validation).toHaveLength(4);
    expect(split.warnings[0]).toMatch(/^You have only one session, so this score will flatter you/);
  });

  it('says so where the test sessions leave one session', () => {
    const split = splitClips(grid(['s1', 's2']), { ...config, testSessions: ['s2'] });
    expect(split.by).toBe('clip');
    expect(split.warnings[0]).toMatch(/Only one session is left/);
  });

  it('says so where each session is the only one with some class', () => {
    const items = [
      { classId: 'a', session: 's1', id: '1' },
      { classId: 'a', session: 's1', id: '2' },
      { classId: 'b', session: 's2', id: '3' },
      { classId: 'b', session: 's2', id: '4' },
    ];
    const split = splitClips(items, config);
    expect(split.by).toBe('clip');
    expect(split.validation).toHaveLength(2);
    expect(split.warnings[0]).toMatch(/Every session is needed/);
  });

  it('names a test session that has no clips, and a class that only a test session has', () => {
    expect(() => splitClips(grid(['s1']), { ...config, testSessions: ['s9'] })).toThrow(/“s9”/);
    expect(() => splitClips(grid(['s1']), { ...config, testSessions: ['s1'] })).toThrow(/no clips left/);
    const items = [...grid(['s1', 's2']), { classId: 'rare', session: 's2', id: 'x' }];
    const named = [{ id: 'rare', name: 'Rare wave' }];
    expect(() => splitClips(items, { ...config, testSessions: ['s2'] }, named)).toThrow(/“Rare wave”/);
  });
});
