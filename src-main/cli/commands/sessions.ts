import type { BeckonError, ClipInfo, Project } from '../../contract';
import { named } from '../../shared/same-name';
import { trainHindrance, type TrainHindrance } from '../../shared/trainable';
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
  if (clips.length === 0) throw noClips(project.name);
  return clips;
}

/** The sessions of these clips, in the order of their names. */
export const sessionsOf = (clips: readonly ClipInfo[]): string[] =>
  [...new Set(clips.map((clip) => clip.meta.session))].sort();

/** The sessions that a person named, as the clips have them. Rejects where one is named that no clip is of. */
export function requireSessions(
  project: Project,
  clips: readonly ClipInfo[],
  wanted: readonly string[],
): string[] {
  const known = sessionsOf(clips);
  const found = wanted.map((typed) => {
    const session = named(
      known.map((name) => ({ name })),
      typed,
    );
    if (session) return session.name;
    throw failure(
      'NOT_FOUND',
      `Project “${project.name}” has no session “${typed}”. Its sessions are: ${known.join(', ')}.`,
    );
  });
  return [...new Set(found)];
}

/**
 * Rejects, each with its own sentence, what no model can be trained on; the engine is not needed to see it. Answers the
 * test sessions as the clips have them.
 */
export async function requireTrainable(
  context: CommandContext,
  project: Project,
  wanted: readonly string[],
): Promise<string[]> {
  const { classes } = project;
  const clips = classes.length < 2 ? [] : await readableClips(context, project);
  const refuse = (hindrance: TrainHindrance | null): void => {
    if (hindrance) throw refusal(project.name, hindrance);
  };
  refuse(trainHindrance(classes, clips));
  const testSessions = requireSessions(project, clips, wanted);
  refuse(trainHindrance(classes, clips, testSessions));
  return testSessions;
}

function refusal(project: string, hindrance: TrainHindrance): BeckonError {
  switch (hindrance.kind) {
    case 'no-classes':
      return failure(
        'EMPTY',
        `Project “${project}” is empty: it has no classes yet. Add at least two, with clips.`,
      );
    case 'one-class':
      return failure(
        'INVALID',
        `Project “${project}” has only one class (“${hindrance.name}”). A model needs at least two to tell apart.`,
      );
    case 'no-clips':
      return noClips(project);
    case 'classes-without-clips':
      return failure(
        'INVALID',
        `Class “${hindrance.names[0]}” has no clips. Record some for it, or delete the class.`,
      );
    case 'all-held-out':
      return failure(
        'INVALID',
        'Every session is held out for testing, so there is nothing left to train on. Keep at least one for training.',
      );
    case 'class-held-out':
      return failure(
        'INVALID',
        `All clips of class “${hindrance.name}” are in the test sessions, so it could not be learnt.`,
      );
  }
}

const noClips = (project: string): BeckonError =>
  failure('EMPTY', `Project “${project}” has no clips yet. Record some, or add some with \`beckon import\`.`);
