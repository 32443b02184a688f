import { DEFAULT_RULE, moved, type IndexedRule } from './gesture-rule';

/** So much more than the threshold in one window is as good as the threshold in two. */
const AT_ONCE = 0.1;

/** This much in two windows, or somewhat more in one. */
export function inTwo(threshold: number): Pick<IndexedRule, 'threshold' | 'windows' | 'atOnce'> {
  return { threshold, windows: 2, atOnce: moved(threshold, AT_ONCE) };
}

/** What usually serves: one window that is sure, so that a gesture is not late. */
export const USUAL: IndexedRule = { ...DEFAULT_RULE, threshold: 0.84, windows: 1 };
