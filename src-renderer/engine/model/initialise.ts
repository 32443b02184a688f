import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs';
import type { Random } from '../../learning/random';

/** Uniform in ± √(6 / fan) (Glorot & Bengio 2010 with fan = in + out; He et al. 2015 with fan = in). */
export function uniform(size: number, fan: number, random: Random): Float32Array {
  const limit = Math.sqrt(6 / fan);
  return Float32Array.from({ length: size }, () => random.between(-limit, limit));
}

/** `rows` orthonormal rows of `columns` ≥ `rows` numbers, by Gram–Schmidt on normal ones (Saxe et al. 2014). */
export function orthogonal(rows: number, columns: number, random: Random): Float32Array {
  const matrix = Float64Array.from({ length: rows * columns }, () => random.normal());
  const row = (r: number): Float64Array => matrix.subarray(r * columns, (r + 1) * columns);
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  for (let r = 0; r < rows; r++) {
    const own = row(r);
    for (let pass = 0; pass < 2; pass++) {
      for (let q = 0; q < r; q++) {
        const other = row(q);
        const along = dot(own, other);
        for (let i = 0; i < columns; i++) own[i] = (own[i] as number) - along * (other[i] as number);
      }
    }
    const length = Math.sqrt(dot(own, own));
    for (let i = 0; i < columns; i++) own[i] = (own[i] as number) / length;
  }
  return Float32Array.from(matrix);
}

function initialValues(name: string, shape: number[], lstm: boolean, random: Random): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name === 'bias') {
    const bias = new Float32Array(size);
    if (lstm) bias.fill(1, size / 4, size / 2);
    return bias;
  }
  const [rows = 1, columns = 1] = shape;
  if (name === 'recurrent_kernel') return orthogonal(rows, columns, random);
  const area = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const fanIn = area * (shape.at(-2) ?? 1);
  const fanOut = area * (shape.at(-1) ?? 1);
  return uniform(size, shape.length === 4 ? fanIn : fanIn + fanOut, random);
}

/**
 * Gives every weight its first value: He-uniform for convolutions, Glorot-uniform for dense and LSTM kernels,
 * orthogonal for the recurrent kernel, zero for biases but 1 for the LSTM's forget gate. Repeatable from the seed.
 */
export function initialiseWeights(model: { layers: layers.Layer[] }, random: Random): void {
  for (const layer of model.layers) {
    const values = layer.weights.map((weight) => {
      const name = weight.originalName.split('/').at(-1) ?? '';
      const shape = weight.shape as number[];
      return tf.tensor(initialValues(name, shape, layer.getClassName() === 'LSTM', random), shape);
    });
    layer.setWeights(values);
    tf.dispose(values);
  }
}
