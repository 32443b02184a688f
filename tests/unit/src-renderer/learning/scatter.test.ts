import { expect, it } from 'vitest';
import type { ClipRows } from '../../../../src-renderer/learning/closed-form';
import { Random } from '../../../../src-renderer/learning/random';
import { Scatter } from '../../../../src-renderer/learning/scatter';

const UNITS = 4;
const random = new Random(5);
const clipsOf = (label: number, count: number): ClipRows[] =>
  Array.from({ length: count }, () => ({
    group: 'a',
    rows: [{ label, values: Float32Array.from({ length: UNITS }, () => random.normal()), plain: true }],
  }));
const [waves, pushes] = [clipsOf(0, 6), clipsOf(1, 6)];
const of = (clips: readonly ClipRows[]): Scatter => Scatter.of(clips, UNITS, 2);

it('is of all that was added, and not of what was taken off again', () => {
  const whole = of([...waves, ...pushes]).measure();
  const added = of(waves).plus(of(pushes), 1);
  expect(added.measure()?.whitening.map((value) => value.toFixed(6))).toEqual(
    whole?.whitening.map((value) => value.toFixed(6)),
  );
  const less = added.copy().plus(of(pushes), -1);
  expect(less.knows(1)).toBe(false);
  expect(less.measure()?.means).toHaveLength(1);
  expect(added.measure()?.means).toHaveLength(2);
});

it('tells nothing where no class has two rows', () => {
  expect(of([...waves.slice(0, 1), ...pushes.slice(0, 1)]).measure()).toBeNull();
});
