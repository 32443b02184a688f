import { describe, expect, it } from 'vitest';
import { argMax } from '../../../../src-renderer/learning/arg-max';
import {
  closedForm,
  outputsFor,
  solveSymmetric,
  type ClipRows,
} from '../../../../src-renderer/learning/closed-form';
import { Random } from '../../../../src-renderer/learning/random';

const random = new Random(7);
/** A point near the corner of a class, or near the middle where nothing is due. */
const near = (label: number, classes: number, spread: number): Float32Array =>
  Float32Array.from(
    { length: 6 },
    (_, i) => (label < classes && i === label ? 1 : 0) + spread * random.normal(),
  );

const clip = (label: number, group: string, spread = 0.2, classes = 3): ClipRows => ({
  group,
  rows: [
    { label, values: near(label, classes, spread), plain: true },
    { label, values: near(label, classes, spread), plain: false },
    { label: classes, values: near(classes, classes, spread), plain: false },
  ],
});

const clips = (counts: readonly number[], spread?: number): ClipRows[] =>
  counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, i) => clip(label, `s${i % 3}`, spread, counts.length)),
  );

const softmax = (logits: Float64Array): number[] => {
  const powers = [...logits].map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};

describe('solveSymmetric', () => {
  it('solves for several columns at once', () => {
    const matrix = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
    const x = solveSymmetric(matrix, Float64Array.of(7, 1, 10, 0, 10, 0), 3, 2);
    // Of [[4, 2, 1], [2, 5, 3], [1, 3, 6]].
    for (const [column, right] of [
      [0, [7, 10, 10]],
      [1, [1, 0, 0]],
    ] as const) {
      const [a = NaN, b = NaN, c = NaN] = [0, 1, 2].map((row) => x[row * 2 + column]);
      expect([4 * a + 2 * b + c, 2 * a + 5 * b + 3 * c, a + 3 * b + 6 * c]).toEqual(
        right.map((value) => expect.closeTo(value, 9) as number),
      );
    }
  });
});

describe('closedForm', () => {
  it('names the class of clips that it has not seen', () => {
    const { head } = closedForm(clips([6, 6, 6]), { classes: 3, idle: false });
    const answers = [0, 1, 2].map((label) => argMax(outputsFor(head, near(label, 3, 0.2), 3)));
    expect(answers).toEqual([0, 1, 2]);
  });

  it('tells how it answers each clip where its session is left out', () => {
    const all = clips([3, 3, 3], 0.1);
    const { tried } = closedForm(all, { classes: 3, idle: false });
    expect(tried.map(({ clip }) => clip).sort()).toEqual(all.map((_, index) => index));
    expect(
      tried.every(
        ({ clip, label, outputs }) => all[clip]?.rows[0]?.label === label && argMax([...outputs]) === label,
      ),
    ).toBe(true);
    expect(closedForm([clip(0, 's0'), clip(1, 's1')], { classes: 2, idle: false }).tried).toEqual([]);
  });

  it('lets a class with many clips count no more than others', () => {
    const { head } = closedForm(clips([60, 4, 4]), { classes: 3, idle: false });
    const between = outputsFor(head, Float32Array.of(0.5, 0.5, 0, 0, 0, 0), 3);
    expect(Math.abs((between[0] ?? NaN) - (between[1] ?? NaN))).toBeLessThan(3);
    expect(argMax(outputsFor(head, near(1, 3, 0.1), 3))).toBe(1);
  });

  it('is as sure as answers to clips left out give reason for', () => {
    const sure = closedForm(clips([9, 9], 0.1), { classes: 2, idle: false }).head;
    const unsure = closedForm(clips([9, 9], 1.5), { classes: 2, idle: false }).head;
    const confidence = (head: typeof sure): number =>
      Math.max(...softmax(outputsFor(head, Float32Array.of(1, 0, 0, 0, 0, 0), 2)));
    expect(confidence(sure)).toBeGreaterThan(0.95);
    expect(confidence(unsure)).toBeLessThan(0.9);
  });

  it('says that nothing is due where it has learnt so', () => {
    const { head } = closedForm(clips([6, 6, 6]), { classes: 3, idle: true });
    expect(head.bias).toHaveLength(4);
    expect(argMax(outputsFor(head, new Float32Array(6), 4))).toBe(3);
    expect([0, 1, 2].map((label) => argMax(outputsFor(head, near(label, 3, 0.1), 4)))).toEqual([0, 1, 2]);
  });

  it('does with one session, and with a class that only one session has', () => {
    const one = clips([4, 4]).map((each) => ({ ...each, group: 'only' }));
    expect(argMax(outputsFor(closedForm(one, { classes: 2, idle: false }).head, near(1, 2, 0.1), 2))).toBe(1);
    const rare = [...clips([6, 6, 0], 0.1), clip(2, 's0', 0.1)];
    const { head } = closedForm(rare, { classes: 3, idle: false });
    expect(Math.max(...softmax(outputsFor(head, near(0, 3, 0), 3)))).toBeGreaterThan(0.9);
  });
});
