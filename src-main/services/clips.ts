import {
  BeckonError,
  idSchema,
  type ClipBatch,
  type ClipInfo,
  type ClipRef,
  type NewClip,
  type StepKind,
  type UnreadableClip,
} from '../contract';
import { clipKey } from '../shared/clip-key';
import { findClass } from './classes';
import { encodeNewClip } from './new-clip';
import {
  CLIP_EXTENSION,
  decodeTimestamps,
  readClipHeader,
  readRange,
  SIDES,
  surroundingsOf,
  type ClipHeader,
} from '../store/clip-file';
import { explain, type OpenFile } from '../store/disk';
import type { Journal } from '../store/journal';
import { placeOf, trashPlace } from '../store/journal-file';
import { fromTrashId, timeId, toTrashId } from '../store/names';
import { mapPool } from '../store/pool';
import { withTexts } from './texts';
import type { ProjectFiles } from '../store/project-files';

/** Files open at a time. */
const HEADERS_AT_ONCE = 32;
const CLIPS_AT_ONCE = 8;

/** Files a system leaves in any folder; no one means them to be clips. */
const strays = new Set(['Thumbs.db', 'desktop.ini']);

interface FoundFile {
  classId: string;
  file: string;
}

/** Clips are files `clips/<class id>/<clip id>.safetensors`; those thrown away lie in `trash/clips/<class id>`. */
export class Clips {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
  ) {}

  /** In the order of the project's classes, then of recording. Reads headers only. */
  async list(slug: string): Promise<{ clips: ClipInfo[]; unreadable: UnreadableClip[] }> {
    const project = await this.files.read(slug);
    const { found, unreadable } = await this.#findFiles(slug, project.name);
    const rank = new Map(project.classes.map(({ id }, index) => [id, index]));
    const byClass = ({ classId }: FoundFile): number => rank.get(classId) ?? rank.size;
    found.sort((a, b) => byClass(a) - byClass(b));

    const clips: ClipInfo[] = [];
    const headers = await mapPool(found, HEADERS_AT_ONCE, (file) => this.#tryHeader(slug, file));
    for (const [index, header] of headers.entries()) {
      const { classId, file } = found[index] as FoundFile;
      if (header === null) continue;
      if (typeof header === 'string') unreadable.push({ classId, file, reason: header });
      else clips.push(toInfo({ classId, id: file.slice(0, -CLIP_EXTENSION.length) }, header));
    }
    return { clips, unreadable };
  }

  /** Where its clips are, readable or not; opens none of them. */
  async refs(slug: string): Promise<ClipRef[]> {
    const { found } = await this.#findFiles(slug, slug);
    return found.map(({ classId, file }) => ({ classId, id: file.slice(0, -CLIP_EXTENSION.length) }));
  }

  /**
   * Resolves when the clip is on disk, synced. Holds the project's lock, so that neither the project nor the class goes to
   * the trash while the clip is written.
   */
  add(slug: string, clip: NewClip): Promise<ClipInfo> {
    return this.files.locked(slug, () => this.#add(slug, clip));
  }

  async #add(slug: string, clip: NewClip): Promise<ClipInfo> {
    const { classId } = clip;
    const gestureClass = findClass(await this.files.read(slug), classId);
    const { chunks, ...known } = await encodeNewClip(clip);
    const ref = { classId, id: timeId() };
    const doing = `save the clip of “${gestureClass.name}”`;
    await this.files.disk.makeFolder(this.files.classPath(slug, classId), doing);
    await this.files.disk.writeNew(this.#path(slug, ref), chunks, doing);
    return { ...ref, ...known, bytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0) };
  }

  /** @param surroundings whether the frames before and after each are wanted, too */
  async read(slug: string, clips: ClipRef[], surroundings = false): Promise<ClipBatch> {
    await this.files.read(slug);
    const results = await mapPool(clips, CLIPS_AT_ONCE, async (ref) => {
      try {
        return await this.#open(slug, ref, async (file) => {
          const header = await readClipHeader(file);
          const { frames, timestamps } = header;
          const times = decodeTimestamps(await readRange(file, timestamps.start, timestamps.end));
          if (!times.every(Number.isFinite)) {
            throw new BeckonError('UNREADABLE', 'Its timestamps are damaged.');
          }
          const pixels = await readRange(file, frames.start, frames.end);
          const around: Uint8Array<ArrayBuffer>[] = [];
          for (const side of surroundings ? SIDES : []) {
            const tensor = header[side]?.frames;
            if (tensor) around.push(await readRange(file, tensor.start, tensor.end));
          }
          return { clip: { ...toInfo(ref, header), timestamps: times }, pixels, around };
        });
      } catch (error) {
        if (!(error instanceof BeckonError)) throw error;
        return { classId: ref.classId, file: `${ref.id}${CLIP_EXTENSION}`, reason: error.message };
      }
    });
    const read = results.filter((result) => 'clip' in result);
    return {
      clips: read.map(({ clip }) => clip),
      frames: new Blob(read.map(({ pixels }) => pixels)),
      surroundings: new Blob(read.flatMap(({ around }) => around)),
      unreadable: results.filter((result) => 'reason' in result),
    };
  }

  relabel(slug: string, clips: ClipRef[], to: string): Promise<ClipInfo[]> {
    return this.files.locked(slug, async () => {
      const target = findClass(await this.files.read(slug), to);
      const refs = unique(clips);
      const headers = await mapPool(refs, HEADERS_AT_ONCE, (ref) => this.#open(slug, ref, readClipHeader));
      const moving = refs.filter(({ classId }) => classId !== to);
      const places = await this.#freePlaces(
        slug,
        moving.map(({ id }) => ({ classId: to, id })),
        `move the clips to “${target.name}”`,
      );
      const moves = moving.map((ref, index) => ({
        from: placeOf(ref),
        to: placeOf(places[index] as ClipRef),
      }));
      const newRefs = new Map(moving.map((ref, index) => [ref, places[index] as ClipRef]));
      await this.#copyTexts(slug, moving, places);
      await this.journal.perform(slug, { kind: 'relabel', to, moves });
      return refs.map((ref, index) => toInfo(newRefs.get(ref) ?? ref, headers[index] as ClipHeader));
    });
  }

  remove(slug: string, clips: ClipRef[]): Promise<{ trashIds: string[] }> {
    return this.files.locked(slug, () => this.#toTrash(slug, clips, { kind: 'remove' }));
  }

  /** Takes clips to the trash that were copied to another project. */
  handOver(slug: string, clips: ClipRef[], to: string, copies: ClipRef[]): Promise<{ trashIds: string[] }> {
    return this.files.locked(slug, () => this.#toTrash(slug, clips, { kind: 'move', to, copies }));
  }

  async #toTrash(
    slug: string,
    clips: ClipRef[],
    step: { kind: StepKind; to?: string; copies?: ClipRef[] },
  ): Promise<{ trashIds: string[] }> {
    const refs = unique(clips);
    const doing = 'move the clips to the trash';
    await mapPool(refs, HEADERS_AT_ONCE, async (ref) => {
      if (!(await this.files.disk.exists(this.#path(slug, ref), doing))) throw missing(ref);
    });
    const trashIds = refs.map(({ id }) => toTrashId(id));
    const moves = refs.map((ref, index) => ({
      from: placeOf(ref),
      to: trashPlace(ref.classId, trashIds[index] as string),
    }));
    await this.journal.perform(slug, { ...step, moves });
    return { trashIds };
  }

  restore(slug: string, trashIds: string[]): Promise<ClipInfo[]> {
    return this.files.locked(slug, async () => {
      const project = await this.files.read(slug);
      const classOf = await this.#trashed(slug);
      const restored = [...new Set(trashIds)].map((trashId) => {
        const classId = classOf.get(trashId);
        const id = fromTrashId(trashId);
        if (classId === undefined || id === null) {
          throw new BeckonError('NOT_FOUND', 'This clip is no longer in the trash.');
        }
        if (!project.classes.some((one) => one.id === classId)) {
          throw new BeckonError(
            'NOT_FOUND',
            `The class this clip belongs to (${classId}) is gone. Restore the class first.`,
          );
        }
        return { trashId, ref: { classId, id } };
      });
      const wanted = restored.map(({ ref }) => ref);
      const places = await this.#freePlaces(slug, wanted, 'restore the clips');
      const moves = restored.map(({ trashId, ref }, index) => ({
        from: trashPlace(ref.classId, trashId),
        to: placeOf(places[index] as ClipRef),
      }));
      await this.#copyTexts(slug, wanted, places);
      await this.journal.perform(slug, { kind: 'restore', moves });
      return this.infosOf(slug, places);
    });
  }

  /** What the headers of these clips say; those that cannot be read are left out. */
  async infosOf(slug: string, refs: readonly ClipRef[]): Promise<ClipInfo[]> {
    const infos = await mapPool(refs, HEADERS_AT_ONCE, async (ref) => {
      const file = `${ref.id}${CLIP_EXTENSION}`;
      const header = await this.#tryHeader(slug, { classId: ref.classId, file });
      return header === null || typeof header === 'string' ? null : toInfo(ref, header);
    });
    return infos.filter((info) => info !== null);
  }

  /** The bytes of a clip's file. */
  async readFile(slug: string, ref: ClipRef): Promise<Uint8Array<ArrayBuffer>> {
    return this.#open(slug, ref, async (file) => readRange(file, 0, (await file.stat()).size));
  }

  #path(slug: string, ref: ClipRef): string {
    return this.files.clipPath(slug, ref);
  }

  /** Every file that may be a clip, by class folder and name, and those that cannot be one. */
  async #findFiles(
    slug: string,
    project: string,
  ): Promise<{ found: FoundFile[]; unreadable: UnreadableClip[] }> {
    const doing = `list the clips of “${project}”`;
    const found: FoundFile[] = [];
    const unreadable: UnreadableClip[] = [];
    for (const folder of await this.files.disk.entries(this.files.path(slug, 'clips'), doing)) {
      const classId = folder.name;
      if (!folder.isDirectory()) {
        // A link that is not followed hides clips; a file here is nobody's clip.
        if (folder.isSymbolicLink()) unreadable.push({ classId, file: '*', reason: leadsNowhere(classId) });
        continue;
      }
      const badFolder = !idSchema.safeParse(classId).success;
      const entries = await this.files.disk
        .entries(this.files.path(slug, 'clips', classId), 'read this folder')
        .catch((error: unknown) => explain(error, doing));
      if (entries instanceof BeckonError) {
        unreadable.push({ classId, file: '*', reason: entries.message });
        continue;
      }
      for (const entry of entries) {
        const file = entry.name;
        if (file.startsWith('.') || strays.has(file)) continue;
        const id = file.endsWith(CLIP_EXTENSION) ? file.slice(0, -CLIP_EXTENSION.length) : null;
        if (id === null || !entry.isFile()) {
          unreadable.push({ classId, file, reason: `It is not a ${CLIP_EXTENSION} file.` });
        } else if (badFolder || !idSchema.safeParse(id).success) {
          const what = badFolder ? 'The name of its folder' : 'Its name';
          const reason = `${what} may contain only lower-case letters, digits and hyphens. Rename it to use it.`;
          unreadable.push({ classId, file, reason });
        } else {
          found.push({ classId, file });
        }
      }
    }
    return { found, unreadable };
  }

  /** The header; or why it cannot be read; or null where the file has gone meanwhile. */
  async #tryHeader(slug: string, { classId, file }: FoundFile): Promise<ClipHeader | string | null> {
    try {
      return await this.#openPath(this.files.path(slug, 'clips', classId, file), readClipHeader);
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      return error.code === 'NOT_FOUND' ? null : error.message;
    }
  }

  async #open<T>(slug: string, ref: ClipRef, work: (file: OpenFile) => Promise<T>): Promise<T> {
    try {
      return await this.#openPath(this.#path(slug, ref), work);
    } catch (error) {
      throw error instanceof BeckonError && error.code === 'NOT_FOUND' ? missing(ref) : error;
    }
  }

  #openPath<T>(path: string, work: (file: OpenFile) => Promise<T>): Promise<T> {
    return this.files.disk.attempt('read this clip', async (fs) => {
      const file = await fs.open(path, 'r');
      try {
        return await work(file);
      } finally {
        await file.close();
      }
    });
  }

  /**
   * Where clips can go without taking the place of another, there or among themselves: one whose id is taken gets
   * another. (Clips of one id come from files that were copied by hand.)
   */
  async #freePlaces(slug: string, wanted: readonly ClipRef[], doing: string): Promise<ClipRef[]> {
    const isThere = await mapPool(wanted, HEADERS_AT_ONCE, (ref) =>
      this.files.disk.exists(this.#path(slug, ref), doing),
    );
    const taken = new Set(wanted.filter((_, index) => isThere[index]).map(placeOf));
    const places: ClipRef[] = [];
    for (const ref of wanted) {
      let free = ref;
      for (let n = 2; taken.has(placeOf(free)); n++) {
        free = { classId: ref.classId, id: `${ref.id.slice(0, 58)}-${n}` };
        if (await this.files.disk.exists(this.#path(slug, free), doing)) taken.add(placeOf(free));
      }
      taken.add(placeOf(free));
      places.push(free);
    }
    return places;
  }

  /** A clip that gets another id keeps what is said of it. */
  async #copyTexts(slug: string, before: readonly ClipRef[], after: readonly ClipRef[]): Promise<void> {
    const project = await this.files.read(slug);
    const texts: Record<string, string> = {};
    for (const [index, { id }] of before.entries()) {
      const now = after[index]?.id ?? id;
      const text = project.texts?.[id];
      if (text !== undefined && now !== id) texts[now] = text;
    }
    if (Object.keys(texts).length > 0) await this.files.write(withTexts(project, texts));
  }

  /** Class id by trash id. */
  async #trashed(slug: string): Promise<Map<string, string>> {
    const doing = 'read the trash';
    const classOf = new Map<string, string>();
    for (const folder of await this.files.disk.entries(this.files.path(slug, 'trash', 'clips'), doing)) {
      const path = this.files.path(slug, 'trash', 'clips', folder.name);
      for (const { name } of await this.files.disk.entries(path, doing)) {
        if (name.endsWith(CLIP_EXTENSION)) classOf.set(name.slice(0, -CLIP_EXTENSION.length), folder.name);
      }
    }
    return classOf;
  }
}

function toInfo(ref: ClipRef, header: ClipHeader): ClipInfo {
  const { shape, meta, bytes } = header;
  const surroundings = surroundingsOf(header);
  return { classId: ref.classId, id: ref.id, shape, ...(surroundings && { surroundings }), meta, bytes };
}

const leadsNowhere = (classId: string): string =>
  `The folder “clips/${classId}” is a link to a place outside the data folder, or to nothing, so Beckon does not use it. Put the folder itself there, or move it into the data folder.`;

const missing = ({ classId, id }: ClipRef): BeckonError =>
  new BeckonError('NOT_FOUND', `The clip ${id} of “${classId}” is no longer there.`);

function unique(refs: readonly ClipRef[]): ClipRef[] {
  return [...new Map(refs.map((ref) => [clipKey(ref), ref])).values()];
}
