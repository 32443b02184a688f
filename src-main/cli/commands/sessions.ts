import type { ClipInfo, Project } from '../../contract';
import type { CommandContext } from '../context';
import { failure } from '../failure';
import { count } from '../../shared/words';

/** A project's readable clips; tells of the others. Rejects where there is nothing to learn from or to test on. */
export async function readableClips(context: CommandContext, project: Project): Promise<ClipInfo[]> {
  const { clips, unreadable } = await context.services.clips.list(project.slug);
  const [first] = unreadable;
  if (first) {
    context.note(
      `${count(unreadable.length, 'file')} could not be read and are left out, e.g. ${first.file}: ${first.reason}`,
    );
  }
  if (clips.length === 0) {
    throw failure(
      'EMPTY',
      `Project “${project.name}” has no clips yet. Record some, or add some with \`beckon import\`.`,
    );
  }
  return clips;
}

/** The sessions of these clips, in the order of their names. */
export const sessionsOf = (clips: readonly ClipInfo[]): string[] =>
  [...new Set(clips.map((clip) => clip.meta.session))].sort();

/** Rejects where a session is named that no clip is of. */
export function requireSessions(
  project: Project,
  clips: readonly ClipInfo[],
  wanted: readonly string[],
): void {
  const known = sessionsOf(clips);
  const unknown = wanted.find((session) => !known.includes(session));
  if (unknown === undefined) return;
  throw failure(
    'NOT_FOUND',
    `Project “${project.name}” has no session “${unknown}”. Its sessions are: ${known.join(', ')}.`,
  );
}

/** Rejects, each with its own sentence, what no model can be trained on; the engine is not needed to see it. */
export async function requireTrainable(
  context: CommandContext,
  project: Project,
  testSessions: readonly string[],
): Promise<void> {
  const { name, classes } = project;
  const [only, second] = classes;
  if (!only)
    throw failure(
      'EMPTY',
      `Project “${name}” is empty: it has no classes yet. Add at least two, with clips.`,
    );
  if (!second) {
    throw failure(
      'INVALID',
      `Project “${name}” has one class only (“${only.name}”). A model needs two or more to tell apart.`,
    );
  }
  const clips = await readableClips(context, project);
  const without = classes.find(({ id }) => !clips.some((clip) => clip.classId === id));
  if (without) {
    throw failure(
      'INVALID',
      `Class “${without.name}” has no clips. Record some for it, or delete the class.`,
    );
  }
  requireSessions(project, clips, testSessions);
  const training = clips.filter((clip) => !testSessions.includes(clip.meta.session));
  if (training.length === 0) {
    throw failure(
      'INVALID',
      'Every session is a test session, so there is nothing left to train on. Leave one out.',
    );
  }
  const unseen = classes.find(({ id }) => !training.some((clip) => clip.classId === id));
  if (unseen) {
    throw failure(
      'INVALID',
      `All clips of class “${unseen.name}” are in the test sessions, so it could not be learnt.`,
    );
  }
}
