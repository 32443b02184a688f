import type { Screen } from './navigation.svelte';
import { list } from '../../src-main/shared/words';

/** What a step still lacks, as a sentence, and the step where that is mended. */
export interface Missing {
  message: string;
  go: Screen;
  label: string;
}

/** What there is in the open project. */
export interface StepParts {
  projects: { readonly classes: readonly { id: string; name: string }[] };
  clips: { of: (classId: string) => readonly unknown[] };
  runs: { readonly list: readonly unknown[] };
}

/** Null where the step can be taken. */
export function missingFor(screen: Screen, parts: StepParts): Missing | null {
  if (screen === 'train') return missingForTraining(parts);
  if ((screen === 'live' || screen === 'export') && parts.runs.list.length === 0) {
    const why = screen === 'live' ? 'to watch the camera with' : 'to take away';
    return { message: `There is no model ${why} yet. Train one first.`, go: 'train', label: 'Go to Train' };
  }
  return null;
}

function missingForTraining({ projects, clips }: StepParts): Missing | null {
  const go = { go: 'collect', label: 'Go to Collect' } as const;
  if (projects.classes.length === 0) {
    return { message: 'There is nothing to learn from yet. Add two classes and record some clips.', ...go };
  }
  if (projects.classes.length === 1) {
    return {
      message: 'Training needs at least two classes, so that there is something to tell apart.',
      ...go,
    };
  }
  const empty = projects.classes.filter(({ id }) => clips.of(id).length === 0).map(({ name }) => name);
  if (empty.length > 0) {
    const verb = empty.length === 1 ? 'has' : 'have';
    return {
      message: `${list(empty)} ${verb} no clips yet. Record some, or delete what you do not need.`,
      ...go,
    };
  }
  return null;
}
