import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RULE,
  GestureRule,
  saidOf,
  stateOf,
  withThreshold,
  type GestureEvent,
  type GestureSettings,
} from '../../../../src-renderer/gestures/gesture-rule';

/** Wave, Push, None. */
const NONE = [false, false, true];
const wave = (confidence: number): number[] => [confidence, 1 - confidence, 0];
const push = [0, 1, 0];
const none = [0, 0, 1];
type Window = readonly number[] | null;

const eventsOf = (windows: readonly Window[], settings: Partial<GestureSettings> = {}): GestureEvent[] => {
  const rule = new GestureRule({ threshold: 0.8, none: NONE, ...settings });
  return windows.flatMap((window, at) => rule.push(window, at));
};
/** As text: `+0@3` is the start of class 0's gesture with window 3, `-0@5` its end. */
const told = (windows: readonly Window[], settings?: Partial<GestureSettings>): string =>
  eventsOf(windows, settings)
    .map(({ kind, index, at }) => `${kind === 'start' ? '+' : '-'}${index}@${at}`)
    .join(' ');

describe('a gesture', () => {
  it('starts at the second window in a row, once, however long it lasts', () => {
    expect(told([none, wave(0.9), wave(0.8), wave(1), wave(1)])).toBe('+0@2');
  });

  it('does not start for one window, nor below the threshold, nor for none', () => {
    expect(told([wave(0.9), none, wave(0.9), none])).toBe('');
    expect(told([wave(0.79), wave(0.79), wave(0.79)])).toBe('');
    expect(told([none, none, none])).toBe('');
  });

  it('starts at once where one window is as sure as is enough by itself', () => {
    const windows = [wave(0.9), none, wave(0.95), none, wave(0.9), wave(0.9)];
    expect(told(windows, { atOnce: 0.95 })).toBe('+0@2 -0@3 +0@5');
    // It takes its threshold all the same.
    expect(told([wave(0.97), wave(0.98)], { threshold: 0.975, atOnce: 0.95 })).toBe('+0@1');
    expect(told([none, none, none], { atOnce: 0.5 })).toBe('');
    // Of a class that needs more, more is enough.
    const own = { atOnce: 0.9, thresholds: [0.85, 0.8, 0.8] };
    expect(told([wave(0.94), none, wave(0.96)], own)).toBe('+0@2');
  });

  it('starts again only when it has ended', () => {
    expect(told([wave(1), wave(1), wave(0.39), wave(1), wave(1)])).toBe('+0@1 -0@2 +0@4');
  });

  it('lasts while the model wavers, so that it does not start twice', () => {
    expect(told([wave(1), wave(1), [0.5, 0.3, 0.2], wave(1), wave(1)])).toBe('+0@1');
    expect(told([wave(1), wave(1), [0.5, 0.5, 0], [0.39, 0.39, 0.22]])).toBe('+0@1 -0@3');
    expect(told([wave(0.6), wave(0.6), [0.35, 0, 0.65]], { threshold: 0.6 })).toBe('+0@1 -0@2');
  });

  it('is released at the share of the threshold that is asked for', () => {
    const windows = [wave(1), wave(1), [0.5, 0.3, 0.2], [0.3, 0.3, 0.4]];
    expect(told(windows, { release: 0.9 })).toBe('+0@1 -0@2');
    expect(told(windows, { release: 0.25 })).toBe('+0@1');
  });

  it('does not start with a movement that is like nothing known, and is not ended by one', () => {
    const windows = [wave(1), wave(1), wave(1), wave(1), wave(0.5), wave(0.9), none];
    const at = (typical: readonly number[], unseen: number): string => {
      const rule = new GestureRule({ threshold: 0.8, none: NONE, unseen });
      return windows
        .flatMap((window, time) => rule.push(window, time, { typicality: typical[time] }))
        .map(({ kind, at }) => `${kind}@${at}`)
        .join(' ');
    };
    expect(at([1, 0.01, 1, 1], 0.02)).toBe('start@3 end@6');
    expect(at([1, 1, 0, 0, 0, 0], 0.02)).toBe('start@1 end@6');
    expect(at([0, 0.01, 0.015, 0, 0, 0], 0.02)).toBe('');
    expect(at([0, 0, 0, 0, 0, 0], 0)).toBe('start@1 end@6');
    expect(stateOf(wave(1), { threshold: 0.8, unseen: 0.02 }, { typicality: 0.01 })).toMatchObject({
      sure: false,
      unseen: true,
    });
    expect(stateOf(wave(1), { threshold: 0.8, unseen: 0.02 })).toMatchObject({ sure: true, unseen: false });
  });

  it('is what is said for as long as it lasts', () => {
    const thresholds = { threshold: 0.8, unseen: 0.02 };
    const seen = { typicality: 0.01 };
    expect(saidOf([0.85, 0.9], thresholds, { seen, lasting: 0 })).toEqual({
      winner: 0,
      confidence: 0.85,
      sure: true,
      unseen: false,
      idle: false,
    });
    expect(saidOf([0.3, 0.9], thresholds, { seen, lasting: null })).toMatchObject({
      winner: 1,
      unseen: true,
    });
    expect(saidOf([], thresholds, { lasting: 0 })).toBeNull();
  });

  it('is named without a number where the window by itself would not be sure of it', () => {
    const lasting = { lasting: 0 };
    expect(saidOf([0.4, 0.1], { threshold: 0.7 }, lasting)).toMatchObject({ sure: true, confidence: null });
    expect(saidOf([0.7, 0.1], { threshold: 0.7 }, lasting)).toMatchObject({ sure: true, confidence: 0.7 });
    const own = { threshold: 0.7, thresholds: [0.3, 0.7] };
    expect(saidOf([0.4, 0.1], own, lasting)).toMatchObject({ sure: true, confidence: 0.4 });
    // Of what is not sure, the number says so.
    expect(saidOf([0.4, 0.1], { threshold: 0.7 }, { lasting: null })).toMatchObject({
      sure: false,
      confidence: 0.4,
    });
  });

  it('is none that is known where a movement was made that none was named for, and nothing starts or ends by that', () => {
    const refusing = { threshold: 0.8, unseen: 0.02 };
    const rest = [0.1, 0.1, 0.1];
    const said = (unnamed: boolean, probabilities = rest, thresholds = refusing) => {
      const { sure, unseen, idle } = stateOf(probabilities, thresholds, { unnamed }) ?? {};
      return { sure, unseen, idle };
    };
    expect(said(true)).toEqual({ sure: false, unseen: true, idle: false });
    expect(said(false)).toEqual({ sure: false, unseen: false, idle: true });
    expect(said(true, [0.4, 0.3, 0.1])).toEqual({ sure: false, unseen: true, idle: false });
    // What it is sure of has a name; and who wants nothing refused has it so.
    expect(said(true, wave(0.9))).toEqual({ sure: true, unseen: false, idle: false });
    expect(said(true, rest, { ...refusing, unseen: 0 })).toEqual({ sure: false, unseen: false, idle: true });
    const windows = [rest, wave(1), wave(1), rest, rest, wave(1), wave(1)];
    const at = (unnamed: boolean) => {
      const rule = new GestureRule({ ...refusing, none: NONE });
      return windows.flatMap((window, time) => rule.push(window, time, { unnamed }));
    };
    expect(at(true)).toEqual(at(false));
    expect(at(true)).toHaveLength(3);
  });

  it('has to reach the threshold of its own class, and is released at that', () => {
    const thresholds = [0.6, 1, 0.8];
    expect(told([wave(0.6), wave(0.6), wave(0.59)], { thresholds })).toBe('+0@1');
    expect(
      told(
        [
          [0, 0.9, 0],
          [0, 0.9, 0],
        ],
        { thresholds },
      ),
    ).toBe('');
    // Above half of its own threshold and below that of the others.
    expect(told([wave(0.6), wave(0.6), [0.31, 0, 0.69], [0.29, 0, 0.71]], { thresholds })).toBe('+0@1 -0@3');
  });

  it('starts after the cooldown only, also another one', () => {
    const windows = [wave(1), wave(1), none, push, push, push, push];
    // Windows are a millisecond apart here; the first one ends at 2.
    expect(told(windows, { cooldown: 0 })).toBe('+0@1 -0@2 +1@4');
    expect(told(windows, { cooldown: 0.002 })).toBe('+0@1 -0@2 +1@4');
    expect(told(windows, { cooldown: 0.004 })).toBe('+0@1 -0@2 +1@6');
    expect(told(windows, { cooldown: 0.005 })).toBe('+0@1 -0@2');
  });

  it('ends where another one wins', () => {
    expect(told([wave(1), wave(1), push, push])).toBe('+0@1 -0@2 +1@3');
    expect(told([wave(1), push, wave(1), push])).toBe('');
    expect(told([wave(1), push], { windows: 1 })).toBe('+0@0 -0@1 +1@1');
  });

  it('ends where there is no answer', () => {
    expect(told([wave(1), null, wave(1), wave(1), null])).toBe('+0@3 -0@4');
    // Also where every answer is enough.
    expect(told([wave(1), wave(1), null, wave(1)], { threshold: 0 })).toBe('+0@1 -0@2');
  });

  it('says how sure the model was', () => {
    expect(eventsOf([wave(0.9), wave(0.95), wave(0.3), null])).toMatchObject([
      { kind: 'start', confidence: 0.95 },
      { kind: 'end', confidence: 0.3 },
    ]);
    expect(eventsOf([wave(1), wave(1), null])).toMatchObject([{ kind: 'start' }, { confidence: 0 }]);
  });

  it('is judged by other settings from the next window on', () => {
    const rule = new GestureRule({ threshold: 0.8, none: NONE });
    rule.push(wave(0.7), 0);
    rule.settings = { ...rule.settings, threshold: 0.6, windows: 1 };
    expect(rule.push(wave(0.7), 1)).toMatchObject([{ kind: 'start', index: 0, at: 1 }]);
    expect(rule.active).toBe(0);
    rule.settings = { ...rule.settings, threshold: 0.9 };
    expect(rule.push([0.44, 0.36, 0.2], 2)).toMatchObject([{ kind: 'end', index: 0 }]);
    expect(rule.active).toBeNull();
  });
});

describe('the state', () => {
  it('is what the last window said, classes for no gesture among it', () => {
    const rule = new GestureRule({ threshold: 0.8, none: NONE });
    expect(rule.state).toBeNull();
    rule.push(none, 0);
    expect(rule.state).toEqual({ winner: 2, confidence: 1, sure: true, unseen: false, idle: false });
    rule.push(wave(0.7), 1);
    expect(rule.state).toEqual({ winner: 0, confidence: 0.7, sure: false, unseen: false, idle: false });
    rule.push([0.2, 0.1, 0.1], 9);
    expect(rule.state).toEqual({ winner: 0, confidence: 0.2, sure: false, unseen: false, idle: true });
    rule.push(null, 2);
    expect(rule.state).toBeNull();
    expect(stateOf([], { threshold: 0.5 })).toBeNull();
  });
});

describe('another threshold', () => {
  it('moves what is enough at once by as much', () => {
    expect(withThreshold({ ...DEFAULT_RULE, atOnce: 0.9 }, 0.6)).toMatchObject({
      threshold: 0.6,
      atOnce: 0.8,
    });
    // Beyond 1 nothing is enough; it comes back with the threshold.
    const high = withThreshold({ ...DEFAULT_RULE, atOnce: 0.9 }, 1);
    expect(high.atOnce).toBe(1.2);
    expect(withThreshold(high, 0.7).atOnce).toBe(0.9);
    expect(withThreshold(DEFAULT_RULE, 0.6)).not.toHaveProperty('atOnce');
  });

  it('moves those of the classes by as much, as far as they can', () => {
    const rule = { ...DEFAULT_RULE, threshold: 0.6, thresholds: [0.5, 0.6, 0.95] };
    expect(withThreshold(rule, 0.7)).toEqual({ ...rule, threshold: 0.7, thresholds: [0.6, 0.7, 1] });
    expect(withThreshold({ ...DEFAULT_RULE }, 0.2)).toEqual({ ...DEFAULT_RULE, threshold: 0.2 });
  });
});

describe('any row of windows', () => {
  const probability = fc.double({ min: 0, max: 1, noNaN: true });
  const windows = fc.array(fc.option(fc.tuple(probability, probability, probability)), { maxLength: 60 });
  const settings = fc.record({ threshold: probability, windows: fc.integer({ min: 1, max: 5 }) });

  it('starts and ends gestures by turns, an end always of what has started', () => {
    fc.assert(
      fc.property(windows, settings, (row, chosen) => {
        let active: number | null = null;
        for (const { kind, index } of eventsOf(row, chosen)) {
          expect(active).toBe(kind === 'start' ? null : index);
          active = kind === 'start' ? index : null;
          expect(NONE[index]).toBe(false);
        }
      }),
    );
  });

  it('starts with the end of a run of windows that is long enough, and again only after one that breaks it off', () => {
    fc.assert(
      fc.property(windows, settings, (row, chosen) => {
        const states = row.map((window) => window && stateOf(window, chosen));
        const winners = states.map((state) =>
          state?.sure === true && NONE[state.winner] === false ? state.winner : null,
        );
        const breaks = (at: number, index: number): boolean => {
          const state = states[at];
          const other = state?.sure === true && state.winner !== index;
          return row[at] === null || other || (row[at]?.[index] ?? 0) < chosen.threshold / 2;
        };
        const events = eventsOf(row, chosen);
        for (const { kind, index, at } of events) {
          const run = winners.slice(Math.max(0, at - chosen.windows + 1), at + 1);
          if (kind === 'end') expect(breaks(at, index)).toBe(true);
          else expect(run).toEqual(new Array(chosen.windows).fill(index));
        }
        // No run is passed over: one that is long enough has its gesture on.
        winners.forEach((winner, at) => {
          const run = winners.slice(at - chosen.windows + 1, at + 1);
          if (winner === null || at < chosen.windows - 1 || run.some((each) => each !== winner)) return;
          const before = events.filter((event) => event.at <= at && event.kind === 'start').at(-1);
          expect(before?.index).toBe(winner);
        });
      }),
    );
  });
});
