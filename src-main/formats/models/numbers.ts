import { fromHalf, halfOf } from '../../shared/precision';
import type { Weight } from './check-weights';

/** Numbers in the order that another format wants them. */
export interface Tensor {
  shape: readonly number[];
  values: Float32Array;
}

/**
 * A tensor whose axes stand in another order.
 * @param order of each new axis, which one it was
 */
export function transposed({ shape, values }: Tensor | Weight, order: readonly number[]): Tensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const sides = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 0);
  const out = new Float32Array(values.length);
  const place = sides.map(() => 0);
  let from = 0;
  for (let at = 0; at < out.length; at++) {
    out[at] = values[from] ?? 0;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0;
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (sides[axis] ?? 0)) break;
      from -= (steps[axis] ?? 0) * (sides[axis] ?? 0);
      place[axis] = 0;
    }
  }
  return { shape: sides, values: out };
}

/**
 * A tensor `[4 units, …]` whose gates stand in another order than Keras's i, f, c, o.
 * @param order of each new gate, which one it was
 */
export function gatesIn({ shape, values }: Tensor, order: readonly number[]): Tensor {
  const size = values.length / 4;
  const out = new Float32Array(values.length);
  order.forEach((gate, at) => out.set(values.subarray(gate * size, (gate + 1) * size), at * size));
  return { shape, values: out };
}

/** Rows or columns of zeros around a picture, before and after, that keep its size as TensorFlow does: of an odd number, one more after. */
export function paddingOf(kernel: number, padded: boolean): [before: number, after: number] {
  const both = padded ? kernel - 1 : 0;
  return [Math.floor(both / 2), Math.ceil(both / 2)];
}

/** Little-endian bytes. */
export const bytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return bytes;
};

/** The numbers of little-endian bytes; null where there is no whole number of them. */
export function floatsOf(bytes: Uint8Array): Float32Array | null {
  if (bytes.length % 4 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

/** Little-endian bytes of half-precision numbers. */
export const halfBytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint16(index * 2, halfOf(value), true));
  return bytes;
};

/** Half-precision numbers of little-endian bytes; null where there is no whole number of them. */
export function halvesOf(bytes: Uint8Array): Float32Array | null {
  if (bytes.length % 2 !== 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 2 }, (_, index) =>
    fromHalf(view.getUint16(index * 2, true)),
  );
}
