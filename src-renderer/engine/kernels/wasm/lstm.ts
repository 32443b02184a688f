import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../dense';
import { registerOnHeap, run, type Heap } from './heap';

const FORWARD = 'BeckonLstm';
const BACKWARD = 'BeckonLstmGradients';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * All steps of an LSTM: z `[B, T, 4H]` of x·W + b (gates i, f, c, o), u `[H, 4H]` to the last hidden state `[B, H]`, and
 * what the gradient needs: activated gates `[T, B, 4H]`, carries and hidden states `[T, B, H]`.
 * The products by u are TensorFlow.js's own; what is between them is done in place.
 */
function registerForward(): void {
  registerOnHeap(FORWARD, (heap, inputs) => {
    const { z, u } = inputs as Record<'z' | 'u', tf.TensorInfo>;
    const [batch, time, width] = z.shape as [number, number, number];
    const units = width / 4;
    const gates = heap.make([time, batch, width]);
    const carries = heap.make([time, batch, units]);
    const hiddens = heap.make([time, batch, units]);
    for (let t = 0; t < time; t++) {
      const product = t > 0 ? timesKernel(heap, slice(heap, hiddens, t - 1), u) : null;
      step(
        heap.view(z),
        product && heap.view(product),
        heap.view(gates),
        heap.view(carries),
        heap.view(hiddens),
        { batch, time, units, t },
      );
      if (product) heap.free(product);
    }
    return [slice(heap, hiddens, time - 1), gates, carries, hiddens];
  });
}

interface Step {
  batch: number;
  time: number;
  units: number;
  t: number;
}

function step(
  z: Float32Array,
  recurrent: Float32Array | null,
  gates: Float32Array,
  carries: Float32Array,
  hiddens: Float32Array,
  { batch, time, units, t }: Step,
): void {
  const width = 4 * units;
  for (let b = 0; b < batch; b++) {
    const zAt = (b * time + t) * width;
    const gAt = (t * batch + b) * width;
    for (let j = 0; j < width; j++) {
      const sum = (z[zAt + j] as number) + (recurrent ? (recurrent[b * width + j] as number) : 0);
      gates[gAt + j] = j >= 2 * units && j < 3 * units ? Math.tanh(sum) : sigmoid(sum);
    }
    const at = (t * batch + b) * units;
    const before = at - batch * units;
    for (let j = 0; j < units; j++) {
      const kept = t > 0 ? (gates[gAt + units + j] as number) * (carries[before + j] as number) : 0;
      const carry = kept + (gates[gAt + j] as number) * (gates[gAt + 2 * units + j] as number);
      carries[at + j] = carry;
      hiddens[at + j] = (gates[gAt + 3 * units + j] as number) * Math.tanh(carry);
    }
  }
}

/** Rows `[B, H]` of step t out of `[T, B, H]`, as a tensor of their own. */
function slice(heap: Heap, states: tf.TensorInfo, t: number): tf.TensorInfo {
  const [, batch = 0, units = 0] = states.shape;
  const rows = heap.make([batch, units]);
  const size = batch * units;
  heap.view(rows).set(heap.view(states).subarray(t * size, (t + 1) * size));
  return rows;
}

/** Multiplications up to which a product is done here: handing it to threads would take longer. */
const SMALL_PRODUCT = 100_000;

/** `rows` (which is freed) times a matrix. */
function timesKernel(heap: Heap, rows: tf.TensorInfo, matrix: tf.TensorInfo): tf.TensorInfo {
  const [count = 0, inner = 0] = rows.shape;
  const width = matrix.shape[1] ?? 0;
  const small = count * inner * width <= SMALL_PRODUCT;
  const product = small ? heap.make([count, width]) : multiply(heap, rows, matrix);
  if (small) multiplyHere(heap.view(rows), heap.view(matrix), heap.view(product), inner, width);
  heap.free(rows);
  return product;
}

function multiplyHere(
  rows: Float32Array,
  matrix: Float32Array,
  product: Float32Array,
  inner: number,
  width: number,
): void {
  const sums = new Float32Array(width);
  for (let row = 0; row * inner < rows.length; row++) {
    sums.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = rows[row * inner + k] as number;
      const at = k * width;
      for (let j = 0; j < width; j++) sums[j] = (sums[j] as number) + factor * (matrix[at + j] as number);
    }
    product.set(sums, row * width);
  }
}

function multiply(heap: Heap, a: tf.TensorInfo, b: tf.TensorInfo, transposeA = false): tf.TensorInfo {
  const cube = (x: tf.TensorInfo): tf.TensorInfo => ({ ...x, shape: [1, ...x.shape] });
  return heap.call('BatchMatMul', { a: cube(a), b: cube(b) }, { transposeA, transposeB: false });
}

/** Backpropagation through time: gradients of z and of u from that of the last hidden state, dy `[B, H]`. */
function registerBackward(): void {
  registerOnHeap(BACKWARD, (heap, inputs) => {
    const { u, gates, carries, hiddens, dy } = inputs as Record<
      'u' | 'gates' | 'carries' | 'hiddens' | 'dy',
      tf.TensorInfo
    >;
    const [time, batch, units] = hiddens.shape as [number, number, number];
    const turned = heap.call('Transpose', { x: u }, { perm: [1, 0] });
    const dz = heap.make([batch, time, 4 * units]);
    // The same in the order of time, for the products.
    const byTime = heap.make([time, batch, 4 * units]);
    const dCarry = new Float64Array(batch * units);
    for (let t = time - 1; t >= 0; t--) {
      const later = t < time - 1 ? timesKernel(heap, slice(heap, byTime, t + 1), turned) : null;
      gradientStep(
        heap.view(later ?? dy),
        heap.view(gates),
        heap.view(carries),
        heap.view(dz),
        heap.view(byTime),
        dCarry,
        { batch, time, units, t },
      );
      if (later) heap.free(later);
    }
    const du = recurrentGradient(heap, hiddens, byTime);
    heap.free(turned, byTime);
    return [dz, du];
  });
}

function gradientStep(
  dHidden: Float32Array,
  gates: Float32Array,
  carries: Float32Array,
  dz: Float32Array,
  byTime: Float32Array,
  dCarry: Float64Array,
  { batch, time, units, t }: Step,
): void {
  const width = 4 * units;
  for (let b = 0; b < batch; b++) {
    const at = (t * batch + b) * units;
    const gAt = (t * batch + b) * width;
    const zAt = (b * time + t) * width;
    for (let j = 0; j < units; j++) {
      const i = gates[gAt + j] as number;
      const f = gates[gAt + units + j] as number;
      const c = gates[gAt + 2 * units + j] as number;
      const o = gates[gAt + 3 * units + j] as number;
      const squashed = Math.tanh(carries[at + j] as number);
      const dh = dHidden[b * units + j] as number;
      const total = dh * o * (1 - squashed * squashed) + (dCarry[b * units + j] as number);
      const before = t > 0 ? (carries[at - batch * units + j] as number) : 0;
      dCarry[b * units + j] = total * f;
      byTime[gAt + j] = dz[zAt + j] = total * c * i * (1 - i);
      byTime[gAt + units + j] = dz[zAt + units + j] = total * before * f * (1 - f);
      byTime[gAt + 2 * units + j] = dz[zAt + 2 * units + j] = total * i * (1 - c * c);
      byTime[gAt + 3 * units + j] = dz[zAt + 3 * units + j] = dh * squashed * o * (1 - o);
    }
  }
}

/** Sum over steps of (hidden state before)ᵀ · dz, as one product. */
function recurrentGradient(heap: Heap, hiddens: tf.TensorInfo, byTime: tf.TensorInfo): tf.TensorInfo {
  const [time, batch, units] = hiddens.shape as [number, number, number];
  if (time < 2) {
    const none = heap.make([units, 4 * units]);
    heap.view(none).fill(0);
    return none;
  }
  const rows = (time - 1) * batch;
  const earlier = heap.make([rows, units]);
  const later = heap.make([rows, 4 * units]);
  heap.view(earlier).set(heap.view(hiddens).subarray(0, rows * units));
  heap.view(later).set(heap.view(byTime).subarray(batch * 4 * units));
  const product = multiply(heap, earlier, later, true);
  heap.free(earlier, later);
  return { ...product, shape: [units, 4 * units] };
}

export function registerLstm(): void {
  registerForward();
  registerBackward();
}

/** The LSTM over a whole sequence, as `FastKernels.lstm` describes it. */
export function wasmLstm(
  inputs: tf.Tensor3D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor2D {
  const [batch, time, features] = inputs.shape;
  const flat = tf.reshape(inputs, [batch * time, features]) as tf.Tensor2D;
  const projected = dense(flat, kernel, bias);
  return wasmRecurrence(tf.reshape(projected, [batch, time, bias.size]), recurrent);
}

/** Its steps, as `FastKernels.recurrence` describes them. */
export function wasmRecurrence(projected: tf.Tensor3D, recurrent: tf.Tensor2D): tf.Tensor2D {
  const sequence = tf.customGrad((...args) => {
    const [z, u, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const [last, ...states] = run(FORWARD, { z, u });
    save([u, ...states]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [u, gates, carries, hiddens] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return run(BACKWARD, { u, gates, carries, hiddens, dy });
    };
    return { value: last as tf.Tensor, gradFunc };
  });
  return sequence(projected, recurrent) as tf.Tensor2D;
}
