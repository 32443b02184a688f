import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHalf, halfOf, rounded, wholeOf } from '../../../../src-main/shared/precision';
import { lossWords } from '../../../../src-main/shared/precision-words';

it('makes half-precision numbers as IEEE 754 has them', () => {
  const known: [number, number][] = [
    [0, 0],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [1e9, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -26, 0x0000],
    [1 / 3, 0x3555],
    // Half way between two, to the even one.
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.9999, 0x6800],
  ];
  expect(known.map(([value]) => halfOf(value))).toEqual(known.map(([, half]) => half));
});

it('takes every finite half-precision number there and back', () => {
  for (let half = 0; half < 0x7c00; half++) expect(halfOf(fromHalf(half))).toBe(half);
});

it('rounds to the nearest', () => {
  fc.assert(
    fc.property(fc.float({ min: Math.fround(-60000), max: 60000, noNaN: true }), (value) => {
      const half = halfOf(value) & 0x7fff;
      const near = [half - 1, half, half + 1].filter((each) => each >= 0 && each <= 0x7bff);
      const off = near.map((each) => Math.abs(fromHalf(each) - Math.abs(value)));
      expect(Math.abs(fromHalf(half) - Math.abs(value))).toBe(Math.min(...off));
    }),
  );
});

it('keeps weights in whole numbers to within half a step, and leaves biases alone', () => {
  const values = Float32Array.of(0.5, -1.27, 0.001, 0);
  const { values: whole, scale } = wholeOf(values);
  expect([...whole]).toEqual([50, -127, 0, 0]);
  const kept = rounded(values, [2, 2], 'int8');
  for (const [index, value] of values.entries()) {
    expect(Math.abs((kept[index] ?? NaN) - value)).toBeLessThanOrEqual(scale / 2 + 1e-7);
  }
  expect(rounded(values, [4], 'int8')).toBe(values);
  expect([...rounded(new Float32Array(4), [2, 2], 'int8')]).toEqual([0, 0, 0, 0]);
});

it('says what it costs', () => {
  const loss = { on: 'test', clips: 20, before: 0.95, after: 0.9 } as const;
  expect(lossWords('int8', loss)).toBe('On 20 test clips, 90.0\u00a0% right with int8; 95.0\u00a0% before.');
  expect(lossWords('float16', { ...loss, after: 0.95, on: 'all' })).toBe(
    'On 20 clips, 95.0\u00a0% right with float16, as before.',
  );
  expect(lossWords('int8', null)).toContain('cannot be measured');
});
