import { BeckonError } from '../../contract';
import { shorten } from '../../shared/shorten';
import { readModelJson, weightBytes, weightSpecsOf, type WeightSpec } from './model-json';

/** A weight, and the numbers it holds. */
export interface Weight {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/**
 * The weights of a saved model: float32, as many as its `model.json` says, and all of them finite. Throws a
 * `BeckonError` UNREADABLE with what is wrong.
 */
export function checkWeights(topology: Uint8Array, bytes: Uint8Array): Weight[] {
  const specs = weightSpecsOf(readModelJson(topology, 'Its model.json is damaged.'));
  const expected = specs.reduce((sum, spec) => sum + floatBytes(spec), 0);
  if (expected !== bytes.byteLength) {
    throw unreadable(
      `Its weights have ${bytes.byteLength} bytes where its model.json asks for ${shorten(String(expected))}.`,
    );
  }
  // Numbers lie at multiples of four bytes, which the bytes of a zip need not.
  const numbers = new Float32Array(bytes.slice().buffer);
  let at = 0;
  return specs.map(({ name, shape }) => {
    const values = numbers.subarray(at, (at += sizeOf(shape)));
    if (!values.every(Number.isFinite)) {
      throw unreadable(`Its weight “${shorten(name)}” holds values that are no numbers.`);
    }
    return { name, shape, values };
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function floatBytes(spec: WeightSpec): number {
  const bytes = weightBytes(spec);
  if (spec.dtype !== 'float32' || spec.quantization) {
    throw unreadable(`Its weight “${shorten(spec.name)}” is not of 32-bit numbers.`);
  }
  return bytes;
}

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);
