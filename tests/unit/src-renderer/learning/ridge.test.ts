import { describe, expect, it } from 'vitest';
import { solveSymmetric } from '../../../../src-renderer/learning/ridge';

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
