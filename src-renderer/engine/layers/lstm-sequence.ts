import * as tf from '@tensorflow/tfjs-core';

/** What a step of the backward pass needs of the forward pass; gates `[B, 4H]` after activation, states `[B, H]`. */
interface Step {
  gates: tf.Tensor2D;
  carry: tf.Tensor2D;
  hidden: tf.Tensor2D;
}

/** How one step of the recurrence is computed. Gates lie in the order i, f, c, o. */
export interface LstmCell {
  /** Activated gates `[B, 4H]` from `z = x·W + b` of this step and the hidden state before it (null: zeros). */
  gates(z: tf.Tensor2D, hidden: tf.Tensor2D | null, recurrent: tf.Tensor2D): tf.Tensor2D;
  /** The new carry and hidden state, each `[B, H]`. */
  state(gates: tf.Tensor2D, carry: tf.Tensor2D | null): { carry: tf.Tensor2D; hidden: tf.Tensor2D };
  /**
   * From the gradients of this step's states those of `z` (`[B, 4H]`) and of the carry before it.
   * `carryGradient` null: zeros.
   */
  backward(
    gates: tf.Tensor2D,
    carry: tf.Tensor2D,
    carryBefore: tf.Tensor2D | null,
    hiddenGradient: tf.Tensor2D,
    carryGradient: tf.Tensor2D | null,
  ): { z: tf.Tensor2D; carry: tf.Tensor2D };
}

const part = (tensor: tf.Tensor2D, index: number, units: number): tf.Tensor2D =>
  tf.slice2d(tensor, [0, index * units], [-1, units]);

/** The cell written with plain operations; runs on every backend. */
export const composedCell: LstmCell = {
  gates(z, hidden, recurrent) {
    const units = recurrent.shape[0];
    const sum = hidden ? tf.add(z, tf.matMul(hidden, recurrent)) : z;
    return tf.concat2d(
      [0, 1, 2, 3].map((index) => {
        const gate = part(sum as tf.Tensor2D, index, units);
        return index === 2 ? tf.tanh(gate) : tf.sigmoid(gate);
      }),
      1,
    );
  },
  state(gates, carry) {
    const units = (gates.shape[1] ?? 0) / 4;
    const [i, f, c, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const added = tf.mul(i, c);
    const next = carry ? tf.add(tf.mul(f, carry), added) : added;
    const hidden = tf.mul(o, tf.tanh(next));
    return {
      carry: tf.reshape(next, [-1, units]) as tf.Tensor2D,
      hidden: tf.reshape(hidden, [-1, units]) as tf.Tensor2D,
    };
  },
  backward(gates, carry, carryBefore, hiddenGradient, carryGradient) {
    const [i, f, c, o] = tf.split(gates, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
    const squashed = tf.tanh(carry);
    const through = tf.mul(tf.mul(hiddenGradient, o), tf.sub(1, tf.square(squashed)));
    const dCarry = carryGradient ? tf.add(through, carryGradient) : through;
    const slope = (gate: tf.Tensor): tf.Tensor => tf.mul(gate, tf.sub(1, gate));
    const dI = tf.mul(tf.mul(dCarry, c), slope(i));
    const dF = carryBefore ? tf.mul(tf.mul(dCarry, carryBefore), slope(f)) : tf.zerosLike(f);
    const dC = tf.mul(tf.mul(dCarry, i), tf.sub(1, tf.square(c)));
    const dO = tf.mul(tf.mul(hiddenGradient, squashed), slope(o));
    return {
      z: tf.concat2d([dI, dF, dC, dO] as tf.Tensor2D[], 1),
      carry: tf.mul(dCarry, f),
    };
  },
};

/**
 * The LSTM over a whole sequence (Hochreiter & Schmidhuber 1997, with forget gate): `[T, B, 4H]` of x·W + b and the
 * recurrent kernel `[H, 4H]` to all hidden states `[T, B, H]`. One gradient for the whole sequence, by
 * backpropagation through time.
 */
export function lstmSequence(inputs: tf.Tensor3D, recurrent: tf.Tensor2D, cell: LstmCell): tf.Tensor3D {
  const [time, batch, width] = inputs.shape;
  const units = width / 4;
  const run = tf.customGrad((...args) => {
    const [z, kernel, save] = args as [tf.Tensor3D, tf.Tensor2D, tf.GradSaveFunc];
    const steps: Step[] = [];
    for (let t = 0; t < time; t++) {
      const before = steps[t - 1] ?? null;
      const slice = tf.reshape(tf.slice3d(z, [t, 0, 0], [1, batch, width]), [batch, width]) as tf.Tensor2D;
      const gates = cell.gates(slice, before?.hidden ?? null, kernel);
      steps.push({ gates, ...cell.state(gates, before?.carry ?? null) });
    }
    const hiddens = tf.stack(steps.map((step) => step.hidden)) as tf.Tensor3D;
    save([kernel, hiddens, ...steps.flatMap((step) => [step.gates, step.carry])]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] =>
      backward(dy as tf.Tensor3D, saved, cell, [time, batch, units]);
    return { value: hiddens, gradFunc };
  });
  return run(inputs, recurrent) as tf.Tensor3D;
}

function backward(
  dy: tf.Tensor3D,
  saved: tf.Tensor[],
  cell: LstmCell,
  [time, batch, units]: [number, number, number],
): tf.Tensor[] {
  const [kernel, hiddens, ...states] = saved as [tf.Tensor2D, tf.Tensor3D, ...tf.Tensor2D[]];
  const zGradients: tf.Tensor2D[] = [];
  let dCarry: tf.Tensor2D | null = null;
  let dZ: tf.Tensor2D | null = null;
  for (let t = time - 1; t >= 0; t--) {
    const own = tf.reshape(tf.slice3d(dy, [t, 0, 0], [1, batch, units]), [batch, units]) as tf.Tensor2D;
    const dHidden: tf.Tensor2D = dZ ? tf.add(own, tf.matMul(dZ, kernel, false, true)) : own;
    const gates = states[2 * t] as tf.Tensor2D;
    const carry = states[2 * t + 1] as tf.Tensor2D;
    const carryBefore = t > 0 ? (states[2 * t - 1] as tf.Tensor2D) : null;
    const gradients = cell.backward(gates, carry, carryBefore, dHidden, dCarry);
    dZ = gradients.z;
    dCarry = gradients.carry;
    zGradients.unshift(gradients.z);
  }
  const all = tf.stack(zGradients) as tf.Tensor3D;
  return [all, recurrentGradient(hiddens, all, [time, batch, units])];
}

/** Sum over steps 1 … T − 1 of hiddenᵀ (of the step before) · dz. */
function recurrentGradient(
  hiddens: tf.Tensor3D,
  zGradients: tf.Tensor3D,
  [time, batch, units]: [number, number, number],
): tf.Tensor2D {
  if (time < 2) return tf.zeros([units, units * 4]);
  const before = tf.reshape(tf.slice3d(hiddens, [0, 0, 0], [time - 1, batch, units]), [-1, units]);
  const after = tf.reshape(tf.slice3d(zGradients, [1, 0, 0], [time - 1, batch, units * 4]), [-1, units * 4]);
  return tf.matMul(before as tf.Tensor2D, after as tf.Tensor2D, true, false);
}
