import type { EventRule, GestureClass } from '../../src-main/contract';
import { isNone } from '../learning/none-class';
import {
  atOnceOf,
  DEFAULT_RULE,
  GestureRule,
  moved,
  type GestureSettings,
  type IndexedRule,
} from './gesture-rule';

interface RuledRun {
  readonly classes: readonly GestureClass[];
  readonly events?: EventRule | undefined;
}

/** What of a rule is asked for, whatever is kept with a run. */
export interface AskedRule {
  readonly threshold: number;
  /** Absent: as kept with the run, else as it is by default. */
  readonly unseen?: number | undefined;
}

/**
 * The settings of the rule that turns this run's answers into gestures, as kept with it, with what is asked for in place of that; those of
 * single classes move by as much.
 */
export function ruleSettingsOf(
  { classes, events }: RuledRun,
  { threshold, unseen }: AskedRule,
): GestureSettings {
  const rule = movedRule(events ?? DEFAULT_RULE, threshold);
  return indexed(unseen === undefined ? rule : { ...rule, unseen }, classes);
}

/** A rule for these classes, in the order of the probabilities. */
export function indexed(
  { classThresholds, ...rule }: EventRule,
  classes: readonly GestureClass[],
): GestureSettings {
  const thresholds = classThresholds && classes.map(({ id }) => classThresholds[id] ?? rule.threshold);
  return { ...rule, ...(thresholds && { thresholds }), none: classes.map(isNone) };
}

/** A rule as it is kept with a run of these classes. */
export function keptRule(
  { threshold, windows, atOnce, release, cooldown, unseen, thresholds = [] }: IndexedRule,
  classes: readonly Pick<GestureClass, 'id'>[],
): EventRule {
  const own = classes.flatMap(({ id }, index) => {
    const least = thresholds[index] ?? threshold;
    return least === threshold ? [] : [[id, least] as const];
  });
  const classThresholds = own.length > 0 ? { classThresholds: Object.fromEntries(own) } : {};
  return {
    threshold,
    windows,
    ...(atOnce !== undefined && { atOnce }),
    release,
    cooldown,
    ...(unseen !== undefined && { unseen }),
    ...classThresholds,
  };
}

/** The same rule with another threshold; those of single classes move by as much. */
export function movedRule(rule: EventRule, threshold: number): EventRule {
  const { classThresholds } = rule;
  const by = threshold - rule.threshold;
  const moving = { ...rule, threshold, ...atOnceOf(rule, by) };
  if (!classThresholds) return moving;
  const own = Object.entries(classThresholds).map(([id, least]) => [id, moved(least, by)] as const);
  return { ...moving, classThresholds: Object.fromEntries(own) };
}

export const ruleOf = (run: RuledRun, asked: AskedRule): GestureRule =>
  new GestureRule(ruleSettingsOf(run, asked));

/** What is asked of answers: as kept with the run, else as set in the app. */
export const askedOf = (
  { events }: Partial<RuledRun>,
  set: { readonly threshold: number; readonly unseen?: number | undefined },
): { threshold: number; unseen: number } => ({
  threshold: events?.threshold ?? set.threshold,
  unseen: events ? (events.unseen ?? 0) : (set.unseen ?? DEFAULT_RULE.unseen),
});
