import type * as tf from '@tensorflow/tfjs-core';
import { BETA1, BETA2, EPSILON } from '../../adam';
import type { Moments } from '../fast';
import { runPacked } from './dense';

const body = (result: string): string => `
  void main() {
    int i = outIndex();
    setOutput(${result});
  }`;
const MEAN = body(`${BETA1} * fetchM(i) + ${1 - BETA1} * fetchG(i)`);
const SQUARE = body(`${BETA2} * fetchV(i) + ${1 - BETA2} * fetchG(i) * fetchG(i)`);
const VALUE = body(`fetchW(i) - rate * fetchM(i) / (sqrt(fetchV(i) / correction) + ${EPSILON})`);

/** Adam in three draws a variable. */
export function fastAdam(
  variables: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
  moments: readonly Moments[],
  rate: number,
  correction: number,
): (Moments & { value: tf.Tensor })[] {
  return variables.map((variable, index) => {
    const { shape } = variable;
    const G = gradients[index] as tf.Tensor;
    const before = moments[index] as Moments;
    const mean = runPacked({ M: before.mean, G }, shape, MEAN);
    const square = runPacked({ V: before.square, G }, shape, SQUARE);
    const value = runPacked({ W: variable, M: mean, V: square }, shape, VALUE, {}, { rate, correction });
    return { mean, square, value };
  });
}
