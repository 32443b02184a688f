import { foldName } from './same-name';

/** How answers become gestures where neither the model nor a person says otherwise. */
export const DEFAULT_RULE = { threshold: 0.7, windows: 2, release: 0.5, cooldown: 0, unseen: 0.02 } as const;

/** With fewer gestures to fit a rule to, the one by default is the better guess. */
export const FEWEST_GESTURES = 8;

const NONE_NAMES = ['none', 'nothing', 'no gesture', 'idle', 'background', 'other', 'rest'];

/** Whether a class of this name stands for everything that is no gesture. */
export const isNoneName = (name: string): boolean => NONE_NAMES.includes(foldName(name));
