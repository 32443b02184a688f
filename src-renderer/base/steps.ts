import type { Screen } from './navigation.svelte';
import { trainHindrance } from '../../src-main/shared/trainable';
import { list } from '../../src-main/shared/words';
import { classesAtOnce } from '../learning/at-once';

/** What a step still lacks, as a sentence, and the step where that is mended. */
export interface Missing {
  message: string;
  go: Screen;
  label: string;
}

/** What there is in the open project. */
export interface StepParts {
  projects: {
    readonly classes: readonly { id: string; name: string }[];
    readonly capture?: { readonly frames: number } | null;
  };
  clips: { readonly all: readonly { classId: string; meta: { session: string } }[] };
  runs: { readonly list: readonly unknown[] };
}

/** The steps that need a model, and what for. */
const NEEDS_MODEL: Partial<Record<Screen, string>> = {
  tune: 'to tune',
  export: 'to export',
};

const INSTANT_TO_TUNE =
  'Live goes by Instant, which is made anew with every clip and cannot be tuned. Train a model to tune: with the preset Instant that takes seconds. What you record and mark until then is kept for it.';

/** Null where the step can be taken. */
export function missingFor(screen: Screen, parts: StepParts): Missing | null {
  if (screen === 'train') return missingForTraining(parts);
  if (screen === 'live' && parts.runs.list.length === 0) return missingForInstant(parts);
  const why = NEEDS_MODEL[screen];
  if (why !== undefined && parts.runs.list.length === 0) {
    const known = screen === 'tune' && missingForInstant(parts) === null;
    const message = known ? INSTANT_TO_TUNE : `There is no model ${why} yet. Train one first.`;
    return { message, go: 'train', label: 'Go to Train' };
  }
  return null;
}

/** Without a trained model, Live goes by what is made of the clips at once. */
function missingForInstant({ projects: { classes, capture }, clips }: StepParts): Missing | null {
  if (capture?.frames === 1)
    return {
      message: 'There is no model to use live yet. Train one first.',
      go: 'train',
      label: 'Go to Train',
    };
  if (classesAtOnce(classes, clips.all).length > 0) return null;
  return {
    message: 'There is nothing to recognise yet. Record three clips each of two classes.',
    go: 'collect',
    label: 'Go to Collect',
  };
}

function missingForTraining({ projects: { classes }, clips }: StepParts): Missing | null {
  const hindrance = trainHindrance(classes, clips.all);
  const missing = (message: string): Missing => ({ message, go: 'collect', label: 'Go to Collect' });
  switch (hindrance?.kind) {
    case 'no-classes':
      return missing('There is nothing to learn from yet. Add two classes and record some clips.');
    case 'one-class':
      return missing('Training needs at least two classes, so that there is something to tell apart.');
    case 'no-clips':
      return missing(withoutClips(classes.map(({ name }) => name)));
    case 'classes-without-clips':
      return missing(withoutClips(hindrance.names));
    default:
      return null;
  }
}

const withoutClips = (names: readonly string[]): string =>
  `${list(names)} ${names.length === 1 ? 'has' : 'have'} no clips yet. Record some, or delete what you do not need.`;
