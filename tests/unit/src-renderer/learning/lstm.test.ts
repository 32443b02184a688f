import { expect, it } from 'vitest';
import { lastOf, putGates, widened } from '../../../../src-renderer/learning/lstm';

/** Of one unit and two features, each weight another number. */
const OWN = {
  kernel: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  recurrent: Float32Array.of(9, 10, 11, 12),
  bias: Float32Array.of(13, 14, 15, 16),
};

it('further units come after the own ones, gate by gate, and do nothing', () => {
  expect(widened(OWN, 1)).toEqual({
    kernel: Float32Array.of(1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0),
    recurrent: Float32Array.of(9, 0, 10, 0, 11, 0, 12, 0, ...new Array<number>(8).fill(0)),
    bias: Float32Array.of(13, 0, 14, 0, 15, 0, 16, 0),
  });
  expect(widened(OWN, 0)).toEqual(OWN);
});

it('gates are put where they are asked for, and leave what else there is', () => {
  const out = widened(OWN, 1).recurrent;
  putGates(out, Float32Array.of(1, 2, 3, 4), 1, { wide: 2, at: 1, row: () => 1 });
  expect(out).toEqual(Float32Array.of(9, 0, 10, 0, 11, 0, 12, 0, 0, 1, 0, 2, 0, 3, 0, 4));
});

it('the LSTM and the dense layer end all weights of a model', () => {
  expect(lastOf([1, 2, 3, 4, 5, 6, 7])).toEqual([3, 4, 5, 6, 7]);
});
