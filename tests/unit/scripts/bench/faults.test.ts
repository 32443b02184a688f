import { expect, it } from 'vitest';
import { delayRatio, faultsLine } from '../../../../scripts/bench/faults.mjs';

const figures = (most: number) => ({ half: most / 2, most, due: 200, missed: 1 });
const turns = [
  { without: figures(20), faulty: figures(21) },
  { without: figures(20), faulty: figures(22) },
  // Something else was going on.
  { without: figures(20), faulty: figures(90) },
];

it('compares turns that follow each other, and takes the median', () => {
  expect(delayRatio(turns)).toBeCloseTo(1.1);
  expect(faultsLine(turns).split('\n')).toEqual([
    'Delay of recognition without outputs: 10 ms, 95 % within 20 ms, 3 of 600 frames missed.',
    expect.stringContaining('11 ms, 95 % within 22 ms, 3 of 600 frames missed.'),
    'Ratio of the delay that 95 % keep to, median of 3 turns: 1.10 (at most 1.10).',
  ]);
});
