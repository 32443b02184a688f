import { RULE_BOUNDS } from '../../src-main/shared/rule-bounds';
import { DEFAULT_RULE, withThreshold, type IndexedRule } from './gesture-rule';
import { scoreRule, type AnsweredStretch, type RuleScore } from './rule-score';

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
/** A class gets a threshold of its own where so many gestures of it were made, and so many mistakes fewer come of it. */
const OWN_GESTURES = 5;
const OWN_MISTAKES = 2;

/**
 * Finds the rule whose events match best what was done in stretches: by F1, averaged with that of thresholds a little
 * lower and higher, so that no lucky spot wins; of rules that are equal in that by fewer false events, then by less
 * delay, then by the higher threshold. Tries a coarse grid of all settings and climbs from the best of it. Then
 * classes of which enough gestures were made get a threshold of their own, where that is better by more than chance.
 *
 * @param none of each class, in the order of the probabilities, whether it stands for no gesture
 * @param bounds what the settings may be; by default all that a rule allows
 * @returns null where no gesture was made in the stretches: a rule that never tells of any would be the best
 */
export function fitRule(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
  bounds: Partial<RuleBounds> = {},
): FittedRule | null {
  if (stretches.every(({ truth }) => truth.gestures.length === 0)) return null;
  const within = { ...RULE_BOUNDS, ...bounds };
  const { judge, scoreOf } = judgeOn(stretches, none);
  const tried = (setting: Setting): number[] => valuesWithin(TRIED[setting], within[setting]);
  let best: Judged | null = null;
  for (const threshold of tried('threshold')) {
    for (const windows of tried('windows')) {
      for (const release of tried('release')) {
        for (const cooldown of tried('cooldown')) {
          for (const unseen of tried('unseen'))
            best = better(best, judge({ threshold, windows, release, cooldown, unseen }));
        }
      }
    }
  }
  for (let round = 0; best && round < MOST_ROUNDS; round += 1) {
    const { rule }: Judged = best;
    for (const setting of SETTINGS) {
      for (const by of [-STEP[setting], STEP[setting]]) {
        const value = tidy((rule[setting] ?? 0) + by);
        if (value < within[setting].min || value > within[setting].max) continue;
        best = better(best, judge({ ...rule, [setting]: value }));
      }
    }
    if (best.rule === rule) break;
  }
  for (const index of none.keys()) {
    const made = stretches.flatMap(({ truth }) => truth.gestures.filter((one) => one.index === index)).length;
    if (!best || made < OWN_GESTURES) continue;
    const { rule, wrong, missed }: Judged = best;
    const usual = rule.thresholds ?? none.map(() => rule.threshold);
    for (const least of tried('threshold')) {
      const own = judge({ ...rule, thresholds: usual.with(index, least) });
      if (wrong + missed - own.wrong - own.missed >= OWN_MISTAKES) best = better(best, own);
    }
  }
  return best && { rule: best.rule, score: scoreOf(best.rule) };
}

/** Judges rules on stretches; no rule is tried twice. */
export function judgeOn(
  stretches: readonly AnsweredStretch[],
  none: readonly boolean[],
): { judge: (rule: IndexedRule) => Judged; scoreOf: (rule: IndexedRule) => RuleScore } {
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

/** Those of the values that are allowed; where none is, the nearest that is. */
function valuesWithin(values: readonly number[], { min, max }: { min: number; max: number }): number[] {
  const allowed = values.filter((value) => value >= min && value <= max);
  return allowed.length > 0 ? allowed : [Math.min(Math.max(values[0] ?? min, min), max)];
}

/** Without what is left over by sums of decimal fractions. */
const tidy = (value: number): number => Math.round(value * 1000) / 1000;
