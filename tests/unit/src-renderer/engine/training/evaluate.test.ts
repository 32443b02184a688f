import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '../../../../../src-renderer/engine/training/evaluate';

const classes = [
  { id: 'a', name: 'A' },
  { id: 'b', name: 'B' },
  { id: 'c', name: 'C' },
];
const sure = (index: number): number[] => classes.map((_, i) => (i === index ? 0.8 : 0.1));

describe('evaluatePredictions', () => {
  const truths = [0, 0, 0, 1, 1];
  const probabilities = [0, 0, 1, 1, 0].flatMap(sure);
  const evaluation = evaluatePredictions(probabilities, truths, classes, [1, 5, 2]);

  it('counts what was taken for what', () => {
    expect(evaluation.confusion).toEqual([
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(evaluation.accuracy).toBeCloseTo(3 / 5);
    expect(evaluation.loss).toBeCloseTo((-3 * Math.log(0.8) - 2 * Math.log(0.1)) / 5);
  });

  it('tells what each clip was taken for, and how sessions did, where clips have names', () => {
    expect(evaluation.answers).toBeUndefined();
    const { answers, sessions, range } = evaluatePredictions(
      sure(1).concat(sure(2)),
      [0, 2],
      classes,
      [1, 1, 1],
      [
        { classId: 'a', id: '1', session: 's1' },
        { classId: 'c', id: '2', session: 's2' },
      ],
    );
    expect(answers).toEqual([
      { clip: 'a/1', predicted: 1, confidence: 0.8, own: 0.1 },
      { clip: 'c/2', predicted: 2, confidence: 0.8, own: 0.8 },
    ]);
    expect(sessions).toEqual([
      { name: 's1', clips: 1, right: 0 },
      { name: 's2', clips: 1, right: 1 },
    ]);
    expect(range?.low).toBeLessThan(0.5);
    expect(range?.high).toBeGreaterThan(0.5);
  });

  it('gives precision, recall and F1, and null where nothing can be said', () => {
    const [a, b, c] = evaluation.perClass;
    expect(a).toMatchObject({ classId: 'a', name: 'A', clips: 3 });
    expect(a?.precision).toBeCloseTo(2 / 3);
    expect(b?.recall).toBeCloseTo(1 / 2);
    expect(b?.f1).toBeCloseTo(1 / 2);
    expect(c).toMatchObject({ clips: 0, precision: null, recall: null, f1: null });
  });

  it("takes the training clips' most frequent class as the baseline", () => {
    expect(evaluation.baseline).toBeCloseTo(2 / 5);
  });

  it('gives an F1 of zero where nothing was right', () => {
    const wrong = evaluatePredictions([...sure(1), ...sure(0)], [0, 1], classes, [1, 1, 1]);
    expect(wrong.perClass[0]).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  });
});
