/** How exactly a model that leaves keeps its weights. */
export const PRECISIONS = [
  { value: 'float32', label: 'As trained (32-bit)' },
  { value: 'float16', label: 'Half the size (16-bit)' },
  { value: 'int8', label: 'A quarter of the size (8-bit)' },
] as const;
export type Precision = (typeof PRECISIONS)[number]['value'];

/** A weight in whole numbers: each value is its number times `scale`. */
export interface Whole {
  values: Int8Array;
  scale: number;
}

const MOST_WHOLE = 127;
const MOST_HALF = 0x7bff;

const bits = new DataView(new ArrayBuffer(4));

/** The 16 bits of the half-precision number next to a value (IEEE 754); of one too great, those of the greatest. */
export function halfOf(value: number): number {
  bits.setFloat32(0, value);
  const all = bits.getUint32(0);
  const sign = (all >>> 16) & 0x8000;
  const exponent = ((all >>> 23) & 255) - 127;
  if (exponent > 15) return sign | MOST_HALF;
  if (exponent < -25) return sign;
  const isSmall = exponent < -14;
  const mantissa = (all & 0x7fffff) | (isSmall ? 0x800000 : (exponent + 15) << 23);
  const shift = isSmall ? -exponent - 1 : 13;
  const half = mantissa >>> shift;
  const rest = mantissa - half * 2 ** shift;
  const middle = 2 ** (shift - 1);
  // Of two that are equally near, the even one.
  const up = rest > middle || (rest === middle && (half & 1) === 1);
  return sign | Math.min(MOST_HALF, half + (up ? 1 : 0));
}

/** The number of 16 bits. */
export function fromHalf(half: number): number {
  const exponent = (half >>> 10) & 31;
  const mantissa = half & 1023;
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
  return half & 0x8000 ? -size : size;
}

/** A weight in whole numbers from −127 to 127. */
export function wholeOf(values: Float32Array): Whole {
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  const scale = Math.fround(most === 0 ? 1 : most / MOST_WHOLE);
  return { values: Int8Array.from(values, (value) => Math.round(value / scale)), scale };
}

/** Whether a weight is kept in whole numbers: biases, which are few, are not. */
export const isWhole = (precision: Precision, shape: readonly number[]): boolean =>
  precision === 'int8' && shape.length > 1;

/** What is left of a weight's values at a precision. */
export function rounded(values: Float32Array, shape: readonly number[], precision: Precision): Float32Array {
  if (precision === 'float16') return values.map((value) => fromHalf(halfOf(value)));
  if (!isWhole(precision, shape)) return values;
  const { values: whole, scale } = wholeOf(values);
  return Float32Array.from(whole, (value) => value * scale);
}
