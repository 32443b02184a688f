import { basename } from 'node:path';
import {
  BeckonError,
  idSchema,
  nameSchema,
  type GestureClass,
  type DatasetImportReport,
  type Project,
  type UnreadableFile,
} from '../contract';
import { findDatasetFormat } from '../formats/datasets';
import { layOut, type Layout } from '../formats/datasets/layout';
import { attempt, readClip, readProject } from '../formats/datasets/read';
import { ZipReader } from '../formats/datasets/read-zip';
import { CLIP_EXTENSION } from '../store/clip-file';
import type { Chunks } from '../store/disk';
import type { Classes } from './classes';
import { ClipIntake, type IncomingClip } from './clip-intake';
import type { Clips } from './clips';
import type { Projects } from './projects';
import { firstFree, slugify, timeId } from '../store/names';
import { sameName } from '../shared/same-name';
import { nextColour } from '../store/class-defaults';
import type { ProjectFiles } from '../store/project-files';
import { nameFromId } from '../store/project-json';

/** How much is read from a zip before it is written. */
const BATCH_CLIPS = 32;
const BATCH_BYTES = 32 << 20;

/** The other services that a dataset goes through. */
interface Others {
  projects: Projects;
  classes: Classes;
  clips: Clips;
}

/** Where a dataset goes to: an open project, or a new one (by default called as the dataset calls itself). */
export type DatasetTarget = { into: string } | { name: string | null };

export interface DatasetImportOptions {
  /** The name of the file as the person knows it, where `path` has another. */
  fileName?: string | undefined;
  /** Told after every few clips how many of them have been looked at. */
  progress?: ((done: number, total: number) => void) | undefined;
  /** Stops between two clips; what is in by then stays. */
  signal?: AbortSignal | undefined;
}

/** A dataset on its way out. `leftOut` is complete once `chunks` has been read to its end. */
export interface OutgoingDataset {
  name: string;
  clips: number;
  chunks: Chunks;
  leftOut: UnreadableFile[];
}

/** What clips are taken in from, and where to; `added` counts them by class. */
interface Taking {
  zip: ZipReader;
  layout: Layout;
  slug: string;
  classIds: ReadonlyMap<string, string>;
  added: Map<string, number>;
  problems: UnreadableFile[];
  options: DatasetImportOptions;
}

/** A project's clips as one file, out and in. */
export class Datasets {
  constructor(
    private readonly files: ProjectFiles,
    private readonly others: Others,
  ) {}

  /** Rejects where there is nothing to write, or where the format cannot hold these clips. */
  async export(slug: string, format: string): Promise<OutgoingDataset> {
    const { extension, write } = findDatasetFormat(format);
    const project = await this.files.read(slug);
    const { clips, unreadable } = await this.others.clips.list(slug);
    const leftOut: UnreadableFile[] = unreadable.map(({ classId, file, reason }) => ({
      file: `${classId}/${file}`,
      reason,
    }));
    const chunks = write({
      project,
      clips,
      read: (clip) => this.others.clips.readFile(slug, clip),
      leftOut: ({ classId, id }, reason) =>
        void leftOut.push({ file: `${classId}/${id}${CLIP_EXTENSION}`, reason }),
    });
    return { name: `${slug}-clips.${extension}`, clips: clips.length, chunks, leftOut };
  }

  /**
   * Takes the clips of a dataset's zip in. Each is whole on disk or not there; those that the project has already are
   * left; those that cannot be read are named. Taking the same file in again goes on where it was stopped.
   */
  async import(
    path: string,
    target: DatasetTarget,
    options: DatasetImportOptions = {},
  ): Promise<DatasetImportReport> {
    const fileName = options.fileName ?? basename(path);
    const zip = await ZipReader.open(path, fileName);
    try {
      return await this.#import(zip, fileName, target, options);
    } finally {
      zip.close();
    }
  }

  async #import(
    zip: ZipReader,
    fileName: string,
    target: DatasetTarget,
    options: DatasetImportOptions,
  ): Promise<DatasetImportReport> {
    const layout = layOut(zip.items);
    if (!layout.project && layout.clips.length === 0) {
      throw new BeckonError(
        'INVALID',
        `“${fileName}” holds no clips that Beckon could read: it is not a Beckon dataset.`,
      );
    }
    const problems = [...zip.problems, ...layout.problems];
    const source = await readProject(zip, layout, fileName, problems);
    const slug = 'into' in target ? target.into : await this.#create(source, target.name);
    const classIds = await this.#adoptClasses(slug, source, layout, problems);
    const added = new Map<string, number>();
    const texts: Record<string, string> = {};
    const { known, stopped } = await this.#takeClips(
      { zip, layout, slug, classIds, added, problems, options },
      (clip, taken) => {
        const text = source.texts?.[clip];
        if (text !== undefined) texts[taken] = text;
      },
    );
    if (Object.keys(texts).length > 0) await this.others.projects.setTexts(slug, texts);
    const project = await this.files.read(slug);
    return {
      project,
      added: [...added.values()].reduce((sum, count) => sum + count, 0),
      known,
      classes: [...new Set(classIds.values())].map((id) => ({
        name: project.classes.find((one) => one.id === id)?.name ?? id,
        added: added.get(id) ?? 0,
      })),
      unreadable: problems,
      stopped,
    };
  }

  /** A project like the one the dataset is of. Its own name gets a number where it is taken; a name asked for does not. */
  async #create(source: Project, name: string | null): Promise<string> {
    if (name !== null) return (await this.others.projects.create(name, source.capture)).slug;
    const taken = (await this.others.projects.list()).map((project) => project.name);
    const free = firstFree('', (suffix) =>
      taken.some((other) => sameName(other, numbered(source.name, suffix))),
    );
    return (await this.others.projects.create(numbered(source.name, free), source.capture)).slug;
  }

  /** The classes of `project.json`, in its order, then those of other folders. Answers the class of each folder. */
  async #adoptClasses(
    slug: string,
    source: Project,
    { clips }: Layout,
    problems: UnreadableFile[],
  ): Promise<Map<string, string>> {
    const classIds = new Map<string, string>();
    const adopt = async (folder: string, wanted: GestureClass): Promise<void> => {
      try {
        classIds.set(folder, (await this.others.classes.adopt(slug, wanted)).classId);
      } catch (error) {
        if (!(error instanceof BeckonError) || error.code !== 'INVALID') throw error;
        problems.push({ file: folder, reason: `${error.message} Its clips were left out.` });
        refused.add(folder);
      }
    };
    const refused = new Set<string>();
    const before = new Set((await this.files.read(slug)).classes.map(({ id }) => id));
    for (const wanted of source.classes) await adopt(wanted.id, wanted);
    for (const { id, mirror } of source.classes) {
      const [own, twin] = [id, mirror ?? ''].map((one) => classIds.get(one));
      // Classes that were here already stay as their project has them.
      if (own === undefined || twin === undefined || before.has(own) || before.has(twin)) continue;
      await this.others.classes.update(slug, own, { mirror: twin });
    }
    for (const folder of new Set(clips.map((clip) => clip.folder))) {
      if (classIds.has(folder) || refused.has(folder)) continue;
      const name = nameSchema.safeParse(idSchema.safeParse(folder).success ? nameFromId(folder) : folder);
      if (!name.success) {
        problems.push({
          file: folder,
          reason: 'A class cannot have this folder’s name, so its clips were left out.',
        });
        continue;
      }
      const { classes } = await this.files.read(slug);
      const wanted = {
        id: slugify(folder, 'class'),
        name: name.data,
        colour: nextColour(classes),
        key: null,
      };
      await adopt(folder, wanted);
    }
    return classIds;
  }

  /** `onTaken` is told the id that a clip had there, and has here. */
  async #takeClips(
    { zip, layout, slug, classIds, added, problems, options }: Taking,
    onTaken: (there: string, here: string) => void,
  ): Promise<{ known: number; stopped: boolean }> {
    const { clips } = layout;
    const { progress, signal } = options;
    const intake = await ClipIntake.open(this.files, slug);
    let known = 0;
    let done = 0;
    let batch: (IncomingClip & { file: string })[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      for (const [index, taken] of (await intake.take(batch, 'in any class')).entries()) {
        const { classId, id, file } = batch[index] as (typeof batch)[number];
        if (taken instanceof BeckonError) problems.push({ file, reason: taken.message });
        else if (taken === 'known') known += 1;
        else {
          added.set(classId, (added.get(classId) ?? 0) + 1);
          onTaken(id, taken.id);
        }
      }
      batch = [];
      bytes = 0;
      progress?.(done, clips.length);
    };
    for (const { from, folder, id, path } of clips) {
      if (signal?.aborted) break;
      done += 1;
      const classId = classIds.get(folder);
      if (classId === undefined) continue;
      const file = await attempt(path, problems, () => readClip(zip, from));
      if (!file) continue;
      batch.push({
        classId,
        id: idSchema.safeParse(id).success ? id : timeId(),
        bytes: file,
        file: path,
      });
      bytes += file.length;
      if (batch.length >= BATCH_CLIPS || bytes >= BATCH_BYTES) await flush();
    }
    await flush();
    return { known, stopped: signal?.aborted === true && done < clips.length };
  }
}

/** `suffix` as {@link firstFree} makes it from nothing: '', '-2', '-3' … */
const numbered = (name: string, suffix: string): string =>
  suffix === '' ? name : `${name.slice(0, 74)} (${suffix.slice(1)})`;
