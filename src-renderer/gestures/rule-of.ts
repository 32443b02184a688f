import type { EventRule, GestureClass } from '../../src-main/contract';
import { isNone } from '../learning/none-class';
import { DEFAULT_RULE, GestureRule, type GestureSettings } from './gesture-rule';

interface RuledRun {
  readonly classes: readonly GestureClass[];
  readonly events?: EventRule | undefined;
}

/** The settings of the rule that turns this run's answers into gestures, as kept with it, with another threshold. */
export const ruleSettingsOf = (
  { classes, events }: RuledRun,
  { threshold }: { threshold: number },
): GestureSettings => ({ ...(events ?? DEFAULT_RULE), threshold, none: classes.map(isNone) });

export const ruleOf = (run: RuledRun, asked: { threshold: number }): GestureRule =>
  new GestureRule(ruleSettingsOf(run, asked));

/** The confidence that counts: as kept with the run, else as set in the app. */
export const thresholdOf = ({ events }: Partial<RuledRun>, set: number): number => events?.threshold ?? set;
