import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec, Unseen } from '../../../src-main/contract';
import { UNSEEN_PERCENT } from '../../../src-main/shared/unseen-bounds';
import type { KeptClip } from '../api';
import type { ClipRows } from '../../learning/closed-form';
import { learnUnseen, unseenDistance } from '../../learning/unseen';
import { hiddenStates } from '../model/forward';
import { clipStates, rowsOf, type ClipStates, type RowsTask } from './clip-states';
import { batchTensor } from './predict';

/** Varied copies of so many training clips tell, too, how a class spreads. */
const VARIED = 200;

interface UnseenTask extends RowsTask {
  clips: { train: readonly KeptClip[]; validation: readonly KeptClip[] };
  /** What clips are to a model whose last layer alone is solved. */
  states?: ReadonlyMap<KeptClip, ClipStates> | undefined;
  widening?: number | undefined;
  /** Called between two pieces of work; may throw to stop. */
  between: () => Promise<void> | void;
}

/** What it takes to tell a movement that a model has never seen, as `learnUnseen` has it of the clips it has learnt from. */
export async function unseenBy(
  model: LayersModel,
  { spec, config, classes, clips: { train, validation }, states, widening, between }: UnseenTask,
): Promise<Unseen | null> {
  const every = Math.max(1, Math.ceil(train.length / VARIED));
  const rows: ClipRows[] = [];
  for (const [index, clip] of train.entries()) {
    const kept = config.instant ? states?.get(clip) : undefined;
    // When no gesture is due is of no account here.
    const varied = { ...config, idle: false, augment: config.augment && index % every === 0 };
    const own = kept ?? (await clipStates(model, clip, { spec, classes, config: varied }));
    rows.push(rowsOf(own, clip, classes));
    await between();
  }
  // To what is solved at once, clips that it was solved by are no nearer than others.
  const held = config.instant ? [] : await plainStates(model, validation, spec, config.batchSize, between);
  return learnUnseen(rows, classes.length, held, widening);
}

/** What clips are to a model before its last layer, as they were recorded. */
export async function plainStates(
  model: LayersModel,
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  batchSize: number,
  between: () => Promise<void> | void = () => undefined,
): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  for (let start = 0; start < clips.length; start += batchSize) {
    const batch = clips.slice(start, start + batchSize);
    const states = tf.tidy(() => hiddenStates(model, batchTensor(batch, spec)));
    try {
      const numbers = (await states.data()) as Float32Array;
      const units = numbers.length / batch.length;
      all.push(...batch.map((_, index) => numbers.slice(index * units, (index + 1) * units)));
    } finally {
      states.dispose();
    }
    await between();
  }
  return all;
}

/** How far clips lie from what a model has learnt, in shares of the distance beyond which it has never seen them. */
export async function shareOfThreshold(
  model: LayersModel,
  clips: readonly KeptClip[],
  { preprocess, unseen }: { preprocess: PreprocessSpec; unseen: Unseen },
  batchSize: number,
): Promise<number[]> {
  const threshold = Math.max(unseen.thresholds[UNSEEN_PERCENT] ?? 2, Number.EPSILON);
  const states = await plainStates(model, clips, preprocess, batchSize);
  return states.map((state) => unseenDistance(unseen, state) / threshold);
}
