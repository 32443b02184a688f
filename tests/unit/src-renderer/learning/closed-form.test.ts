import { describe, expect, it } from 'vitest';
import { argMax } from '../../../../src-renderer/learning/arg-max';
import { closedForm, type ClipRows } from '../../../../src-renderer/learning/closed-form';
import { Random } from '../../../../src-renderer/learning/random';
import { outputsFor } from '../../../../src-renderer/learning/ridge';

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

  it('tells how heads of half of the other clips answer each', () => {
    const ask = (all: ClipRows[]) => closedForm(all, { classes: 2, idle: false, halves: true });
    const easy = ask(clips([8, 8], 0.1));
    expect(easy.tried.map(({ halves }) => halves)).toEqual(Array(16).fill(1));
    const hard = ask(clips([8, 8], 3)).tried.map(({ halves }) => halves ?? NaN);
    expect(hard.every((share) => [0, 0.5, 1].includes(share))).toBe(true);
    expect(Math.min(...hard)).toBe(0);
    // With two clips, a half of the others has none of the class.
    const few = clips([2, 8], 0.1).map((each, index) => ({ ...each, group: `s${index % 2}` }));
    const told = ask(few).tried.filter(({ label }) => label === 0);
    expect(told.map(({ halves }) => halves)).toEqual([null, null]);
    expect(closedForm(clips([8, 8]), { classes: 2, idle: false }).tried[0]?.halves).toBeNull();
  });

  it('solves to the same head, whether halves are asked for or not', () => {
    const all = clips([6, 6, 6]);
    const [plain, halved] = [false, true].map((halves) =>
      closedForm(all, { classes: 3, idle: true, halves }),
    );
    halved?.head.kernel.forEach((value, i) => expect(value).toBeCloseTo(plain?.head.kernel[i] ?? NaN, 4));
    expect(halved?.tried.map(({ clip }) => clip)).toEqual(plain?.tried.map(({ clip }) => clip));
  });

  it('keeps weights the smaller, the more these count for', () => {
    const all = clips([6, 6, 6]);
    const length = (penalty?: number): number => {
      const asked = penalty === undefined ? {} : { penalty };
      const { head, sharpness } = closedForm(all, { classes: 3, idle: true, ...asked });
      return Math.hypot(...head.kernel) / sharpness;
    };
    expect(length(0.01)).toBeGreaterThan(length());
    expect(length()).toBeGreaterThan(length(1));
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

  it('learns from what lies beside the clips, but tries none of them with it', () => {
    const all = clips([6, 6, 6]);
    const values = near(0, 3, 0);
    const beside = [{ rows: new Array(20).fill({ label: 1, values, plain: false, window: true }) }];
    const options = { classes: 3, idle: true, halves: true };
    const [without, learnt] = [closedForm(all, options), closedForm(all, { ...options, beside })];
    expect(argMax([...outputsFor(without.head, values, 4)])).toBe(0);
    expect(outputsFor(learnt.head, values, 4)[1]).toBeGreaterThan(
      outputsFor(without.head, values, 4)[1] ?? NaN,
    );
    expect(learnt.tried).toEqual(without.tried);
    expect(learnt.sharpness).toBe(without.sharpness);
    // Where no gesture is due there, what was likeliest before is so no more.
    const nothing = [{ rows: new Array(60).fill({ label: 3, values, plain: false, window: true }) }];
    const { head } = closedForm(all, { ...options, beside: nothing });
    const idleOf = (of: typeof head): number => softmax(outputsFor(of, values, 4))[3] ?? NaN;
    expect(idleOf(head)).toBeGreaterThan(idleOf(without.head));
  });
});
