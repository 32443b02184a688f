import { counterfeit } from '../../learning/counterfeits';
import type { KeptClip } from '../../learning/clips';
import type { Counterfeit } from './pieces';

/** What an epoch looks at: a clip, or a movement that is made of one and is no gesture. */
export type Lesson = KeptClip | Counterfeit;

export const isCounterfeit = (lesson: Lesson): lesson is Counterfeit => 'kind' in lesson;

/** As it was recorded, or made. */
export const shownOf = (lesson: Lesson): KeptClip =>
  isCounterfeit(lesson) ? counterfeit(lesson.of, lesson.kind, lesson.seed) : lesson;

/** The clip that it is, or is made of. */
export const clipOf = (lesson: Lesson): KeptClip => (isCounterfeit(lesson) ? lesson.of : lesson);

/** Rows of probabilities, and their labels, of those that were taught as one of the classes. */
export function ofClasses(
  probabilities: Float32Array,
  labels: readonly number[],
  classes: number,
): { probabilities: Float32Array; labels: number[] } {
  const outputs = probabilities.length / Math.max(1, labels.length);
  const rows = labels.flatMap((label, row) => (label < classes ? [row] : []));
  const kept = new Float32Array(rows.length * outputs);
  rows.forEach((row, index) =>
    kept.set(probabilities.subarray(row * outputs, (row + 1) * outputs), index * outputs),
  );
  return { probabilities: kept, labels: rows.map((row) => labels[row] ?? 0) };
}
