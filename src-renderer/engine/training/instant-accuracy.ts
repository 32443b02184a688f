import type { KeptClip, TrainRequest } from '../api';
import { argMax } from '../../learning/arg-max';
import { MOST_CLIPS } from '../../learning/at-once';
import { labelsOf } from '../../learning/clips';
import { closedForm, type ClipRows } from '../../learning/closed-form';
import { instantProblem, preprocessSpec, presetConfig } from '../../learning/defaults';
import { outputsFor } from '../../learning/ridge';
import { withDefaults } from '../../learning/wished-config';
import { clipStates, rowsOf, type ClipStates } from './clip-states';
import { instantNetwork } from './instant-network';
import { plainStates } from './predict';

interface Comparison {
  request: TrainRequest;
  /** Clips that it learns from. */
  train: readonly KeptClip[];
  /** Clips that it is tried on. */
  tried: readonly KeptClip[];
  /** What clips are to the motion network, found before or here. */
  states: Map<KeptClip, ClipStates>;
  /** Called between two pieces of work; may throw to stop. */
  between: () => Promise<void>;
}

/**
 * The share of clips that the preset _Instant_ gets right, learnt from the very clips that a model was trained on, whatever
 * the network of that is. Null where it is not to be compared with, where it is that preset itself, where pictures stand
 * still, and with more clips than are learnt from at once.
 */
export async function instantAccuracy({
  request: { compare, config: own, classes, capture },
  train,
  tried,
  states,
  between,
}: Comparison): Promise<number | null> {
  if (!compare || own.instant || train.length > MOST_CLIPS) return null;
  const config = withDefaults({ ...presetConfig('instant', train.length), seed: own.seed }, capture.frames);
  if (instantProblem(config) !== null) return null;
  const spec = preprocessSpec(config, capture);
  const model = await instantNetwork(config, spec, classes.length);
  try {
    const rows: ClipRows[] = [];
    for (const clip of train) {
      const found =
        states.get(clip) ?? (await clipStates(model, clip, { spec, config, classes, others: false }));
      states.set(clip, found);
      rows.push(rowsOf(found, clip, classes));
      await between();
    }
    // Which gesture a clip is does not depend on when none is due.
    const { head } = closedForm(rows, { classes: classes.length, idle: false });
    const labels = labelsOf(tried, classes);
    const seen = await plainStates(model, tried, spec, config.batchSize, between);
    const right = seen.filter(
      (values, index) => argMax([...outputsFor(head, values, classes.length)]) === labels[index],
    );
    return right.length / Math.max(1, tried.length);
  } finally {
    model.dispose();
  }
}
