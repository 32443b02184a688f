import { describe, expect, it } from 'vitest';
import {
  calibrationError,
  confidenceWords,
  crossvalInstantWords,
  crossvalSentence,
  figureOf,
  furthestFigure,
  instantWords,
  looksWarning,
  noBetterThanInstant,
  scoreCaveats,
  scoreLine,
  scoreRemarks,
  scoreSentence,
  type Score,
  type ScoredRun,
} from '../../../../src-main/shared/score-words';

const score = (counts: Record<string, number>, accuracy: number, change: Partial<Score> = {}): Score => ({
  accuracy,
  clips: Object.values(counts).reduce((a, b) => a + b),
  perClass: Object.entries(counts).map(([name, clips]) => ({ name, clips })),
  ...change,
});
const many = { Wave: 15, Push: 15 };
const sessions = (count: number): Pick<Score, 'sessions' | 'range'> => ({
  sessions: Array.from({ length: count }, () => ({})),
  range: count > 1 ? { low: 0.61, high: 0.97 } : null,
});
const CHOSEN =
  'No session was held out for testing. The validation clips were used to choose the best epoch and to adjust the confidence, so this score is a little too good.';

const run = (change: Partial<ScoredRun> = {}, validation = score(many, 0.9, sessions(3))): ScoredRun => ({
  config: { refit: false },
  stopped: false,
  split: { by: 'session', validation: ['a/1', 'b/2'], test: [], sessions: { test: [] } },
  metrics: { train: score(many, 1), validation, test: null },
  ...change,
});
const tested = (test: Score, change: Partial<ScoredRun> = {}): ScoredRun => {
  const base = run();
  return {
    ...base,
    split: { ...base.split, test: ['a/9'], sessions: { test: ['eve', 'bob'] } },
    metrics: { ...base.metrics, test },
    ...change,
  };
};

describe('what a score is of', () => {
  it('is the test where there was one, on the network that was kept', () => {
    const kept = tested(score(many, 0.9), { config: { refit: true, members: 3 } });
    expect(scoreSentence(kept)).toBe(
      'It was right on 90.0\u00a0% of 30 test clips of 2 sessions that it did not learn from.',
    );
    expect(furthestFigure(kept)).toMatchObject({ part: 'test', network: 'kept' });
    expect(figureOf(kept, 'validation')).toMatchObject({ network: 'first' });
    expect(figureOf(kept, 'train')).toMatchObject({ network: 'first' });
  });

  it('is the network of the first pass where that which was kept learnt from the validation clips too', () => {
    const again = run({ config: { refit: true, members: 3 } });
    expect(scoreSentence(again)).toBe(
      'The network of the first pass was right on 90.0\u00a0% of 30 validation clips.',
    );
    expect(scoreCaveats(again)[0]).toBe(
      `${CHOSEN} It was measured after the first pass; then 3 networks were trained with these clips included, and merged into the model, and no clips are left to measure the result.`,
    );
    expect(scoreCaveats(run({ config: { refit: true } }))[0]).toContain(
      'then the model was retrained with these clips included',
    );
    const stopped = run({ config: { refit: true }, stopped: true });
    expect(scoreSentence(stopped)).toBe('It was right on 90.0\u00a0% of 30 validation clips.');
  });

  it('is said in a list', () => {
    const row = { trainAccuracy: 1, validationAccuracy: 0.9, testAccuracy: null, refitted: true };
    expect(scoreLine(row)).toBe('90\u00a0% on validation, first pass');
    expect(scoreLine({ ...row, refitted: false })).toBe('90\u00a0% on validation');
    expect(scoreLine({ ...row, testAccuracy: 0.8 })).toBe('80\u00a0% on test');
    expect(scoreLine({ ...row, validationAccuracy: null })).toBe('100\u00a0% on training');
  });

  it('says little where nothing was held out', () => {
    const base = run();
    const bare = run({ metrics: { ...base.metrics, validation: null } });
    expect(scoreSentence(bare)).toBe('It was right on 100.0\u00a0% of the 30 clips that it learnt from.');
    expect(scoreCaveats(bare)).toEqual([expect.stringContaining('No clips were held out')]);
  });
});

describe('the range of a score', () => {
  it('is by sessions', () => {
    expect(scoreCaveats(tested(score(many, 0.9, sessions(4))))).toEqual([
      'On other sessions, expect between 61\u00a0% and 97\u00a0% (95\u00a0% range, by resampling the 4 sessions).',
    ]);
  });

  it('is not given of one session, whatever number of clips it has', () => {
    expect(scoreCaveats(tested(score({ Wave: 300, Push: 300 }, 0.9, sessions(1))))).toEqual([
      'All test clips come from one session, so no range can be given for other sessions.',
    ]);
  });

  it('is not given where the clips are of sessions that it learnt from, nor in runs that kept no sessions', () => {
    const base = run();
    const mixed = run({ split: { ...base.split, by: 'clip' } });
    expect(scoreCaveats(mixed)[1]).toContain('from sessions it also learnt from, so no range can be given');
    expect(figureOf(mixed, 'validation')?.range).toBeNull();
    expect(scoreCaveats(run({}, score(many, 0.9)))).toEqual([CHOSEN]);
  });
});

describe('the warnings of a score', () => {
  it('tell of few clips, of classes with few and of classes with none', () => {
    expect(scoreRemarks(score({ Wave: 8, Push: 7 }, 0.8), 0)).toEqual([
      'This score rests on only 15 test clips, so it can be far off.',
    ]);
    expect(scoreRemarks(score({ Wave: 20, Push: 2, Pull: 1, Stop: 0 }, 1), 0)).toEqual([
      'There are fewer than 3 test clips of Push and Pull, so their own scores say little.',
      'There are no test clips of Stop, so this score says nothing about it.',
    ]);
  });

  it('claim nothing of the true one where clips are not new to the model', () => {
    const flatters = expect.stringMatching(/^The model knew 1 of these 30 clips .* flatters it/) as string;
    expect(scoreRemarks(score(many, 1, sessions(3)), 1)).toEqual([flatters]);
    const from = { learnt: ['a/1', 'c/7'] };
    expect(scoreCaveats(run({ from }))).toEqual([CHOSEN, flatters]);
    expect(figureOf(run({ from }), 'validation')?.range).toBeNull();
  });
});

describe('whether confidence can be trusted', () => {
  const calibration = { ece: 0.02, bins: [{ clips: 30, accuracy: 0.9, confidence: 0.88 }] };
  const words = (own: ScoredRun): string => confidenceWords(furthestFigure(own));

  it('is not claimed of the clips that it was fitted to, nor of those that it learnt from', () => {
    const fitted = run({}, score(many, 0.9, { calibration }));
    expect(words(fitted)).toContain('was adjusted on these very clips');
    expect(calibrationError(furthestFigure(fitted))).toBeNull();
    const base = run();
    const bare = run({ metrics: { ...base.metrics, validation: null } });
    expect(words(bare)).toContain('It learnt from these clips');
  });

  it('cannot be told from fewer than 20 clips', () => {
    const few = tested(score({ Wave: 10, Push: 9 }, 1, { calibration }));
    expect(words(few)).toBe('19 clips are too few to tell how far its confidence can be trusted.');
    expect(calibrationError(furthestFigure(few))).toBeNull();
    expect(words(tested(score({ Wave: 1 }, 1, { calibration })))).toMatch(/^1 clip is too few/);
  });

  it('is told of test clips enough, and which way it is off', () => {
    const on = (ece: number, confidence: number) =>
      tested(score(many, 0.9, { calibration: { ece, bins: [{ clips: 30, accuracy: 0.6, confidence }] } }));
    expect(words(on(0.03, 0.6))).toBe('It was right about as often as it said, on these 30 clips.');
    expect(words(on(0.3, 0.9))).toBe('It was right less often than it said, on these 30 clips.');
    expect(words(on(0.3, 0.3))).toBe('It was right more often than it said, on these 30 clips.');
    expect(calibrationError(furthestFigure(on(0.3, 0.9)))).toBe(0.3);
    expect(words(tested(score(many, 0.9)))).toContain('was not measured');
  });
});

describe('the words of a cross-validation', () => {
  const found = { mean: 0.83, spread: 0.05, range: { low: 0.7, high: 0.95 }, ece: 0.02 };
  const folds = (clips: number) => Array.from({ length: 3 }, () => ({ evaluation: { clips } }));

  it('call the spread what it is, and give the range beside it', () => {
    expect(crossvalSentence({ ...found, folds: folds(10) })).toBe(
      'Accuracy 83.0\u00a0%, the mean of 3 folds (standard deviation of the folds 5.0\u00a0%). ' +
        'On other sessions, expect between 70\u00a0% and 95\u00a0% (95\u00a0% range, by resampling the folds). Calibration error 2.0\u00a0%.',
    );
  });

  it('say what the same clips bring with nothing trained', () => {
    expect(crossvalInstantWords(found)).toBeNull();
    expect(crossvalInstantWords({ ...found, instant: 0.7 })).toBe(
      'Instant, made of the same clips with nothing trained, has a mean accuracy of 70.0\u00a0%.',
    );
    expect(crossvalInstantWords({ ...found, instant: 0.83 })).toMatch(
      /^Training brought nothing here: .* 83\.0\u00a0%\.$/,
    );
  });

  it('tell no calibration error of few clips', () => {
    expect(crossvalSentence({ ...found, folds: folds(6) })).toMatch(/18 clips are too few to tell/);
  });
});

describe('the warning of many looks', () => {
  const looked = (test: string[] | null): Pick<ScoredRun, 'split' | 'metrics'> => {
    const base = run();
    return {
      split: { ...base.split, sessions: { test: test ?? [] } },
      metrics: { ...base.metrics, test: test && score(many, 1) },
    };
  };
  const testedOn = (...testSessions: string[]) => ({ testSessions });
  const others = [testedOn('b', 'a'), testedOn('a', 'b'), testedOn('a', 'b'), testedOn('a'), testedOn()];

  it('counts the models that were tested on the same sessions', () => {
    const list = [...others, testedOn('a', 'b')];
    expect(looksWarning(looked(['a', 'b']), list)).toBeNull();
    expect(looksWarning(looked(['a', 'b']), [...list, testedOn('b', 'a')])).toMatch(
      /^You have compared 5 models on this test, so the best score flatters you\./,
    );
  });

  it('does not come without a test', () => {
    const six = Array.from({ length: 6 }, () => testedOn());
    expect(looksWarning(looked(null), six)).toBeNull();
  });
});

describe('what training brought beyond Instant', () => {
  const figure = (accuracy: number, instant: number | undefined, change: Partial<ScoredRun> = {}) =>
    furthestFigure(tested(score(many, accuracy, { ...sessions(2), instant }), change));

  it('is counted in the very clips that both were tried on', () => {
    expect(instantWords(figure(0.9, 0.8))).toBe(
      'Instant, made of the same clips with nothing trained, is right on 24 of these 30 test clips; training brought 3 more.',
    );
    expect(noBetterThanInstant(figure(0.9, 0.8))).toBe(false);
  });

  it('is said to be nothing where it is', () => {
    expect(instantWords(figure(0.9, 0.9))).toBe(
      'Training brought nothing here: Instant, made of the same clips with nothing trained, is right on as many of these 30 test clips, 27.',
    );
    expect(instantWords(figure(0.8, 0.9))).toMatch(
      /is right on 27 of these 30 test clips, this model on 24\.$/,
    );
    for (const accuracy of [0.8, 0.9]) expect(noBetterThanInstant(figure(accuracy, 0.9))).toBe(true);
  });

  it('is of the first network on validation clips where another one was kept', () => {
    const again = run({ config: { refit: true } }, score(many, 0.8, { ...sessions(3), instant: 0.9 }));
    expect(instantWords(furthestFigure(again))).toMatch('the network of the first pass on 24');
  });

  it('is not told where it was not measured, and of clips that the model knew before', () => {
    const from = { learnt: ['a/9'] };
    for (const each of [figure(0.8, undefined), figure(0.8, 0.9, { from })]) {
      expect(instantWords(each)).toBeNull();
      expect(noBetterThanInstant(each)).toBe(false);
    }
  });
});
