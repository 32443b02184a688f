import { DEFAULT_RULE, type IndexedRule } from './gesture-rule';

/** So much more than the threshold in one window is as good as the threshold in two. */
const AT_ONCE = 0.1;

/** This much in two windows, or somewhat more in one, where a model may be as sure as that. */
export function inTwo(threshold: number): Pick<IndexedRule, 'threshold' | 'windows' | 'atOnce'>[] {
  const atOnce = Math.round(1000 * (threshold + AT_ONCE)) / 1000;
  return atOnce < 1 ? [{ threshold, windows: 2, atOnce }] : [];
}

/** What usually serves: one window that is sure, so that a gesture is not late. */
export const USUAL: IndexedRule = { ...DEFAULT_RULE, threshold: 0.84, windows: 1 };
