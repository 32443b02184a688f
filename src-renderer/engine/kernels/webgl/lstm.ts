import * as tf from '@tensorflow/tfjs-core';
import { runDense, toDense, type Dense } from './dense';

/** Sizes of a sequence: batch, steps, units (in fours). */
interface Sizes {
  batch: number;
  time: number;
  units: number;
}

/** Gates of a step lie as `[B, 4H]`, states as `[2, B, H]` (carry, hidden), gradients as `[B, 4H]` then `[B, H]`. */
const constants = ({ batch, time, units }: Sizes): string => `
  const int B = ${batch}; const int T = ${time};
  const int H = ${units}; const int Q = ${units / 4}; // a row of units has Q texels, a row of gates H
  vec4 squash(vec4 x) { return tanh(clamp(x, -15., 15.)); }`;

/** Activated gates of step t from the projected inputs Z `[B, T, 4H]` and the states S before it. */
const gatesProgram = (sizes: Sizes, first: boolean): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int b = i / H; int j = i % H;
    vec4 z = fetchZ((b * T + t) * H + j);
    ${
      first
        ? ''
        : `for (int k = 0; k < Q; k++) {
      vec4 hidden = fetchS((B + b) * Q + k);
      int row = k * 4 * H + j;
      z += hidden.x * fetchU(row) + hidden.y * fetchU(row + H)
        + hidden.z * fetchU(row + 2 * H) + hidden.w * fetchU(row + 3 * H);
    }`
    }
    setOutput(j / Q == 2 ? squash(z) : 1. / (1. + exp(-z)));
  }`;

/** States from the gates A and the states S before. */
const statesProgram = (sizes: Sizes, first: boolean): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int r = i % (B * Q);
    int at = (r / Q) * H + r % Q;
    vec4 carry = fetchA(at) * fetchA(at + 2 * Q)${first ? '' : ' + fetchA(at + Q) * fetchS(r)'};
    setOutput(i < B * Q ? carry : fetchA(at + 3 * Q) * squash(carry));
  }`;

/** The hidden half of states S. */
const hiddenProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() { setOutput(fetchS(B * Q + outIndex())); }`;

/** Gradient of the hidden state from the gradients D of the step after it. */
const hiddenGradientProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int b = i / Q; int row = (i % Q) * 4 * H;
    vec4 sum = vec4(0.);
    for (int j = 0; j < H; j++) {
      vec4 d = fetchD(b * H + j);
      sum += vec4(dot(d, fetchU(row + j)), dot(d, fetchU(row + H + j)),
        dot(d, fetchU(row + 2 * H + j)), dot(d, fetchU(row + 3 * H + j)));
    }
    setOutput(sum);
  }`;

/** Gradients of a step: A its gates, S its states, P the states before, G of its hidden state, D those of the step after. */
const stepGradientProgram = (sizes: Sizes, first: boolean, last: boolean): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    bool toCarry = i >= B * H;
    int r = i - B * H;
    int b = toCarry ? r / Q : i / H;
    int k = toCarry ? r % Q : i % Q;
    int gate = toCarry ? 4 : (i % H) / Q;
    int at = b * H + k;
    vec4 ai = fetchA(at); vec4 af = fetchA(at + Q); vec4 ac = fetchA(at + 2 * Q); vec4 ao = fetchA(at + 3 * Q);
    vec4 squashed = squash(fetchS(b * Q + k));
    vec4 g = fetchG(b * Q + k);
    vec4 carry = g * ao * (1. - squashed * squashed)${last ? '' : ' + fetchD(B * H + b * Q + k)'};
    vec4 before = ${first ? 'vec4(0.)' : 'fetchP(b * Q + k)'};
    if (gate == 0) setOutput(carry * ac * ai * (1. - ai));
    else if (gate == 1) setOutput(carry * before * af * (1. - af));
    else if (gate == 2) setOutput(carry * ai * (1. - ac * ac));
    else if (gate == 3) setOutput(g * squashed * ao * (1. - ao));
    else setOutput(carry * af);
  }`;

/** All steps' gradients D, one after another, as `[B, T, 4H]`. */
const gatherProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int j = i % H; int row = i / H;
    setOutput(fetchD((row % T) * (B * (H + Q)) + (row / T) * H + j));
  }`;

/** Gradient of the recurrent kernel: sum over steps of hidden (all states S) before × gradients D. */
const recurrentGradientProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int j = i % H; int k = i / H;
    int c = k % 4;
    vec4 sum = vec4(0.);
    for (int t = 1; t < T; t++) {
      for (int b = 0; b < B; b++) {
        vec4 s = fetchS((t - 1) * 2 * B * Q + (B + b) * Q + k / 4);
        float hidden = c < 2 ? (c == 0 ? s.x : s.y) : (c == 2 ? s.z : s.w);
        sum += hidden * fetchD(t * B * (H + Q) + b * H + j);
      }
    }
    setOutput(sum);
  }`;

/**
 * The LSTM over a whole sequence in two draws a step, forward and backward alike: `[B, T, 4H]` of x·W + b and the
 * recurrent kernel `[H, 4H]` to the last hidden state `[B, H]`. Null unless units come in fours.
 */
export function fastLstm(inputs: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D | null {
  const [batch, time, width] = inputs.shape;
  if (width % 16 !== 0) return null;
  const sizes: Sizes = { batch, time, units: width / 4 };
  const run = tf.customGrad((...args) => {
    const [z, kernel, save] = args as unknown as [tf.Tensor3D, tf.Tensor2D, tf.GradSaveFunc];
    const [Z, U] = [toDense(z), toDense(kernel)];
    const gates: Dense[] = [];
    const states: Dense[] = [];
    for (let t = 0; t < time; t++) {
      const before = states[t - 1];
      const S = before ? { S: before } : {};
      const first = before === undefined;
      const inputsOfStep = first ? { Z } : { Z, U, S: before };
      const A = runDense(inputsOfStep, batch * sizes.units, gatesProgram(sizes, first), { t });
      gates.push(A);
      states.push(runDense({ A, ...S }, (batch * sizes.units) / 2, statesProgram(sizes, first)));
    }
    save([kernel, ...gates, ...states]);
    const last = runDense({ S: states.at(-1) as Dense }, (batch * sizes.units) / 4, hiddenProgram(sizes));
    const value = tf.reshape(last, [batch, sizes.units]);
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved, sizes) };
  });
  return run(inputs, recurrent) as tf.Tensor2D;
}

function backward(dy: tf.Tensor, saved: tf.Tensor[], sizes: Sizes): tf.Tensor[] {
  const { batch, time, units } = sizes;
  const U = toDense(saved[0] as tf.Tensor);
  const gates = saved.slice(1, 1 + time) as Dense[];
  const states = saved.slice(1 + time) as Dense[];
  const gradients: Dense[] = [];
  let G = toDense(dy);
  for (let t = time - 1; t >= 0; t--) {
    const D = gradients[0];
    if (D) G = runDense({ D, U }, (batch * units) / 4, hiddenGradientProgram(sizes));
    const inputs = {
      A: gates[t] as Dense,
      S: states[t] as Dense,
      ...(t > 0 ? { P: states[t - 1] as Dense } : {}),
      G,
      ...(D ? { D } : {}),
    };
    const texels = (batch * units * 5) / 4;
    gradients.unshift(runDense(inputs, texels, stepGradientProgram(sizes, t === 0, D === undefined)));
  }
  const D = tf.concat(gradients);
  const z = runDense({ D }, batch * time * units, gatherProgram(sizes));
  const kernel = runDense({ S: tf.concat(states), D }, units * units, recurrentGradientProgram(sizes));
  return [tf.reshape(z, [batch, time, 4 * units]), tf.reshape(kernel, [units, 4 * units])];
}
