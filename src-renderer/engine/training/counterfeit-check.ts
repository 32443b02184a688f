import type { LayersModel } from '@tensorflow/tfjs';
import type { GestureClass, PreprocessSpec } from '../../../src-main/contract';
import { UNSEEN_PERCENT } from '../../../src-main/shared/unseen-bounds';
import { labelsOf, type KeptClip } from '../../learning/clips';
import { counterfeit, COUNTERFEITS, type CounterfeitKind } from '../../learning/counterfeits';
import { isNone } from '../../learning/none-class';
import type { Random } from '../../learning/random';
import { isStill } from '../../learning/stretches';
import { learnUnseen, unseenDistance } from '../../learning/unseen';
import { plainStates } from './predict';

/** Clips of each class that are tried, at most, and the share of them that may look like a gesture that is known. */
const TRIED = 8;
const ALIKE = 0.6;

interface CheckTask {
  spec: PreprocessSpec;
  classes: readonly GestureClass[];
  clips: readonly KeptClip[];
  batchSize: number;
  between: () => Promise<void> | void;
}

/**
 * Of each class the ways in which clips of it become another movement, one that is no gesture that the model knows: where a
 * gesture looks the same backwards, or is another class backwards, that is none.
 */
export async function counterfeitsOf(
  model: LayersModel,
  { spec, classes, clips, batchSize, between }: CheckTask,
  random: Random,
): Promise<Map<string, CounterfeitKind[]>> {
  const ways: Map<string, CounterfeitKind[]> = new Map();
  const moving = classes.filter((item) => !isNone(item));
  const states = await plainStates(model, clips, spec, batchSize, between);
  const labels = labelsOf(clips, classes);
  const measure = learnUnseen(
    clips.map((clip, index) => ({
      group: clip.session,
      rows: [{ label: labels[index] as number, values: states[index] as Float32Array, plain: true }],
    })),
    classes.length,
  );
  if (!measure) return ways;
  const limit = measure.thresholds[UNSEEN_PERCENT] ?? 0;
  for (const item of moving) {
    const own = random
      .shuffled(clips.filter((clip) => clip.classId === item.id && !isStill(clip, spec)))
      .slice(0, TRIED);
    if (own.length === 0) continue;
    const kinds: CounterfeitKind[] = [];
    for (const kind of COUNTERFEITS) {
      const made = await plainStates(
        model,
        own.map((clip) => counterfeit(clip, kind)),
        spec,
        batchSize,
        between,
      );
      const distances = made.map((values) => unseenDistance(measure, values));
      const alike = distances.filter((distance) => distance <= limit).length;
      if (alike <= ALIKE * own.length) kinds.push(kind);
    }
    ways.set(item.id, kinds);
  }
  return ways;
}
