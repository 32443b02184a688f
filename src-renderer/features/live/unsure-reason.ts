import type { GestureClass, Run } from '../../../src-main/contract';
import { count, percent } from '../../../src-main/shared/words';
import type { Fault } from '../../clip-check/faults';
import { isNone, NONE_NAME } from '../../learning/none-class';
import { FEW_CLIPS } from '../report/warnings';

/** What a model is unsure of, and what it was made of. */
export interface UnsureCase {
  /** In the order of the probabilities. */
  classes: readonly GestureClass[];
  /** The means of the last unsure windows. */
  probabilities: readonly number[];
  /** Confidence, 0 … 1, below which an answer is called unsure. */
  threshold: number;
  /** What is wrong with the camera's last pictures; null: nothing. */
  fault: Fault | null;
  /** How many clips of each class, by its id, the model learnt from. */
  learnt: ReadonlyMap<string, number>;
  /** How many sessions those were recorded in; infinitely many where that is not known. */
  sessions: number;
  /** Whether it learnt when no gesture is due, without a class for that. */
  knowsIdle: boolean;
}

/** Why a model is unsure and what would help, each as one or two sentences. */
export interface UnsureReason {
  why: string;
  help: string;
  /** What the button to Collect says; null where that would not help. */
  record: string | null;
}

/** As near to the threshold as this, asking for less is what helps. */
const NEAR = 0.08;
/** Two classes share an answer where the second is at least that much of the first, and the third at most that of the second. */
const RIVAL_SHARE = 0.6;
const THIRD_SHARE = 0.5;

const OF_THE_PICTURE: Partial<Record<Fault, Omit<UnsureReason, 'record'>>> = {
  dark: { why: 'The picture is dark.', help: 'Turn on a light, or turn towards a window.' },
  'washed-out': {
    why: 'The picture has hardly any contrast.',
    help: 'Turn away from bright light, or wipe the camera’s lens.',
  },
  frozen: {
    why: 'The camera’s picture stands still.',
    help: 'Choose the camera again, or unplug it and plug it back in.',
  },
};

/** What a model learnt from, as far as its report has been read. */
export function learntOf(
  run: Pick<Run, 'split' | 'idle'> | null,
): Pick<UnsureCase, 'learnt' | 'sessions' | 'knowsIdle'> {
  const learnt = new Map<string, number>();
  const { train = [], validation = [], sessions } = run?.split ?? {};
  for (const key of [...train, ...validation]) {
    const classId = key.slice(0, key.lastIndexOf('/'));
    learnt.set(classId, (learnt.get(classId) ?? 0) + 1);
  }
  const names = sessions ? new Set([...sessions.train, ...sessions.validation]).size : Infinity;
  return { learnt, sessions: names, knowsIdle: run?.idle === true };
}

/** The likeliest reason that can be seen from here: the picture's first, then the answer's, then the model's. */
export function unsureReason({
  classes,
  probabilities,
  threshold,
  fault,
  learnt,
  sessions,
  knowsIdle,
}: UnsureCase): UnsureReason {
  const ofThePicture = fault && OF_THE_PICTURE[fault];
  if (ofThePicture) return { ...ofThePicture, record: null };

  const ranked = classes
    .map((gesture, index) => ({ gesture, share: probabilities[index] ?? 0 }))
    .sort((a, b) => b.share - a.share);
  const [first, second, third] = ranked;
  if (first && first.share >= threshold - NEAR) {
    const { name } = first.gesture;
    return {
      why: `It leans towards ${name} at ${percent(first.share, 0)}, below the ${percent(threshold, 0)} you ask for.`,
      help: `If it is right, ask for less: move “Say ‘unsure’ below” down. If not, more clips of ${name} would help.`,
      record: null,
    };
  }
  if (
    first &&
    second &&
    second.share >= RIVAL_SHARE * first.share &&
    (third?.share ?? 0) <= THIRD_SHARE * second.share
  ) {
    const rivals = [first, second].map(({ gesture, share }) => `${gesture.name} (${percent(share, 0)})`);
    const none = [first, second].find(({ gesture }) => isNone(gesture))?.gesture;
    const other = [first, second].find(({ gesture }) => gesture !== none)?.gesture;
    return {
      why: `It wavers between ${rivals.join(' and ')}.`,
      help:
        none && other
          ? `Record more clips of ${other.name}, including small and hurried ones, and more of ${none.name}.`
          : 'Record more clips of both, and make them differ more.',
      record: 'Record more',
    };
  }
  const known = first && learnt.get(first.gesture.id);
  if (known !== undefined && known < FEW_CLIPS) {
    return {
      why: `It would say ${first?.gesture.name ?? ''}, but it learnt that from only ${count(known, 'clip')}.`,
      help: `Record ${FEW_CLIPS} or more, and train again.`,
      record: 'Record more',
    };
  }
  if (!knowsIdle && !classes.some(isNone)) {
    return {
      why: 'Perhaps this is not a gesture. The model has no class for doing nothing.',
      help: `Add one called “${NONE_NAME}” that shows what you do when you are not gesturing, and train again.`,
      record: `Collect “${NONE_NAME}”`,
    };
  }
  const why = 'What it sees is like none of its classes.';
  if (sessions <= 1) {
    return {
      why: `${why} It learnt from a single session.`,
      help: 'Record another one as you are now: this person, this place, this light.',
      record: 'Record a session',
    };
  }
  return {
    why,
    help: 'If this was a gesture, say which one under “Was that wrong?”, and train again with that clip.',
    record: null,
  };
}
