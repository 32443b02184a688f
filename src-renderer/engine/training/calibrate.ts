import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Calibration } from '../../../src-main/contract';
import { argMax } from '../../learning/arg-max';

/** Bins of equal width that confidences are counted in. */
const BINS = 10;
/**
 * A temperature below 1 would make every answer surer, that to a still or black picture too, on the word of clips none
 * of which is one.
 */
const COLDEST = 1;
/** However many clips there are, and so many for each step from 1 towards it: a few clips do not make a model unsure for good. */
const HOTTEST = 4;
const CLIPS_A_STEP = 20;
/** How near the search comes, in the logarithm. */
const TOLERANCE = 1e-3;
/** A likelihood counts as this much at least, so that one sure mistake does not decide everything. */
const PROBABILITY_FLOOR = 1e-7;

/** Mean cross-entropy of `[clips, classes]` probabilities after their logits were divided by a temperature, nats. */
function lossAt(
  probabilities: ArrayLike<number>,
  truths: readonly number[],
  classCount: number,
  temperature: number,
): number {
  let loss = 0;
  truths.forEach((truth, clip) => {
    const logit = (index: number): number =>
      Math.log(Math.max(probabilities[clip * classCount + index] as number, PROBABILITY_FLOOR)) / temperature;
    let sum = 0;
    for (let i = 0; i < classCount; i++) sum += Math.exp(logit(i));
    loss += Math.log(sum) - logit(truth);
  });
  return loss / truths.length;
}

/** The highest temperature that so many clips are grounds for. */
export const hottest = (clips: number): number => Math.min(HOTTEST, COLDEST + clips / CLIPS_A_STEP);

/**
 * The temperature with which probabilities fit the truth best (Guo et al. 2017): logits are to be divided by it. Above 1
 * the model was surer than it had reason to be. 1 where all answers are right, or there is nothing to go by; never below,
 * and never above what so many clips are grounds for.
 * @param probabilities `[clips, classes]` of clips the model was not trained on, row after row
 * @param truths index of each clip's class
 */
export function fitTemperature(
  probabilities: ArrayLike<number>,
  truths: readonly number[],
  classCount: number,
): number {
  // The loss has one minimum over 1 / temperature; golden-section search in the logarithm.
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(COLDEST);
  let high = Math.log(hottest(truths.length));
  const loss = (at: number): number => lossAt(probabilities, truths, classCount, Math.exp(at));
  // Where it falls from the start on the other way, a search would only come near to 1.
  if (truths.length === 0 || loss(low) <= loss(low + TOLERANCE)) return COLDEST;
  while (high - low > TOLERANCE) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (loss(left) <= loss(right)) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Divides a model's logits by a temperature, for good: in the weights of its last layer. */
export function soften(model: LayersModel, temperature: number): void {
  if (temperature === 1) return;
  const layer = model.layers.at(-1);
  tf.tidy(() => layer?.setWeights(layer.getWeights().map((weight) => tf.div(weight, temperature))));
}

/**
 * How far confidence and being right lie apart: bins of the answers' confidences, and the expected calibration error over
 * them (Naeini et al. 2015).
 */
export function calibrationOf(
  probabilities: ArrayLike<number>,
  truths: readonly number[],
  classCount: number,
): Calibration {
  const bins = Array.from({ length: BINS }, () => ({ clips: 0, right: 0, confidence: 0 }));
  truths.forEach((truth, clip) => {
    const row = Array.from({ length: classCount }, (_, i) => probabilities[clip * classCount + i] as number);
    const answer = argMax(row);
    const confidence = row[answer] as number;
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    if (!bin) return;
    bin.clips += 1;
    bin.right += answer === truth ? 1 : 0;
    bin.confidence += confidence;
  });
  return summarise(bins);
}

interface Bin {
  clips: number;
  right: number;
  /** Sum over the clips. */
  confidence: number;
}

function summarise(bins: readonly Bin[]): Calibration {
  const clips = bins.reduce((sum, bin) => sum + bin.clips, 0);
  const apart = bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0);
  return {
    ece: clips === 0 ? 0 : apart / clips,
    bins: bins.map(({ clips: count, right, confidence }) => ({
      clips: count,
      accuracy: count === 0 ? null : right / count,
      confidence: count === 0 ? null : confidence / count,
    })),
  };
}
