import type { LearningCurve } from '../../src-main/contract';
import { count } from '../../src-main/shared/words';

/** A recall that leaves little to gain, and a gain that is one. */
const LEARNT = 0.95;
const GOOD = 0.9;
const GAIN = 0.05;
/** Fewer clips to try a class on do not tell. */
const CLIPS_NEEDED = 5;

type ClassPoint = LearningCurve['points'][number]['perClass'][number];

/** What a learning curve says of each class: whether more clips of it would help. */
export function curveWords({ points, part }: Pick<LearningCurve, 'points' | 'part'>): string[] {
  const half = points.find(({ share }) => share === 0.5);
  const whole = points.find(({ share }) => share === 1);
  if (!half || !whole) return ['It was stopped before all clips were tried, so it is too early to tell.'];
  return whole.perClass.map((last) => {
    const before = half.perClass.find(({ classId }) => classId === last.classId);
    return classWords(last, before?.recall ?? null, part);
  });
}

function classWords({ name, tested, recall }: ClassPoint, before: number | null, part: string): string {
  if (recall === null || before === null) {
    return `There are no ${part} clips of ${name}, so nothing can be told of it.`;
  }
  if (tested < CLIPS_NEEDED) {
    return `${name} was tried on ${count(tested, `${part} clip`)} only, too few to tell whether more to learn from would help.`;
  }
  const gain = recall - before;
  const moved = `from ${before.toFixed(2)} to ${recall.toFixed(2)} with the last half`;
  if (recall >= LEARNT) return `${name} is learnt; more of it would change little.`;
  if (gain >= GAIN && Math.round(gain * tested) < 2) {
    return `More clips of ${name} may help: recall rose ${moved}, but that is one ${part} clip, which can be chance.`;
  }
  if (gain >= GAIN) return `More clips of ${name} would likely help: recall rose ${moved}.`;
  if (gain <= -GAIN) {
    return `Recall of ${name} fell ${moved}, so more of the same may not help. Look at the clips that it gets wrong.`;
  }
  if (recall >= GOOD) return `${name} is learnt; more of it would change little.`;
  return `More of the same clips of ${name} would change little: recall stayed near ${recall.toFixed(2)} with the last half. Look at those that it gets wrong, or record other people.`;
}
