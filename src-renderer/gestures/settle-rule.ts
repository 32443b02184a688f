import { better, judgeOn, type FittedRule } from './fit-rule';
import { DEFAULT_RULE, withThreshold, type IndexedRule } from './gesture-rule';
import type { AnsweredStretch, RuleScore } from './rule-score';
import { inTwo, USUAL } from './usual-rule';

/**
 * What is tried. Release and cooldown say what becomes of a gesture that the model loses sight of, which streams put together
 * from clips do not show; they stay as they are by default.
 */
const THRESHOLDS = [0.54, 0.6, 0.66, 0.72, 0.78, 0.84, 0.9];
const WINDOWS = [1, 2, 3, 4];
/** Each window more is so much later, which scores do not count. So more than these are asked for only where that is better by this much. */
const SOON = 2;
const WORTH_WAITING = 0.15;
/** Rules count as equally good whose scores differ by no more: some gestures of so few are chance. */
const AS_GOOD = 0.05;
/** A network that finds less than this share of the gestures, by whatever rule, tells nothing of the one that is kept. */
const WITNESS = 0.5;
/**
 * A network that is to be replaced has learnt from few stretches, and is less sure than the one that is kept. So a threshold below the usual
 * one is taken only where without it less than this share of the best score is left.
 */
const ENOUGH = 0.5;
/** So much of a threshold counts as one step away from what usually serves, as does a window; half a step, where one that is surer is enough. */
const STEP = 0.1;
/** Thresholds that are so far beside a rule's must do well too, or it is good by chance. */
const BESIDE = 0.05;

/**
 * The rule that goes with a new model: of those whose events match what was done as well as those of the best one, or nearly,
 * the nearest to what usually serves. So it leaves that only where it is plainly worse, and most gestures are found at all. A false event counts for more than
 * a gesture that is missed (F0.5), as everyday use has more in it that is no gesture than streams put together from clips.
 * @param asSure whether the network that answered is as sure as the one that the rule is for
 */
export function settleRule(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
  asSure = false,
): FittedRule {
  const { judge, scoreOf } = judgeOn(stretches, none);
  const worth = (rule: IndexedRule): number => {
    const beside = [-BESIDE, BESIDE].map((by) => withThreshold(rule, rule.threshold + by));
    return [rule, rule, ...beside].reduce((sum, each) => sum + preciseScore(scoreOf(each)), 0) / 4;
  };
  const tried = THRESHOLDS.flatMap((threshold) =>
    [...WINDOWS.map((windows) => ({ threshold, windows })), ...inTwo(threshold)].map((each) => {
      const rule = { ...DEFAULT_RULE, ...each };
      return { rule, worth: worth(rule) };
    }),
  );
  const found = Math.max(...tried.map(({ rule }) => scoreOf(rule).right));
  const { gestures } = scoreOf(USUAL);
  if (found < WITNESS * gestures) return { rule: USUAL, score: scoreOf(USUAL) };
  const bestOf = (rules: typeof tried): number =>
    Math.max(...rules.map(({ rule }) => preciseScore(scoreOf(rule))));
  const sure = tried.filter(({ rule }) => rule.threshold >= USUAL.threshold);
  const enough = !asSure && bestOf(sure) >= ENOUGH * bestOf(tried) ? sure : tried;
  const bestWorth = (rules: typeof tried): number => Math.max(...rules.map(({ worth: own }) => own));
  const soon = enough.filter(({ rule: { windows } }) => windows <= SOON);
  const considered = bestWorth(enough) > bestWorth(soon) + WORTH_WAITING ? enough : soon;
  const best = bestWorth(considered);
  const good = considered.filter((each) => each.worth >= best - AS_GOOD).map(({ rule }) => rule);
  const nearest = Math.min(...good.map(away));
  const { rule } = good
    .filter((each) => away(each) <= nearest + 1e-9)
    .map(judge)
    .reduce((one, other) => better(one, other));
  return { rule, score: scoreOf(rule) };
}

/** F0.5 (van Rijsbergen 1979); 0 where no event is right. */
const preciseScore = ({ right, events, gestures }: RuleScore): number =>
  right > 0 ? (1.25 * right) / (0.25 * gestures + events) : 0;

/** How far a rule is from what usually serves, in steps. */
const away = ({ threshold, windows, atOnce }: IndexedRule): number =>
  Math.abs(threshold - USUAL.threshold) / STEP +
  Math.abs(windows - USUAL.windows) -
  (atOnce === undefined ? 0 : 0.5);
