import type { LayersModel } from '@tensorflow/tfjs';
import type { Evaluation, Unseen } from '../../../src-main/contract';
import { UNSEEN_PERCENT } from '../../../src-main/shared/unseen-bounds';
import type { KeptClip } from '../api';
import type { ClipRows } from '../../learning/closed-form';
import { clipTypicality, learnUnseen, unseenDistance } from '../../learning/unseen';
import { clipStates, rowsOf, type ClipStates, type RowsTask } from './clip-states';

/** Varied copies of so many clips tell, too, how a class spreads, and other movements that are made of them. */
const VARIED = 200;

interface UnseenTask extends RowsTask {
  clips: { train: readonly KeptClip[]; validation: readonly KeptClip[] };
  /** What clips are to a model whose last layer alone is solved. */
  states?: Pick<ReadonlyMap<KeptClip, ClipStates>, 'get'> | undefined;
  widening?: number | undefined;
  /** Called between two pieces of work; may throw to stop. */
  between: () => Promise<void> | void;
}

/**
 * What it takes to tell a movement that a model has never seen, as `learnUnseen` has it, of the clips that it has learnt from and of those
 * that it is validated with. Clips that a last layer was solved by in one step are no nearer to it than others, so there those are enough.
 */
export async function unseenBy(
  model: LayersModel,
  { spec, config, classes, clips: { train, validation }, states, widening, between }: UnseenTask,
): Promise<ReturnType<typeof learnUnseen>> {
  const held = config.instant ? [] : validation;
  const every = Math.max(1, Math.ceil((train.length + held.length) / VARIED));
  const rowsOfEach = async (some: readonly KeptClip[]): Promise<ClipRows[]> => {
    const rows: ClipRows[] = [];
    for (const [index, clip] of some.entries()) {
      const kept = config.instant ? states?.get(clip) : undefined;
      // When no gesture is due is of no account here.
      const others = index % every === 0;
      const varied = { ...config, idle: false, augment: config.augment && others };
      const own = kept ?? (await clipStates(model, clip, { spec, classes, config: varied, others }));
      rows.push(rowsOf(own, clip, classes));
      await between();
    }
    return rows;
  };
  return learnUnseen(await rowsOfEach(train), classes.length, await rowsOfEach(held), widening);
}

/** How far hidden states lie from what a model has learnt, in shares of the distance beyond which it has never seen them. */
export function sharesOfThreshold(states: readonly ArrayLike<number>[], unseen: Unseen): number[] {
  const threshold = Math.max(unseen.thresholds[UNSEEN_PERCENT] ?? 2, Number.EPSILON);
  return states.map((state) => unseenDistance(unseen, state) / threshold);
}

/**
 * An evaluation that tells, too, how usual each clip is to the model.
 * @param apart how far clips lie from what is known without them, where they are known of by that
 */
export function withTypicality(
  evaluation: Evaluation,
  states: readonly ArrayLike<number>[],
  unseen: Unseen,
  apart: readonly (number | undefined)[] = [],
): Evaluation {
  const answers = evaluation.answers?.map((answer, clip) => {
    const state = states[clip];
    if (!state) return answer;
    const usual = clipTypicality(unseen, apart[clip] ?? unseenDistance(unseen, state));
    // Rounded down, so that what lies beyond a threshold still does.
    return { ...answer, typicality: Math.floor(usual * 1e4) / 1e4 };
  });
  return { ...evaluation, ...(answers && { answers }) };
}
