import * as tf from '@tensorflow/tfjs-core';
import { Adam } from '../kernels/adam';
import type { CaptionProgress } from '../api';
import { Throughput } from '../training/throughput';
import type { Random } from '../../learning/random';
import { scheduledRate } from '../training/schedule';
import { CaptionModel, type Example } from './caption-model';
import type { Vocabulary } from '../../learning/vocabulary';

/** Sentences learnt together. */
const BATCH = 64;
/** Few clips are gone over more often, until so many batches have been learnt. */
const STEPS = 150;
const FEWEST_EPOCHS = 20;
const RATE = 0.02;

interface DecoderTraining {
  /** Of each way to look, the features of each clip. */
  variants: readonly Float32Array[][];
  /** Of each clip, its words. */
  sentences: readonly number[][];
  vocabulary: Vocabulary;
  random: Random;
  /** Batches to learn at least. */
  steps?: number | undefined;
}

/** Every epoch goes over every clip once, looked at in one of the ways. */
export async function trainDecoder(
  { variants, sentences, vocabulary, random, steps = STEPS }: DecoderTraining,
  breathe: () => Promise<void>,
  onProgress: (progress: CaptionProgress) => void,
): Promise<{ tensors: { name: string; shape: number[] }[]; weights: Float32Array[]; losses: number[] }> {
  const image = variants[0]?.[0]?.length ?? 0;
  const model = new CaptionModel({ image, words: vocabulary.size }, random);
  const adam = new Adam(model.variables, RATE);
  const throughput = new Throughput();
  const losses: number[] = [];
  const batches = Math.ceil(sentences.length / BATCH);
  const epochs = Math.max(FEWEST_EPOCHS, Math.ceil(steps / batches));
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      adam.learningRate = scheduledRate({ learningRate: RATE, epochs }, epoch);
      const order = random.shuffled(sentences.map((_, index) => index));
      const sums: tf.Scalar[] = [];
      for (let start = 0; start < order.length; start += BATCH) {
        const examples = order.slice(start, start + BATCH).map((index) => ({
          image: variants[random.below(variants.length)]?.[index] ?? new Float32Array(image),
          words: sentences[index] ?? [],
        }));
        sums.push(step(model, adam, examples));
        await breathe();
      }
      if (epoch === 0) throughput.skip();
      else throughput.done(1);
      const loss = (await totalOf(sums)) / sentences.length;
      losses.push(loss);
      const secondsLeft = throughput.secondsFor(epochs - epoch - 1);
      onProgress({ kind: 'learning', done: epoch + 1, total: epochs, loss, secondsLeft });
    }
    return { tensors: model.tensors, weights: await model.weights(), losses };
  } finally {
    adam.dispose();
    model.dispose();
  }
}

/** Takes one step. Answers the loss before it, times the number of examples. */
function step(model: CaptionModel, adam: Adam, examples: readonly Example[]): tf.Scalar {
  const { value, grads } = tf.variableGrads(
    () => tf.mul(model.loss(examples), examples.length) as tf.Scalar,
    model.variables,
  );
  adam.apply(model.variables.map(({ name }) => grads[name] as tf.Tensor));
  tf.dispose(grads);
  return value;
}

/** Their sum, read once so that the device is not waited for after every step. They are disposed. */
async function totalOf(values: tf.Scalar[]): Promise<number> {
  const total = tf.tidy(() => tf.sum(tf.stack(values)));
  tf.dispose(values);
  try {
    return (await total.data())[0] as number;
  } finally {
    total.dispose();
  }
}
