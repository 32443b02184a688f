import type { LearningCurve } from '../../src-main/contract';
import { count } from '../../src-main/shared/words';

/** A change that stays within this much to either side is little. */
const LITTLE = 0.1;

type ClassPoint = LearningCurve['points'][number]['perClass'][number];

/** What a learning curve says of each class: whether more clips of it would help, where the range of the change tells. */
export function curveWords({ points, part }: Pick<LearningCurve, 'points' | 'part'>): string[] {
  const half = points.find(({ share }) => share === 0.5);
  const whole = points.find(({ share }) => share === 1);
  if (!half || !whole) return ['It was stopped before all clips were used, so it is too early to tell.'];
  return whole.perClass.map((last) => {
    const before = half.perClass.find(({ classId }) => classId === last.classId);
    return classWords(last, before?.recall ?? null, part);
  });
}

function classWords(
  { name, tested, recall, change }: ClassPoint,
  before: number | null,
  part: string,
): string {
  if (recall === null || before === null) {
    return `There are no ${part} clips of ${name}, so nothing can be said about it.`;
  }
  const on = count(tested, `${part} clip`);
  if (!change) return `Whether more clips of ${name} would help cannot be judged from ${on}.`;
  const { low, high, over } = change;
  const moved =
    `Recall went from ${before.toFixed(2)} to ${recall.toFixed(2)} when the second half of the clips was added: a change ` +
    `between ${points(low)} and ${points(high)} points (95\u00a0% range over ${over === 'clips' ? `the ${on}, of one session` : `the sessions of ${on}`}).`;
  if (low > 0) return `More clips of ${name} would likely help. ${moved}`;
  if (high < 0) {
    return `More of the same clips of ${name} may not help. ${moved} Look at the clips that it gets wrong.`;
  }
  if (low >= -LITTLE && high <= LITTLE)
    return `More of the same clips of ${name} would change little. ${moved}`;
  return `Whether more clips of ${name} would help cannot be judged. ${moved}`;
}

/** `+25`, `0`, `−5`: a change of a share in points of per cent. */
function points(change: number): string {
  const whole = Math.round(Math.abs(change) * 100);
  return whole === 0 ? '0' : `${change < 0 ? '−' : '+'}${whole}`;
}
