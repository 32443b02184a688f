import * as tf from '@tensorflow/tfjs-core';

/** Gates `[B, 4H]` after activation, in the order i, f, c, o; states `[B, H]`. */
interface Step {
  gates: tf.Tensor2D;
  carry: tf.Tensor2D;
  hidden: tf.Tensor2D;
}

type Four = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
const four = (gates: tf.Tensor2D): Four => tf.split(gates, 4, 1) as Four;

/** Step t of `[B, T, …]` as `[B, …]`. */
const at = (sequence: tf.Tensor3D, t: number): tf.Tensor2D =>
  tf.squeeze(tf.slice3d(sequence, [0, t, 0], [-1, 1, -1]), [1]);

/**
 * The LSTM over a whole sequence (Hochreiter & Schmidhuber 1997, with forget gate): `[B, T, 4H]` of x·W + b and the
 * recurrent kernel `[H, 4H]` to all hidden states `[B, T, H]`. One gradient for the whole sequence, by
 * backpropagation through time. Plain operations, for every backend.
 */
export function lstmSequence(inputs: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor3D {
  const time = inputs.shape[1];
  const run = tf.customGrad((...args) => {
    const [z, kernel, save] = args as unknown as [tf.Tensor3D, tf.Tensor2D, tf.GradSaveFunc];
    const steps: Step[] = [];
    for (let t = 0; t < time; t++) steps.push(forwardStep(at(z, t), kernel, steps[t - 1] ?? null));
    const hiddens = tf.stack(
      steps.map((step) => step.hidden),
      1,
    ) as tf.Tensor3D;
    save([kernel, hiddens, ...steps.flatMap((step) => [step.gates, step.carry])]);
    return {
      value: hiddens,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy as tf.Tensor3D, saved),
    };
  });
  return run(inputs, recurrent) as tf.Tensor3D;
}

function forwardStep(z: tf.Tensor2D, kernel: tf.Tensor2D, before: Step | null): Step {
  const sum = before ? tf.add(z, tf.matMul(before.hidden, kernel)) : z;
  const [zi, zf, zc, zo] = four(sum as tf.Tensor2D);
  const [i, f, c, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zc), tf.sigmoid(zo)];
  const added = tf.mul(i, c);
  const carry = (before ? tf.add(tf.mul(f, before.carry), added) : added) as tf.Tensor2D;
  return { gates: tf.concat2d([i, f, c, o], 1), carry, hidden: tf.mul(o, tf.tanh(carry)) };
}

/** Gradients of the projected inputs `[B, T, 4H]` and of the recurrent kernel. */
function backward(dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [kernel, hiddens, ...states] = saved as [tf.Tensor2D, tf.Tensor3D, ...tf.Tensor2D[]];
  const [batch, time, units] = hiddens.shape;
  const zGradients: tf.Tensor2D[] = [];
  let dCarry: tf.Tensor2D | null = null;
  let dZ: tf.Tensor2D | null = null;
  for (let t = time - 1; t >= 0; t--) {
    const own = at(dy, t);
    const dHidden: tf.Tensor2D = dZ ? tf.add(own, tf.matMul(dZ, kernel, false, true)) : own;
    const before = t > 0 ? (states[2 * t - 1] as tf.Tensor2D) : null;
    const gates = states[2 * t] as tf.Tensor2D;
    const step = backwardStep(gates, states[2 * t + 1] as tf.Tensor2D, before, dHidden, dCarry);
    dZ = step.z;
    dCarry = step.carry;
    zGradients.unshift(step.z);
  }
  const all = tf.stack(zGradients, 1) as tf.Tensor3D;
  if (time < 2) return [all, tf.zeros([units, units * 4])];
  const earlier = tf.reshape(tf.slice3d(hiddens, [0, 0, 0], [-1, time - 1, -1]), [batch * (time - 1), units]);
  const later = tf.reshape(tf.slice3d(all, [0, 1, 0], [-1, -1, -1]), [batch * (time - 1), units * 4]);
  return [all, tf.matMul(earlier, later, true, false)];
}

/** From the gradients of a step's states (`dCarry` null: zeros) those of its gates' sums and of the carry before it. */
function backwardStep(
  gates: tf.Tensor2D,
  carry: tf.Tensor2D,
  carryBefore: tf.Tensor2D | null,
  dHidden: tf.Tensor2D,
  dCarry: tf.Tensor2D | null,
): { z: tf.Tensor2D; carry: tf.Tensor2D } {
  const [i, f, c, o] = four(gates);
  const slope = (gate: tf.Tensor2D): tf.Tensor2D => tf.mul(gate, tf.sub(1, gate));
  const squashed = tf.tanh(carry);
  const through = tf.mul(tf.mul(dHidden, o), tf.sub(1, tf.square(squashed)));
  const total = dCarry ? tf.add(through, dCarry) : through;
  const parts = [
    tf.mul(tf.mul(total, c), slope(i)),
    carryBefore ? tf.mul(tf.mul(total, carryBefore), slope(f)) : tf.zerosLike(f),
    tf.mul(tf.mul(total, i), tf.sub(1, tf.square(c))),
    tf.mul(tf.mul(dHidden, squashed), slope(o)),
  ] as tf.Tensor2D[];
  return { z: tf.concat2d(parts, 1), carry: tf.mul(total, f) };
}
