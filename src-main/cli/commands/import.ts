import { basename, join } from 'node:path';
import {
  captureSettingsSchema,
  DEFAULT_CAPTURE,
  type CaptureSettings,
  type GestureClass,
  type ImportItem,
  type Project,
} from '../../contract';
import { CLIP_FRAMES, MAX_CLASSES } from '../../shared/limits';
import type { Services } from '../../services';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { foldName, named } from '../../shared/same-name';
import { importedSession } from '../../shared/sittings';
import { count, duration } from '../../shared/words';
import { table } from '../output';
import { NOT_A_FILE, readRegular } from '../../store/file-system';
import { fittingClips, lookAt } from './import-length';
import { matchProject, openFound } from './projects';
import { sessionOf, sessionPattern, walk, type ClipSource } from '../walk';

export interface ImportOptions {
  project: string;
  sessionPattern?: string;
  frames?: string;
  level?: string;
}

/** `beckon import`: turns videos and folders of images, in folders called like classes, into clips of a project. */
export async function importFolder(
  context: CommandContext,
  dir: string,
  options: ImportOptions,
): Promise<Outcome> {
  const started = Date.now();
  const pattern = options.sessionPattern === undefined ? null : sessionPattern(options.sessionPattern);
  const known = matchProject(await context.services.projects.list(), options.project);
  const capture = await captureFor(context.services, known, options.frames);
  const there = known ? (await openFound(context.services, known)).classes : [];
  const found = await walk(dir, {
    still: capture.frames === 1,
    level: options.level === undefined ? undefined : Number(options.level),
    isClass: (name) => classCalled(name, there) !== undefined,
  });
  if (found.sources.length === 0) {
    const [first] = found.failed;
    const why = first ? ` ${join(dir, first.file)}: ${first.reason}` : '';
    throw failure('EMPTY', `The class folders in ${dir} hold nothing that can become a clip.${why}`);
  }
  checkClasses(found.classNames, there);
  const { clips: before, unreadable } = known
    ? await context.services.clips.list(known.slug)
    : { clips: [], unreadable: [] };
  const hasClips = before.length + unreadable.length > 0;
  const fallback = importedSession(
    before.map(({ meta }) => ({ name: meta.session, latest: meta.recordedAt })),
    new Date(started),
  );
  const unmatched = pattern ? found.sources.filter(({ name }) => sessionOf(name, pattern) === null) : [];
  if (unmatched.length > 0) {
    context.note(
      `${count(unmatched.length, 'name')} did not match the session pattern and went to session “${fallback}”:`,
    );
    for (const { path } of unmatched) context.note(`  ${path}`);
  }
  const sessionFor = ({ name, session }: ClipSource): string =>
    (pattern ? sessionOf(name, pattern) : session) ?? fallback;

  const offered = new Map(found.sources.map((source, index) => [`item-${index + 1}`, source]));
  const offeredFiles = async (id: string): Promise<{ name: string; bytes: Blob }[]> => {
    const source = offered.get(id);
    if (!source) throw failure('NOT_FOUND', `No files are offered under “${id}”.`);
    return Promise.all(source.paths.map((path) => readOffered(path)));
  };
  const { project, gestures, result } = await withHeadless(context, { offeredFiles }, async (headless) => {
    const gestures = known || options.frames === undefined ? await lookAt(headless, offered, capture) : [];
    const fitting = fittingClips(gestures, capture, hasClips);
    if (fitting.sentence) context.note(fitting.sentence);
    const { project, classIds } = await prepare(
      context.services,
      options.project,
      found.classNames,
      fitting.capture,
    );
    const items = [...offered].map(([id, source]): ImportItem => {
      const { className, name, kind } = source;
      return { id, classId: classIds.get(className) ?? '', name, session: sessionFor(source), kind };
    });
    const result = await headless.run({ kind: 'import', slug: project.slug, items });
    return { project, gestures, result };
  });

  const failed = [
    ...found.failed,
    ...result.failed.map(({ id, name, reason }) => ({
      file: offered.get(id)?.path ?? name,
      reason,
    })),
  ];
  const classes = found.classNames.map((name) => ({
    name,
    clips: result.imported.filter(({ id }) => offered.get(id)?.className === name).length,
  }));
  const imported = result.imported.length;
  const seconds = (Date.now() - started) / 1000;
  const sessions = [
    ...new Set(
      result.imported.flatMap(({ id }) => {
        const source = offered.get(id);
        return source ? [sessionFor(source)] : [];
      }),
    ),
  ];
  const [only = fallback] = sessions;
  const where = sessions.length > 1 ? count(sessions.length, 'session') : `session “${only}”`;
  const summary = `${count(imported, 'clip')} added to project “${project.name}”, ${where}, in ${duration(seconds)}.`;
  const left = failed.map(({ file, reason }) => `  ${file}: ${reason}`);
  const outcome: Outcome = {
    result: {
      project: project.slug,
      frames: project.capture.frames,
      classes,
      imported,
      failed,
      unmatched: unmatched.map(({ path }) => path),
      sessions,
      gestures,
      seconds,
    },
    text: [
      table(
        ['class', 'clips'],
        classes.map(({ name, clips }) => [name, clips]),
      ),
      '',
      summary,
      ...(left.length > 0 ? [`${count(left.length, 'file')} could not be imported:`, ...left] : []),
    ].join('\n'),
  };
  if (imported > 0) return outcome;
  const [first] = failed;
  return {
    ...outcome,
    failure: failure(
      'UNREADABLE',
      `None of the files could be imported. The first was ${first?.file ?? dir}: ${first?.reason ?? ''}`,
    ),
  };
}

async function readOffered(path: string): Promise<{ name: string; bytes: Blob }> {
  try {
    return { name: basename(path), bytes: new Blob([await readRegular(path)]) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EACCES' || code === 'EPERM')
      throw failure('NO_PERMISSION', 'Beckon may not read the file.', error);
    if (code === NOT_A_FILE) throw failure('UNREADABLE', 'It is a pipe or a device, not a file.', error);
    if (code === 'ERR_FS_FILE_TOO_LARGE') throw failure('UNREADABLE', 'The file is larger than 2 GB.', error);
    throw failure('UNREADABLE', `The file could not be read (${code}).`, error);
  }
}

/** How clips of the project are recorded; a new one's have as many frames as asked for. */
async function captureFor(
  services: Services,
  known: ReturnType<typeof matchProject>,
  frames: string | undefined,
): Promise<CaptureSettings> {
  if (known) return (await openFound(services, known)).capture;
  if (frames === undefined) return DEFAULT_CAPTURE;
  const capture = captureSettingsSchema.safeParse({ ...DEFAULT_CAPTURE, frames: Number(frames) });
  if (capture.success) return capture.data;
  throw failure(
    'INVALID',
    `--frames does not take “${frames}”; it takes whole numbers from ${CLIP_FRAMES.min} to ${CLIP_FRAMES.max}.`,
    capture.error,
  );
}

/** The project of this name, made if need be, with a class for each folder, made if need be. */
async function prepare(
  services: Services,
  name: string,
  classNames: readonly string[],
  capture: CaptureSettings,
): Promise<{ project: Project; classIds: Map<string, string> }> {
  const known = matchProject(await services.projects.list(), name);
  let project = known ? await openFound(services, known) : await services.projects.create(name, capture);
  if (project.capture.frames !== capture.frames)
    project = await services.projects.setCapture(project.slug, capture);
  const classIds = new Map<string, string>();
  for (const className of classNames) {
    const same = classCalled(className, project.classes);
    if (same) {
      classIds.set(className, same.id);
      continue;
    }
    const added = await services.classes.add(project.slug, className);
    project = added.project;
    classIds.set(className, added.classId);
  }
  return { project, classIds };
}

const classCalled = (name: string, classes: readonly GestureClass[]): GestureClass | undefined =>
  named(classes, name);

/** Rejects what could not become classes of the project, before anything is made. */
function checkClasses(names: readonly string[], there: readonly GestureClass[]): void {
  if (names.includes(''))
    throw failure('INVALID', 'A folder has no letters in its name, so no class can be named after it.');
  const added = new Set(names.filter((name) => !classCalled(name, there)).map(foldName)).size;
  if (there.length + added > MAX_CLASSES)
    throw failure(
      'INVALID',
      `A project can have at most ${MAX_CLASSES} classes, and this import would make ${there.length + added}.`,
    );
}
