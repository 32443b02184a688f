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

/** What it takes to tell a movement that a model has never seen, as `learnUnseen` has it of the clips it has learnt from. */
export async function unseenBy(
  model: LayersModel,
  { spec, config, classes, clips: { train, validation }, states, widening, between }: UnseenTask,
): Promise<Unseen | null> {
  const rowsOfAll = async (some: readonly KeptClip[]): Promise<ClipRows[]> => {
    const every = Math.max(1, Math.ceil(some.length / VARIED));
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
  const rows = await rowsOfAll(train);
  // To what is solved at once, clips that it was solved by are no nearer than others.
  const held = config.instant ? [] : await rowsOfAll(validation);
  return learnUnseen(rows, classes.length, held, widening);
}

/** How far hidden states lie from what a model has learnt, in shares of the distance beyond which it has never seen them. */
export function sharesOfThreshold(states: readonly ArrayLike<number>[], unseen: Unseen): number[] {
  const threshold = Math.max(unseen.thresholds[UNSEEN_PERCENT] ?? 2, Number.EPSILON);
  return states.map((state) => unseenDistance(unseen, state) / threshold);
}

/** An evaluation that tells, too, how usual each clip is to the model. */
export function withTypicality(
  evaluation: Evaluation,
  states: readonly ArrayLike<number>[],
  unseen: Unseen,
): Evaluation {
  const answers = evaluation.answers?.map((answer, clip) => {
    const state = states[clip];
    // Rounded down, so that what lies beyond a threshold still does.
    return state ? { ...answer, typicality: Math.floor(clipTypicality(unseen, state) * 1e4) / 1e4 } : answer;
  });
  return { ...evaluation, ...(answers && { answers }) };
}
