import type * as tf from '@tensorflow/tfjs';
import { draw } from './draw';
import { matrixOf } from './layout';

/** The same hash as `hash` in `kernels/hash`. */
const MASK = `
  uint hash(uint i) {
    uint x = (i * 0x9e3779b9u) ^ uint(seed);
    x = (x ^ (x >> 16)) * 0x85ebca6bu;
    x = (x ^ (x >> 13)) * 0xc2b2ae35u;
    return x ^ (x >> 16);
  }
  float kept(ivec3 at) {
    bool inside = at.y < rows && at.z < columns;
    return inside && hash(uint((at.x * rows + at.y) * columns + at.z)) >= uint(threshold) ? scale : 0.;
  }
  void main() {
    int i = outIndex();
    ivec3 at = corner(i, ivec2(rows, columns));
    vec4 mask = vec4(kept(at), kept(at + ivec3(0, 0, 1)), kept(at + ivec3(0, 1, 0)), kept(at + ivec3(0, 1, 1)));
    setOutput(fetchX(i) * mask);
  }`;

/** As `FastKernels.dropout` describes it, in one draw. */
export function webglDropout(X: tf.Tensor, threshold: number, scale: number, seed: number): tf.Tensor {
  const { rows, columns } = matrixOf(X.shape);
  const ints = { rows, columns, seed: seed | 0, threshold: threshold | 0 };
  return draw({ inputs: { X }, shape: X.shape, body: MASK, ints, floats: { scale }, anySides: true });
}
