import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs';
import { LSTM } from '../layers/lstm';
import { one } from '../layers/types';

/** What classifies a window of features, frame by frame. */
export interface WindowHead {
  /** Brings CNN features `[N, F]` to what is kept of a frame, `[N, K]`. May run on the device. */
  keep(features: tf.Tensor2D): tf.Tensor2D;
  /** What the model makes of a window: one row of K numbers a frame, oldest first. */
  answer(window: readonly Float32Array[]): Promise<WindowAnswer>;
}

interface WindowAnswer {
  /** Class probabilities. */
  probabilities: Float32Array;
  /** What the last layer tells the classes from, `[H]`. */
  hidden: Float32Array;
}

/**
 * The layers after the CNN over one window. LSTM + Dense softmax, which is what Beckon trains, runs in plain numbers: a
 * frame's input projection is computed once, when it comes, and the rest of a window is too little work to be worth
 * sending to a graphics card step by step. Other layers run as TensorFlow.js has them.
 */
export async function windowHead(rest: readonly layers.Layer[]): Promise<WindowHead> {
  const chain = rest.filter((layer) => layer.getClassName() !== 'Dropout');
  const [lstm, dense] = chain;
  const plain =
    chain.length === 2 && lstm instanceof LSTM && !lstm.returnSequences && dense && isSoftmax(dense);
  return plain ? plainHead(lstm, dense) : layersHead(rest);
}

function isSoftmax(layer: layers.Layer): boolean {
  const { activation, useBias } = layer.getConfig();
  return layer.getClassName() === 'Dense' && activation === 'softmax' && useBias === true;
}

const numbers = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;

async function plainHead(lstm: LSTM, dense: layers.Layer): Promise<WindowHead> {
  const [kernel, recurrent, bias] = lstm.weights.map((weight) => weight.read()) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const outer = dense.weights.map((weight) => weight.read()) as [tf.Tensor2D, tf.Tensor1D];
  const weights = {
    recurrent: await numbers(recurrent),
    kernel: await numbers(outer[0]),
    bias: await numbers(outer[1]),
  };
  const hidden = (window: readonly Float32Array[]): Float32Array =>
    lastHidden(window, weights.recurrent, lstm.units);
  return {
    keep: (features) => tf.fused.matMul({ a: features, b: kernel, bias }) as tf.Tensor2D,
    answer: (window) => {
      const state = hidden(window);
      return Promise.resolve({ probabilities: softmax(affine(state, weights)), hidden: state });
    },
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The last hidden state of an LSTM (Hochreiter & Schmidhuber 1997, with forget gate).
 * @param window x·W + b of each step, `[4H]` with the gates in the order i, f, c, o
 * @param recurrent `[H, 4H]`
 */
function lastHidden(window: readonly Float32Array[], recurrent: Float32Array, units: number): Float32Array {
  const width = 4 * units;
  const sums = new Float32Array(width);
  const hidden = new Float32Array(units);
  const carry = new Float32Array(units);
  window.forEach((projected, t) => {
    sums.set(projected);
    if (t > 0) {
      for (let k = 0; k < units; k++) {
        const h = hidden[k] as number;
        const row = k * width;
        for (let j = 0; j < width; j++) sums[j] = (sums[j] as number) + h * (recurrent[row + j] as number);
      }
    }
    for (let j = 0; j < units; j++) {
      const kept = sigmoid(sums[units + j] as number) * (carry[j] as number);
      const next = kept + sigmoid(sums[j] as number) * Math.tanh(sums[2 * units + j] as number);
      carry[j] = next;
      hidden[j] = sigmoid(sums[3 * units + j] as number) * Math.tanh(next);
    }
  });
  return hidden;
}

/** `input · kernel + bias`. */
export function affine(
  input: Float32Array,
  { kernel, bias }: { kernel: Float32Array; bias: Float32Array },
): Float32Array {
  const output = bias.slice();
  const width = output.length;
  input.forEach((value, k) => {
    for (let j = 0; j < width; j++) {
      output[j] = (output[j] as number) + value * (kernel[k * width + j] as number);
    }
  });
  return output;
}

function softmax(logits: Float32Array): Float32Array {
  const greatest = Math.max(...logits);
  const powers = logits.map((value) => Math.exp(value - greatest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
}

function layersHead(rest: readonly layers.Layer[]): WindowHead {
  const answer = async (window: readonly Float32Array[]): Promise<WindowAnswer> => {
    const through = (chain: readonly layers.Layer[], from: tf.Tensor): tf.Tensor =>
      chain.reduce((tensor, layer) => one(layer.call(tensor, {})), from);
    const outputs = tf.tidy(() => {
      const rows = window.map((row) => tf.tensor2d(row, [1, row.length]));
      const hidden = through(rest.slice(0, -1), tf.expandDims(tf.concat(rows), 0));
      return { hidden, probabilities: through(rest.slice(-1), hidden) };
    });
    try {
      return {
        probabilities: await numbers(outputs.probabilities),
        hidden: await numbers(outputs.hidden),
      };
    } finally {
      tf.dispose(outputs);
    }
  };
  return { keep: (features) => features, answer };
}
