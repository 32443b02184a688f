import type { LayersModel } from '@tensorflow/tfjs';
import { closedForm, type ClipRows } from '../../learning/closed-form';
import type { Excerpt } from '../../learning/excerpts';
import { Random } from '../../learning/random';
import type { Head } from '../../learning/ridge';
import type { KeptClip } from '../api';
import { hash } from '../kernels/hash';
import { knowsIdle } from '../model/idle';
import { clipStates, excerptStates, namedBy, rowsOf, type ClipStates, type RowsTask } from './clip-states';

interface Solving extends RowsTask {
  /** Clips that are learnt from. */
  clips: readonly KeptClip[];
  excerpts?: readonly Excerpt[] | undefined;
  /** What clips and excerpts are to the network, found before or here. */
  states: Map<KeptClip | Excerpt, ClipStates>;
  /** Called between two pieces of work with the number of clips done; may throw to stop. */
  between: (done: number) => Promise<void>;
  /** True once a person asked to stop; by default never. */
  stopped?: () => boolean;
}

/**
 * The last layer that fits clips best, and excerpts of recorded stretches beside them, behind a CNN and an LSTM that stay as
 * they are. Null: it was stopped before all clips were looked at.
 */
export async function solvedHead(
  model: LayersModel,
  { clips, excerpts = [], states, between, stopped = () => false, ...task }: Solving,
): Promise<Head | null> {
  const { spec, config, classes } = task;
  const rows: ClipRows[] = [];
  for (const clip of clips) {
    const found = states.get(clip) ?? (await clipStates(model, clip, task));
    states.set(clip, found);
    rows.push(rowsOf(found, clip, classes));
    await between(rows.length);
    if (stopped()) return null;
  }
  const idle = knowsIdle(config, spec);
  const beside: ClipRows[] = [];
  for (const [index, excerpt] of (idle ? excerpts : []).entries()) {
    if (stopped()) break;
    const random = new Random(hash(index, hash(0xe8ce, config.seed)));
    const found = states.get(excerpt) ?? (await excerptStates(model, excerpt, task, random));
    states.set(excerpt, found);
    beside.push(rowsOf(found, namedBy(excerpt), classes));
    await between(rows.length);
  }
  return closedForm(rows, { classes: classes.length, idle, beside }).head;
}
