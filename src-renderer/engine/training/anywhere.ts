import { argMax } from '../../learning/arg-max';

/** So much of all clips may be taken for another class once they are moved, and so much of those of any one class. */
const LOST = 0.15;
const LOST_OF_CLASS = 0.5;

/**
 * Whether clips are told apart as well, or nearly, when each is moved and enlarged to where and how large most are: then neither
 * place nor size tells classes apart. Where they do for two classes only, most of one of them is lost.
 * @param answers `[clips, classes]` probabilities, row after row: of clips as they were recorded, and moved
 */
export function asGoodAnywhere(
  labels: readonly number[],
  answers: { plain: ArrayLike<number>; moved: ArrayLike<number> },
  classes: number,
): boolean {
  const right = (probabilities: ArrayLike<number>): boolean[] =>
    labels.map(
      (label, clip) =>
        argMax(Array.from({ length: classes }, (_, i) => probabilities[clip * classes + i] as number)) ===
        label,
    );
  const [plain, moved] = [right(answers.plain), right(answers.moved)];
  const count = (of: readonly boolean[], label?: number): number =>
    of.filter((one, clip) => one && (label === undefined || labels[clip] === label)).length;
  const [before, after] = [count(plain), count(moved)];
  if (before === 0 || after < (1 - LOST) * before) return false;
  return [...new Set(labels)].every((label) => count(moved, label) >= LOST_OF_CLASS * count(plain, label));
}
