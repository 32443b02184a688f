import { RULE_BOUNDS } from '../../src-main/shared/rule-bounds';
import { DEFAULT_RULE, withThreshold, type IndexedRule } from './gesture-rule';
import { scoreRule, type AnsweredStretch, type RuleScore } from './rule-score';
import { inTwo, USUAL } from './usual-rule';

type Setting = keyof typeof RULE_BOUNDS;
/** Within what each setting of the rule may lie; both ends included. */
export type RuleBounds = { readonly [S in Setting]: { readonly min: number; readonly max: number } };

export interface FittedRule {
  readonly rule: IndexedRule;
  /** Of the rule, over the stretches that it was fitted on. */
  readonly score: RuleScore;
}

/** What is tried first, in every combination. */
const TRIED: { readonly [S in Setting]: readonly number[] } = {
  threshold: [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95],
  windows: [1, 2, 3, 4, 6],
  release: [0.2, 0.5, 0.8],
  cooldown: [0, 0.5, 1],
  unseen: [DEFAULT_RULE.unseen],
};
/** The steps in which the best of those is made better. */
const STEP: { readonly [S in Setting]: number } = {
  threshold: 0.02,
  windows: 1,
  release: 0.1,
  cooldown: 0.2,
  unseen: 0.02,
};
const SETTINGS = ['threshold', 'windows', 'release', 'cooldown', 'unseen'] as const;
/** Thresholds that are so far beside a rule's must do well too, or the rule fits by chance. */
const BESIDE = 0.05;
/** Delays that differ by less (s) count as equal. */
const SAME_DELAY = 0.1;
const MOST_ROUNDS = 20;
/** What departs from what usually serves makes so many mistakes fewer; one may be chance. */
const PLAINLY = 2;
/** A class gets a threshold of its own where so many gestures of it were made, and that is plainly better. */
const OWN_GESTURES = 5;

/**
 * Finds the rule whose events match best what was done in stretches: by F1, averaged with that of thresholds a little
 * lower and higher, so that no lucky spot wins; of rules that are equal in that by fewer false events, then by less
 * delay, then by the higher threshold. Tries a coarse grid of all settings and climbs from the best of it. What usually serves, or is in use, stays
 * unless that is plainly better: what fits one stretch best often does worse in the next. Then classes of which enough gestures were made get a
 * threshold of their own, where that is plainly better, too.
 *
 * @param none of each class, in the order of the probabilities, whether it stands for no gesture
 * @param bounds what the settings may be; by default all that a rule allows
 * @param inUse the rule that is in use, where that is not the usual one; the better of both stays
 * @returns null where no gesture was made in the stretches: a rule that never tells of any would be the best
 */
export function fitRule(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
  bounds: Partial<RuleBounds> = {},
  inUse: IndexedRule = USUAL,
): FittedRule | null {
  if (stretches.every(({ truth }) => truth.gestures.length === 0)) return null;
  const within = { ...RULE_BOUNDS, ...bounds };
  const { judge, scoreOf } = judgeOn(stretches, none);
  const found = climbed(bestOf(coarseRules(within), judge), within, judge);
  const staying = [USUAL, inUse]
    .filter((rule) => SETTINGS.every((setting) => isWithin(rule[setting] ?? 0, within[setting])))
    .map(judge)
    .reduce<Judged | null>(better, null);
  let best = staying && !isPlainlyBetter(staying, found) ? staying : found;
  for (const index of none.keys()) {
    const made = stretches.flatMap(({ truth }) => truth.gestures.filter((one) => one.index === index)).length;
    if (made < OWN_GESTURES) continue;
    const { rule } = best;
    const thresholds = rule.thresholds ?? none.map(() => rule.threshold);
    const others = valuesWithin(TRIED.threshold, within.threshold)
      .map((least) => judge({ ...rule, thresholds: thresholds.with(index, least) }))
      .filter((own) => isPlainlyBetter(best, own));
    best = others.reduce(better, best);
  }
  return { rule: best.rule, score: scoreOf(best.rule) };
}

/**
 * The rule that fits, as {@link fitRule} finds it, but never one that does worse on these very stretches than what is set:
 * who has set that by hand has seen how well it does.
 *
 * @param set what is set, and what it was changed from; of rules that do as well the first one counts
 */
export function suggestRule(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
  set: readonly [IndexedRule, ...IndexedRule[]],
): FittedRule | null {
  const [first, ...others] = set.map((rule) => ({ rule, score: scoreRule(stretches, rule, none) }));
  if (!first) return null;
  const f1Of = ({ score }: FittedRule): number => score.f1 ?? 0;
  const best = others.reduce((one, other) => (f1Of(other) > f1Of(one) ? other : one), first);
  const fitted = fitRule(stretches, none, {}, best.rule);
  return fitted && f1Of(fitted) < f1Of(best) ? best : fitted;
}

type Judge = (rule: IndexedRule) => Judged;

/** What is tried first; beside two windows in a row, also that one that is surer is enough. */
function coarseRules(within: RuleBounds): IndexedRule[] {
  const tried = (setting: Setting): number[] => valuesWithin(TRIED[setting], within[setting]);
  const others = tried('release').flatMap((release) =>
    tried('cooldown').flatMap((cooldown) => tried('unseen').map((unseen) => ({ release, cooldown, unseen }))),
  );
  return tried('threshold').flatMap((threshold) =>
    tried('windows')
      .flatMap((windows) => [{ threshold, windows }, ...(windows === 2 ? inTwo(threshold) : [])])
      .flatMap((start) => others.map((other) => ({ ...start, ...other }))),
  );
}

const bestOf = (rules: readonly IndexedRule[], judge: Judge): Judged =>
  rules.map(judge).reduce((one, other) => better(one, other));

/** The best that small steps from a rule lead to. */
function climbed(from: Judged, within: RuleBounds, judge: Judge): Judged {
  let best = from;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { rule } = best;
    const steps = SETTINGS.flatMap((setting) =>
      [-STEP[setting], STEP[setting]].flatMap((by) => {
        const value = tidy((rule[setting] ?? 0) + by);
        return isWithin(value, within[setting]) ? [stepped(rule, setting, value)] : [];
      }),
    );
    best = steps.map(judge).reduce(better, best);
    if (best.rule === rule) break;
  }
  return best;
}

/** The rule with one setting changed; what is enough at once goes along with the threshold, and with two windows only. */
function stepped({ atOnce, ...rule }: IndexedRule, setting: Setting, value: number): IndexedRule {
  if (setting === 'windows') return { ...rule, windows: value };
  const other = atOnce === undefined ? rule : { ...rule, atOnce };
  return setting === 'threshold' ? withThreshold(other, value) : { ...other, [setting]: value };
}

/** Whether one is better than another by more than chance. */
const isPlainlyBetter = (than: Judged, one: Judged): boolean =>
  than.wrong + than.missed - one.wrong - one.missed >= PLAINLY && better(than, one) === one;

/** Judges rules on stretches; no rule is tried twice. */
export function judgeOn(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
): { judge: Judge; scoreOf: (rule: IndexedRule) => RuleScore } {
  const scores = new Map<string, RuleScore>();
  const scoreOf = (rule: IndexedRule): RuleScore => {
    const key = [...SETTINGS.map((setting) => rule[setting]), rule.atOnce, ...(rule.thresholds ?? [])].join();
    const score = scores.get(key) ?? scoreRule(stretches, rule, none);
    scores.set(key, score);
    return score;
  };
  const judge = (rule: IndexedRule): Judged => {
    const own = scoreOf(rule);
    const beside = [-BESIDE, BESIDE].map((by) => scoreOf(withThreshold(rule, tidy(rule.threshold + by))));
    return {
      rule,
      f1: [own, own, ...beside].reduce((sum, { f1 }) => sum + (f1 ?? 0), 0) / 4,
      wrong: own.events - own.right,
      missed: own.gestures - own.right,
      delay: own.delayP50 ?? Infinity,
    };
  };
  return { judge, scoreOf };
}

/** How good a rule is. */
interface Judged {
  readonly rule: IndexedRule;
  readonly f1: number;
  readonly wrong: number;
  readonly missed: number;
  readonly delay: number;
}

/** The better of two; the first one where neither is. */
export function better(one: Judged | null, other: Judged): Judged {
  if (!one) return other;
  const order =
    beyond(other.f1 - one.f1, 1e-9) ||
    beyond(one.wrong - other.wrong, 0) ||
    beyond(one.delay - other.delay, SAME_DELAY) ||
    beyond(other.rule.threshold - one.rule.threshold, 0);
  return order > 0 ? other : one;
}

/** Which way two values differ by more than `least`; 0 where they do not, also where neither is finite. */
const beyond = (difference: number, least: number): number =>
  Math.abs(difference) > least ? Math.sign(difference) : 0;

const isWithin = (value: number, { min, max }: { min: number; max: number }): boolean =>
  value >= min && value <= max;

/** Those of the values that are allowed; where none is, the nearest that is. */
function valuesWithin(values: readonly number[], { min, max }: { min: number; max: number }): number[] {
  const allowed = values.filter((value) => isWithin(value, { min, max }));
  return allowed.length > 0 ? allowed : [Math.min(Math.max(values[0] ?? min, min), max)];
}

/** Without what is left over by sums of decimal fractions. */
const tidy = (value: number): number => Math.round(value * 1000) / 1000;
