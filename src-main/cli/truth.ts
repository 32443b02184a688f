import { truthSchema, type GestureClass, type HeadlessJob, type NewStretch, type Truth } from '../contract';
import { list } from '../shared/words';
import { sameName } from '../shared/same-name';
import { NOT_A_FILE, readRegular } from '../store/file-system';
import { failure } from './failure';

type ClassTruth = Extract<HeadlessJob, { kind: 'score' }>['truth'];

/** Reads what was done in a video. Rejects, with a sentence, a file that does not say it as it should. */
export async function readTruth(path: string): Promise<Truth> {
  const bytes = await readRegular(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === NOT_A_FILE) throw failure('INVALID', `${path} is not a file.`, error);
    if (code === 'ENOENT') throw failure('NOT_FOUND', `There is no file ${path}.`, error);
    if (code === 'EACCES' || code === 'EPERM')
      throw failure('NO_PERMISSION', `Beckon may not read ${path}.`, error);
    throw failure('UNREADABLE', `${path} could not be read (${code}).`, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw failure('UNREADABLE', `${path} is not JSON.`, error);
  }
  const truth = truthSchema.safeParse(value);
  if (truth.success) return truth.data;
  const [issue] = truth.error.issues;
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  throw failure(
    'INVALID',
    `${path} does not list the gestures as {events: [{class, start, end}], unknown: [{start, end}]}, in seconds${where}.`,
    truth.error,
  );
}

/** The truth by the classes, which it names or says the ids of, of a model or project. Rejects one that is not there. */
export function byClass(
  { events, unknown }: Truth,
  classes: readonly GestureClass[],
  whose = 'the model',
): ClassTruth {
  const idOf = (name: string): string => {
    const found = classes.find((each) => sameName(each.name, name)) ?? classes.find(({ id }) => id === name);
    if (found) return found.id;
    const known = list(classes.map((each) => `“${each.name}”`));
    throw failure('NOT_FOUND', `The truth has a class “${name}”, but ${whose} does not. It has ${known}.`);
  };
  return {
    gestures: events.map(({ class: name, start, end }) => ({ classId: idOf(name), start, end })),
    unknown: [...unknown],
  };
}

/** What a truth file says was done, by the ids of a project's classes. */
export async function marksOf(
  path: string,
  classes: readonly GestureClass[],
): Promise<Pick<NewStretch, 'events' | 'unknown'>> {
  const { gestures, unknown } = byClass(await readTruth(path), classes, 'the project');
  return { events: gestures.map(({ classId, ...span }) => ({ class: classId, ...span })), unknown };
}
