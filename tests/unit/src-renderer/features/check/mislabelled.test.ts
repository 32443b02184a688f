import { describe, expect, it } from 'vitest';
import { mislabelledOf } from '../../../../../src-renderer/features/check/mislabelled';
import { clip, trial } from '../../../../fixtures/renderer/samples';

const clips = [clip('wave', 'a'), clip('wave', 'b'), clip('push', 'c'), clip('push', 'd')];
/** Right about `a` and `c`, so that it is known how sure the model is of either class. */
const right = [
  { clip: 'wave/a', predicted: 0, confidence: 0.7, own: 0.7 },
  { clip: 'push/c', predicted: 1, confidence: 0.6, own: 0.6 },
];
const taken = (key: string, predicted: number, confidence: number) => ({
  clip: key,
  predicted,
  confidence,
  own: 1 - confidence,
});
const idsOf = (...[trials, all = clips]: [Parameters<typeof mislabelledOf>[0], typeof clips?]): string[] =>
  mislabelledOf(trials, all).map((doubt) => doubt.clip.id);

describe('mislabelledOf', () => {
  it('names clips that a model is surer of than of that class’s own, the least likely first', () => {
    const test = [
      right[1] as (typeof right)[0],
      { clip: 'push/d', predicted: 0, confidence: 0.97, own: 0.03 },
    ];
    const validation = [
      right[0] as (typeof right)[0],
      { clip: 'wave/b', predicted: 1, confidence: 0.9, own: 0.1 },
    ];
    expect(mislabelledOf([trial(validation, { test })], clips)).toEqual([
      { clip: clips[3], as: 'wave', confidence: 0.97, own: 0.03, models: 1, agree: 1 },
      { clip: clips[1], as: 'push', confidence: 0.9, own: 0.1, models: 1, agree: 1 },
    ]);
  });

  it('passes over what was guessed with little confidence, was moved since or is gone', () => {
    const unsure = taken('push/d', 0, 0.55);
    const moved = taken('push/b', 0, 0.99);
    expect(idsOf([trial([...right, unsure, moved, taken('push/x', 0, 0.99)])])).toEqual([]);
  });

  it('passes over what is hardly likelier than the clip’s own class', () => {
    const wave = { clip: 'wave/a', predicted: 0, confidence: 0.4, own: 0.4 };
    const close = { clip: 'push/d', predicted: 0, confidence: 0.46, own: 0.45 };
    expect(idsOf([trial([wave, close])])).toEqual([]);
    expect(idsOf([trial([wave, { ...close, own: 0.2 }])])).toEqual(['d']);
  });

  it('passes over what a model that this one went on from had learnt, also when it was of another class', () => {
    const answers = [...right, taken('wave/b', 1, 0.9), taken('push/d', 0, 0.9)];
    expect(idsOf([trial(answers)])).toEqual(['b', 'd']);
    expect(idsOf([trial(answers, { learnt: ['push/b', 'wave/x'] })])).toEqual(['d']);
  });

  it('asks all models that had not learnt from a clip, and tells how many agree', () => {
    const doubt = trial([...right, taken('push/d', 0, 0.9)]);
    const trust = trial([...right, taken('push/d', 1, 0.9)]);
    expect(mislabelledOf([doubt, trust], clips)).toMatchObject([{ models: 2, agree: 1, confidence: 0.9 }]);
    expect(idsOf([doubt, trust, trust])).toEqual([]);
    expect(idsOf([trust, doubt, doubt])).toEqual([]);
    expect(mislabelledOf([doubt, trial(right), doubt], clips)).toMatchObject([{ models: 2, agree: 2 }]);
  });

  it('ranks by the mean loss over models', () => {
    const one = trial([...right, taken('wave/b', 1, 0.8), taken('push/d', 0, 0.85)]);
    const other = trial([...right, taken('wave/b', 1, 0.99), taken('push/d', 0, 0.8)]);
    expect(idsOf([one])).toEqual(['d', 'b']);
    expect(idsOf([one, other])).toEqual(['b', 'd']);
  });

  it('passes over what was taken for a class that has no clips any more', () => {
    const answers = trial([...right, taken('wave/b', 1, 0.9)]);
    expect(idsOf([answers], clips.slice(0, 2))).toEqual([]);
  });

  it('makes do with answers of versions before, which do not tell what the own class got', () => {
    const answers = [
      { clip: 'wave/a', predicted: 0, confidence: 0.8 },
      { clip: 'push/c', predicted: 0, confidence: 0.95 },
    ];
    expect(idsOf([trial(answers)])).toEqual(['c']);
  });
});
