import type { GestureClass } from '../../src-main/contract';
import { isNoneName } from '../../src-main/shared/rule-defaults';

/** What the class for doing nothing in particular is called where the app adds it. */
export const NONE_NAME = 'None';

/** The class that stands for everything that is no gesture, by its name; undefined where there is none. */
export const noneClassOf = <Class extends Pick<GestureClass, 'name'>>(
  classes: readonly Class[],
): Class | undefined => classes.find(isNone);

/** Whether a class stands for everything that is no gesture, by its name. */
export const isNone = ({ name }: Pick<GestureClass, 'name'>): boolean => isNoneName(name);

/** What people do before a camera when they mean nothing by it. One clip is recorded of each. */
export const NONE_PROMPTS: readonly string[] = [
  'Sit still',
  'Look away',
  'Scratch your head',
  'Reach for the mouse',
  'Take a sip',
  'Lean back',
  'Talk to someone',
  'Stretch your arms',
  'Walk out of the picture',
  'Walk back in',
];

/** Seconds to read a prompt and get ready for it. */
export const PROMPT_PAUSE = 4;
