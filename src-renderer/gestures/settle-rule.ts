import { better, judgeOn, type FittedRule } from './fit-rule';
import { DEFAULT_RULE, type IndexedRule } from './gesture-rule';
import type { AnsweredStretch } from './rule-score';

/**
 * What is tried. Release and cooldown say what becomes of a gesture that the model loses sight of, which streams put together
 * from clips do not show; they stay as they are by default.
 */
const THRESHOLDS = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85];
const WINDOWS = [1, 2, 3, 4];
/** What the F1 of rules may differ by that count as equally good: about one gesture of so few. */
const AS_GOOD = 0.03;
/** So much of a threshold counts as one step away from the rule by default, as does a window. */
const STEP = 0.1;

/**
 * The rule that goes with a new model: of those whose events match what was done as well as those of the best one, or nearly,
 * the nearest to the rule by default. So it leaves that only where it is plainly worse.
 */
export function settleRule(stretches: readonly AnsweredStretch[], none: readonly boolean[]): FittedRule {
  const { judge, scoreOf } = judgeOn(stretches, none);
  const tried = THRESHOLDS.flatMap((threshold) =>
    WINDOWS.map((windows) => judge({ ...DEFAULT_RULE, threshold, windows })),
  );
  const best = Math.max(...tried.map(({ f1 }) => f1));
  const good = tried.filter(({ f1 }) => f1 >= best - AS_GOOD);
  const nearest = Math.min(...good.map(({ rule }) => away(rule)));
  const settled = good
    .filter(({ rule }) => away(rule) <= nearest + 1e-9)
    .reduce((one, other) => better(one, other));
  return { rule: settled.rule, score: scoreOf(settled.rule) };
}

/** How far a rule is from that by default, in steps. */
const away = ({ threshold, windows }: IndexedRule): number =>
  Math.abs(threshold - DEFAULT_RULE.threshold) / STEP + Math.abs(windows - DEFAULT_RULE.windows);
