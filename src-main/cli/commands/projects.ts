import { scoreLine } from '../../shared/score-words';
import { idSchema, type Project, type ProjectSummary, type RunSummary } from '../../contract';
import type { Services } from '../../services';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { foldName, named } from '../../shared/same-name';
import { table } from '../output';

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');

/** The row of the project with this name or folder name; null where there is none. */
export function matchProject(projects: readonly ProjectSummary[], name: string): ProjectSummary | null {
  return named(projects, name) ?? projects.find(({ slug }) => slug === foldName(name)) ?? null;
}

/** Opens a project of the list. Rejects with what stands in its way; a damaged one is rebuilt at the second attempt. */
export function openFound(
  services: Services,
  { slug, unreadable, remedy }: ProjectSummary,
): Promise<Project> {
  if (unreadable !== null && remedy === null && !idSchema.safeParse(slug).success) {
    throw failure('UNREADABLE', unreadable);
  }
  return services.projects.open(slug);
}

/** Opens the project that a person named. Rejects where there is none, or where it cannot be opened. */
export async function findProject(services: Services, name: string): Promise<Project> {
  const projects = await services.projects.list();
  const found = matchProject(projects, name);
  if (!found) {
    const known =
      projects.length === 0
        ? 'There are none yet.'
        : `There are: ${quoted(projects.map((project) => project.name))}.`;
    throw failure('NOT_FOUND', `There is no project “${name}” in ${services.dataDir}. ${known}`);
  }
  return openFound(services, found);
}

/** A project's run by its id; without one, the newest. */
export async function findRun(services: Services, project: Project, id?: string): Promise<RunSummary> {
  const { runs, unreadable } = await services.models.list(project.slug);
  const found = id === undefined ? runs[0] : runs.find((run) => run.id === id);
  if (found) return found;
  const broken = unreadable.find((run) => run.id === id);
  if (broken) throw failure('UNREADABLE', broken.reason);
  if (runs.length === 0) {
    throw failure(
      'NOT_FOUND',
      `Project “${project.name}” has no trained model yet. Train one with \`beckon train\`.`,
    );
  }
  const known = quoted(runs.map((run) => run.id));
  throw failure('NOT_FOUND', `Project “${project.name}” has no model “${id ?? ''}”. It has: ${known}.`);
}

/** `beckon projects`: what there is, with each project's models. */
export async function listProjects({ services }: CommandContext): Promise<Outcome> {
  const projects = await Promise.all(
    (await services.projects.list()).map(async (project) => ({
      ...project,
      models: project.unreadable === null ? (await services.models.list(project.slug)).runs : [],
    })),
  );
  const rows = projects.map(({ name, classes, clips, models, unreadable }) =>
    unreadable === null
      ? [name, classes, clips, models.map((run) => `${run.id} (${scoreLine(run)})`).join(', ')]
      : [name, '', '', unreadable],
  );
  const text =
    projects.length === 0
      ? `There are no projects in ${services.dataDir} yet.`
      : table(['project', 'classes', 'clips', 'models (accuracy)'], rows);
  return { result: { dataDir: services.dataDir, projects }, text };
}
