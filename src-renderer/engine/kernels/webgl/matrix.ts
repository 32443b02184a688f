import type * as tf from '@tensorflow/tfjs';
import { draw } from './draw';

const SUMS = `
  void main() {
    int c = outIndex();
    vec4 sum = vec4(0.);
    for (int r = 0; r < rows; r += 2) {
      vec4 v = fetchX(r / 2 * ((columns + 1) / 2) + c);
      sum.xy += v.xy;
      if (r + 1 < rows) sum.xy += v.zw;
    }
    if (2 * c + 1 >= columns) sum.y = 0.;
    setOutput(sum);
  }`;

/** Sums over the rows of `[R, C]`: `[C]`. */
export function columnSums(X: tf.Tensor2D): tf.Tensor1D {
  const [rows, columns] = X.shape;
  const ints = { rows, columns };
  return draw({ inputs: { X }, shape: [columns], body: SUMS, ints, anySides: true }) as tf.Tensor1D;
}

const SIZE = 'ivec2(rows, columns)';

const SOFTMAX = `
  vec2 softmax(int row, int column) {
    if (row >= rows) return vec2(0.);
    float top = valueX(ivec3(0, row, 0), ${SIZE});
    for (int c = 1; c < columns; c++) top = max(top, valueX(ivec3(0, row, c), ${SIZE}));
    float sum = 0.;
    for (int c = 0; c < columns; c++) sum += exp(valueX(ivec3(0, row, c), ${SIZE}) - top);
    vec2 own = vec2(
      exp(valueX(ivec3(0, row, column), ${SIZE}) - top),
      column + 1 < columns ? exp(valueX(ivec3(0, row, column + 1), ${SIZE}) - top) : 0.);
    return own / sum;
  }
  void main() {
    ivec3 at = corner(outIndex(), ${SIZE});
    vec4 v = vec4(0.);
    for (int r = 0; r < 2; r++) {
      vec2 p = softmax(at.y + r, at.z);
      if (r == 0) v.xy = p; else v.zw = p;
    }
    setOutput(v);
  }`;

const LOSS = `
  void main() {
    float sum = 0.;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        sum -= valueL(ivec3(0, r, c), ${SIZE}) * log(max(valueP(ivec3(0, r, c), ${SIZE}), 1e-7));
      }
    }
    setOutput(vec4(sum / float(rows), 0., 0., 0.));
  }`;

const SLOPE = `
  float sumOf(int row) {
    float sum = 0.;
    for (int c = 0; row < rows && c < columns; c++) sum += valueL(ivec3(0, row, c), ${SIZE});
    return sum;
  }
  void main() {
    int i = outIndex();
    ivec3 at = corner(i, ${SIZE});
    vec4 sums = vec4(vec2(sumOf(at.y)), vec2(sumOf(at.y + 1)));
    setOutput((fetchP(i) * sums - fetchL(i)) * fetchD(0).x / float(rows));
  }`;

/** As `FastKernels.crossEntropy` describes it, a draw each. */
export const webglCrossEntropy = {
  probabilities(X: tf.Tensor2D): tf.Tensor2D {
    const [rows, columns] = X.shape;
    const ints = { rows, columns };
    return draw({ inputs: { X }, shape: X.shape, body: SOFTMAX, ints, anySides: true }) as tf.Tensor2D;
  },
  loss(P: tf.Tensor2D, L: tf.Tensor2D): tf.Scalar {
    const [rows, columns] = P.shape;
    const ints = { rows, columns };
    return draw({ inputs: { P, L }, shape: [], body: LOSS, ints, anySides: true }) as tf.Scalar;
  },
  slope(P: tf.Tensor2D, L: tf.Tensor2D, D: tf.Scalar): tf.Tensor2D {
    const [rows, columns] = P.shape;
    const ints = { rows, columns };
    return draw({ inputs: { P, L, D }, shape: P.shape, body: SLOPE, ints, anySides: true }) as tf.Tensor2D;
  },
};
