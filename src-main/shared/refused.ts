import { DEFAULT_RULE } from './rule-defaults';
import { count, list, percent } from './words';

/** As much of an evaluation as tells which of its clips are like nothing that the model has learnt. */
interface Answered {
  answers?: readonly { clip: string; typicality?: number | undefined }[] | undefined;
}

/** The share of known gestures that Live may refuse: what the model's own rule says, else the usual one. */
export const refusedShare = ({ events }: { events?: { unseen?: number | undefined } | undefined }): number =>
  events ? (events.unseen ?? 0) : DEFAULT_RULE.unseen;

/** Clips, `<class id>/<clip id>`, that would be refused as “none of these”, and of how many. */
export interface Refused {
  clips: readonly string[];
  of: number;
}

/**
 * Which of the clips that a model was tried on are less usual than so many of those that it knows. Null where that was not kept, or none
 * is to be refused.
 * @param share of known clips that are to be refused
 */
export function refusedBy({ answers = [] }: Answered, share: number): Refused | null {
  const told = answers.filter(({ typicality }) => typicality !== undefined);
  if (told.length === 0 || share === 0) return null;
  const clips = told.filter(({ typicality = 1 }) => typicality < share).map(({ clip }) => clip);
  return { clips, of: told.length };
}

export const refusedSentence = ({ clips, of }: Refused, share: number): string =>
  `None of these: ${clips.length} of ${count(of, 'clip')} of its own gestures would be refused, where ${percent(share, 0)} may be.`;

/** Most clips that are named in a text. */
const NAMED = 10;

/** Which they are, as a sentence. `nameOf` names a class by its id. */
export function refusedNames({ clips }: Refused, nameOf: (classId: string) => string): string {
  const names = clips.slice(0, NAMED).map((key) => {
    const [classId = '', id = ''] = key.split('/');
    return `${nameOf(classId)} ${id}`;
  });
  const more = clips.length - names.length;
  return `They are ${list([...names, ...(more > 0 ? [`${more} more`] : [])])}.`;
}
