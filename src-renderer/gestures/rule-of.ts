import type { Run } from '../../src-main/contract';
import { isNone } from '../learning/none-class';
import { GestureRule } from './gesture-rule';

/** The rule that turns this run's answers into gestures, with what a person has set of it. */
export const ruleOf = (
  { classes }: Pick<Run, 'classes'>,
  { threshold }: { threshold: number },
): GestureRule => new GestureRule({ threshold, none: classes.map(isNone) });
