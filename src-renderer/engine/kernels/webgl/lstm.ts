import * as tf from '@tensorflow/tfjs-core';
import { draw } from './draw';
import { linear } from './layout';
import {
  gatesProgram,
  gatherProgram,
  gradientTexels,
  hiddenProgram,
  projectionProgram,
  recurrentGradientProgram,
  stateTexels,
  stepGradientProgram,
  stepProgram,
  unfoldProgram,
  weightsProgram,
  type Sizes,
} from './lstm-programs';
import { columnSums } from './matrix';

/** Textures a program may read, as WebGL 2 promises. */
const TEXTURES = 16;

/**
 * The LSTM over a whole sequence in one draw a step, forward and backward alike: inputs `[B, T, F]`, kernel `[F, 4H]`,
 * recurrent kernel `[H, 4H]` and bias `[4H]` (gates i, f, c, o) to the last hidden state `[B, H]`.
 */
export function webglLstm(
  inputs: tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor2D {
  const [batch, time, features] = inputs.shape;
  const sizes: Sizes = { batch, time, features, units: recurrent.shape[0] };
  const run = tf.customGrad((...args) => {
    const save = args.pop() as unknown as tf.GradSaveFunc;
    const [X, K, U, N] = args as [tf.Tensor2D, tf.Tensor, tf.Tensor, tf.Tensor];
    const rows = features + sizes.units + 1;
    const W = draw({ inputs: { K, U, N }, shape: linear(rows * sizes.units), body: weightsProgram(sizes) });
    const gateTexels = batch * time * sizes.units;
    const Z = draw({ inputs: { X, W }, shape: linear(gateTexels), body: projectionProgram(sizes) });
    const states: tf.Tensor[] = [];
    for (let t = 0; t < time; t++) {
      const S = states[t - 1] ?? Z;
      const shape = linear(stateTexels(sizes));
      states.push(draw({ inputs: { Z, W, S }, shape, body: stepProgram(sizes), ints: { t } }));
    }
    save([X, K, W, Z, ...states]);
    const value = draw({
      inputs: { S: states[time - 1] as tf.Tensor },
      shape: [batch, sizes.units],
      body: hiddenProgram(sizes),
    });
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved, sizes) };
  });
  const flat = tf.reshape(inputs, [batch * time, features]);
  return run(flat, kernel, recurrent, bias) as tf.Tensor2D;
}

/** Steps of so many texels each, one after another in one texture. */
function gather(steps: readonly tf.Tensor[], count: number): tf.Tensor {
  let all: tf.Tensor | null = null;
  for (let from = 0; from < steps.length;) {
    const some = steps.slice(from, from + TEXTURES - (all ? 1 : 0));
    const named = Object.fromEntries(some.map((step, k) => [`S${k}`, step]));
    all = draw({
      inputs: all ? { ...named, P: all } : named,
      shape: linear(count * (from + some.length)),
      body: gatherProgram(some.length, all !== null),
      ints: { from, count },
    });
    from += some.length;
  }
  return all as tf.Tensor;
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], sizes: Sizes): tf.Tensor[] {
  const { batch, time, units } = sizes;
  const [X, K, W, Z, ...states] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
  const S = gather(states, stateTexels(sizes));
  const A = draw({ inputs: { Z, W, S }, shape: linear(batch * time * units), body: gatesProgram(sizes) });
  const gradients: tf.Tensor[] = [];
  for (let t = time - 1; t >= 0; t--) {
    const D = gradients[0] ?? A;
    const shape = linear(gradientTexels(sizes));
    const body = stepGradientProgram(sizes);
    gradients.unshift(draw({ inputs: { A, S, W, D, G: dy }, shape, body, ints: { t } }));
  }
  const all = gather(gradients, gradientTexels(sizes));
  const D = draw({
    inputs: { D: all },
    shape: [batch * time, 4 * units],
    body: unfoldProgram(sizes),
  }) as tf.Tensor2D;
  return [
    tf.matMul(D, K, false, true),
    tf.matMul(X, D, true, false),
    draw({ inputs: { S, D }, shape: [units, 4 * units], body: recurrentGradientProgram(sizes) }),
    columnSums(D),
  ];
}
