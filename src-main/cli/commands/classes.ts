import { nameSchema, type GestureClass, type Project } from '../../contract';
import { named } from '../../shared/same-name';
import { count } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { table } from '../output';
import { findProject } from './projects';

/** The class that a person named, by its name or its id. Rejects where there is none. */
export function findClassCalled({ name: project, classes }: Project, name: string): GestureClass {
  const found = named(classes, name) ?? classes.find(({ id }) => id === name);
  if (found) return found;
  const known = classes.map((each) => `“${each.name}”`).join(', ');
  throw failure(
    'NOT_FOUND',
    `Project “${project}” has no class “${name}”. ${known === '' ? 'It has none yet.' : `It has: ${known}.`}`,
  );
}

/** `beckon classes`: a project's classes and how many clips each has. */
export async function listClasses({ services }: CommandContext, name: string): Promise<Outcome> {
  const project = await findProject(services, name);
  const refs = await services.clips.refs(project.slug);
  const classes = project.classes.map((each) => ({
    ...each,
    clips: refs.filter(({ classId }) => classId === each.id).length,
  }));
  return {
    result: { project: project.slug, classes },
    text:
      classes.length === 0
        ? `Project “${project.name}” has no classes yet.`
        : table(
            ['class', 'clips', 'key', 'id'],
            classes.map(({ name: own, clips, key, id }) => [own, clips, key ?? '', id]),
          ),
  };
}

/** `beckon rename-class`: gives a class another name; its clips and models stay. */
export async function renameClass(
  { services }: CommandContext,
  projectName: string,
  className: string,
  typed: string,
): Promise<Outcome> {
  const project = await findProject(services, projectName);
  const { id, name: before } = findClassCalled(project, className);
  const checked = nameSchema.safeParse(typed);
  if (!checked.success)
    throw failure('INVALID', checked.error.issues[0]?.message ?? 'This name is not valid.', checked.error);
  const name = checked.data;
  await services.classes.update(project.slug, id, { name });
  return {
    result: { project: project.slug, id, name, before },
    text: `“${before}” in project “${project.name}” is now called “${name}”.`,
  };
}

/** `beckon delete-class`: takes a class and its clips to the project's trash, from where the app brings them back. */
export async function deleteClass(
  { services }: CommandContext,
  projectName: string,
  className: string,
): Promise<Outcome> {
  const project = await findProject(services, projectName);
  const { id, name } = findClassCalled(project, className);
  const clips = (await services.clips.refs(project.slug)).filter(({ classId }) => classId === id).length;
  const { trashId } = await services.classes.remove(project.slug, id);
  return {
    result: { project: project.slug, id, name, clips, trashId },
    text: `“${name}” went to the trash of project “${project.name}”, with ${count(clips, 'clip')}. Restore it in Beckon’s window.`,
  };
}
