import type { ClipInfo, ClipRef, GestureClass, Project } from '../../contract';
import { clipKey } from '../../shared/clip-key';
import { count } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { table } from '../output';
import { findClassCalled } from './classes';
import { findProject } from './projects';
import { requireSessions } from './sessions';

/** Which of a project's clips are meant. */
export interface ClipChoice {
  /** Of this class. */
  class?: string;
  /** Of these sessions. */
  session?: string[];
}

export interface MoveOptions extends ClipChoice {
  /** Another class. */
  to?: string;
  /** Another project. */
  toProject?: string;
}

const classOf = ({ classes }: Project, id: string): string =>
  classes.find((each: GestureClass) => each.id === id)?.name ?? id;

/** `beckon clips`: the clips of a project, or those of a class or of some sessions. */
export async function listClips(context: CommandContext, name: string, choice: ClipChoice): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { clips: all, unreadable } = await context.services.clips.list(project.slug);
  const clips = chosenOf(project, all, choice);
  for (const { classId, file, reason } of unreadable) context.note(`${classId}/${file}: ${reason}`);
  const rows = clips.map(({ id, classId, shape, bytes, meta }) => {
    const [frames, height, width] = shape;
    const { session, recordedAt, fps, source } = meta;
    return {
      id,
      classId,
      class: classOf(project, classId),
      session,
      recordedAt,
      frames,
      width,
      height,
      fps,
      source,
      bytes,
    };
  });
  return {
    result: { project: project.slug, clips: rows, unreadable },
    text:
      rows.length === 0
        ? `Project “${project.name}” has no such clips.`
        : [
            table(
              ['clip', 'class', 'session', 'recorded', 'frames', 'a second'],
              rows.map((row) => [row.id, row.class, row.session, row.recordedAt, row.frames, row.fps]),
            ),
            '',
            `${count(rows.length, 'clip')}.`,
          ].join('\n'),
  };
}

/** `beckon move-clips`: to another class, or to the classes of the same names in another project. Undo in the app takes it back. */
export async function moveClips(
  { services }: CommandContext,
  name: string,
  typed: readonly string[],
  { to, toProject, ...choice }: MoveOptions,
): Promise<Outcome> {
  if ((to === undefined) === (toProject === undefined))
    throw failure(
      'INVALID',
      'Say where the clips go: either --to (a class) or --to-project (another project).',
    );
  const project = await findProject(services, name);
  const clips = await meant(services, project, typed, choice);
  if (toProject !== undefined) {
    const target = await findProject(services, toProject);
    const { moved } = await services.moving.toProject(project.slug, clips, target.slug);
    return {
      result: { project: project.slug, moved, toProject: target.slug },
      text: `${count(moved, 'clip')} went from project “${project.name}” to “${target.name}”.`,
    };
  }
  const target = findClassCalled(project, to ?? '');
  const going = clips.filter(({ classId }) => classId !== target.id);
  if (going.length > 0) await services.clips.relabel(project.slug, going, target.id);
  const there = clips.length - going.length;
  return {
    result: { project: project.slug, moved: going.length, to: target.id, alreadyThere: there },
    text: [
      `${count(going.length, 'clip')} went to “${target.name}” of project “${project.name}”.`,
      ...(there > 0 ? [`Already there: ${count(there, 'clip')}.`] : []),
    ].join('\n'),
  };
}

/** `beckon delete-clips`: to the project's trash. Undo in the app brings them back. */
export async function deleteClips(
  { services }: CommandContext,
  name: string,
  typed: readonly string[],
  choice: ClipChoice,
): Promise<Outcome> {
  const project = await findProject(services, name);
  const clips = await meant(services, project, typed, choice);
  const { trashIds } = await services.clips.remove(project.slug, clips);
  return {
    result: { project: project.slug, deleted: clips.map(({ classId, id }) => ({ classId, id })), trashIds },
    text: `${count(clips.length, 'clip')} of project “${project.name}” went to its trash. Restore them in Beckon’s window.`,
  };
}

/** The clips that a person means; never all of them because nothing was said. Rejects where there are none. */
async function meant(
  services: CommandContext['services'],
  project: Project,
  typed: readonly string[],
  choice: ClipChoice,
): Promise<ClipRef[]> {
  const chooses = choice.class !== undefined || (choice.session?.length ?? 0) > 0;
  if (typed.length === 0 && !chooses)
    throw failure(
      'INVALID',
      'Say which clips: name them, or give --class or --session. `beckon clips` lists them.',
    );
  const { clips } = await services.clips.list(project.slug);
  const chosen = chosenOf(project, clips, choice);
  const refs = typed.length === 0 ? chosen : typed.map((each) => clipCalled(project, chosen, each));
  if (refs.length === 0)
    throw failure('EMPTY', `Project “${project.name}” has no clips of that class and those sessions.`);
  return [...new Map(refs.map((ref) => [clipKey(ref), ref])).values()].map(({ classId, id }) => ({
    classId,
    id,
  }));
}

function chosenOf(project: Project, clips: readonly ClipInfo[], choice: ClipChoice): ClipInfo[] {
  const wanted = choice.class === undefined ? null : findClassCalled(project, choice.class).id;
  const sessions = requireSessions(project, clips, choice.session ?? []);
  return clips.filter(
    ({ classId, meta }) =>
      (wanted === null || classId === wanted) && (sessions.length === 0 || sessions.includes(meta.session)),
  );
}

/** A clip by its id, or by `class/id` where several have it. */
function clipCalled(project: Project, clips: readonly ClipInfo[], typed: string): ClipInfo {
  const found = clips.filter((clip) => clip.id === typed || clipKey(clip) === typed);
  const [first, ...others] = found;
  if (!first)
    throw failure(
      'NOT_FOUND',
      `Project “${project.name}” has no clip “${typed}” among those asked for. \`beckon clips\` lists them.`,
    );
  if (others.length === 0) return first;
  throw failure(
    'INVALID',
    `Several clips are called “${typed}”. Name one: ${found.map(clipKey).join(', ')}.`,
  );
}
