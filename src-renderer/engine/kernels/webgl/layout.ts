import * as tf from '@tensorflow/tfjs-core';

/**
 * TensorFlow.js packs a tensor `[…, rows, columns]` so that a texel holds two rows × two columns, filled up with zeros
 * where a side is odd, and texel follows texel whatever the sides of the texture. So a tensor `[n, 2, 2]`, called linear
 * here, has its values 4i … 4i + 3 in texel i.
 */
export const linear = (texels: number): number[] => [texels, 2, 2];

export const isLinear = (shape: readonly number[]): boolean =>
  shape.length === 3 && shape[1] === 2 && shape[2] === 2;

/** Batches, rows and columns of a shape, as packing sees it. */
export function matrixOf(shape: readonly number[]): { batches: number; rows: number; columns: number } {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return { batches: tf.util.sizeFromShape(shape.slice(0, -2)), rows, columns };
}

/** How many texels a packed tensor has. */
export function texelsOf(shape: readonly number[]): number {
  const { batches, rows, columns } = matrixOf(shape);
  return batches * Math.ceil(rows / 2) * Math.ceil(columns / 2);
}

/** Whether two shapes have the same values in the same texels. */
export function samePacking(a: readonly number[], b: readonly number[]): boolean {
  const [left, right] = [matrixOf(a), matrixOf(b)];
  const even = left.rows % 2 === 0 && right.rows % 2 === 0;
  return left.columns === right.columns && (left.rows === right.rows || even);
}

/** Columns of our textures, and how many texels go into one of them. Few, as programs know them by heart. */
const SIDES = [
  { columns: 64, most: 64 * 64 },
  { columns: 1024, most: 1024 * 2048 },
  { columns: 4096, most: Infinity },
];

/**
 * Texels of a linear result whose texels 4i … 4i + 3 stand in a square: a graphics card computes these together, and is
 * quicker where all four take the same turns. It is as many as fill whole pairs of rows.
 */
export function quads(texels: number): number {
  const [rows, columns] = sides(texels);
  return 2 * Math.ceil(rows / 2) * columns;
}

/** Rows and columns of a texture for so many texels: a power of two of columns, whose places are quick to find. */
export function sides(texels: number): [number, number] {
  const columns = SIDES.find(({ most }) => texels <= most)?.columns ?? 1;
  return [Math.ceil(texels / columns), columns];
}
