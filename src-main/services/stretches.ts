import { z } from 'zod';
import {
  BeckonError,
  newStretchSchema,
  SCHEMA_VERSION,
  stretchSchema,
  type NewStretch,
  type Stretch,
  type StretchChange,
} from '../contract';
import { MAX_STRETCHES, MAX_STRETCH_BYTES } from '../shared/limits';
import { readRange } from '../store/clip-file';
import { isMissing, type OpenFile } from '../store/disk';
import { fromTrashId, timeId, toTrashId } from '../store/names';
import { checkId, type ProjectFiles } from '../store/project-files';

/** What is kept beside a video; the rest of a stretch is read off the video's file. */
const fileSchema = z.object({
  schema: z.literal(SCHEMA_VERSION),
  created: stretchSchema.shape.created,
  ...newStretchSchema.shape,
});

const SAVE = 'save the stretch';
const NOTES = '.json';
const VIDEOS = { '.mp4': 'video/mp4', '.webm': 'video/webm' } as const;
type Ending = keyof typeof VIDEOS;
const ENDINGS: readonly Ending[] = ['.mp4', '.webm'];

/** How much of a video is read at once. */
const PIECE_BYTES = 8 << 20;

/**
 * A stretch is two files, `stretches/<id>.{mp4,webm}` and `<id>.json`, which says what was done in it. The video is there
 * before the other, so that a stretch is whole or not there. Those thrown away lie in `trash/stretches`.
 */
export class Stretches {
  constructor(private readonly files: ProjectFiles) {}

  /** Oldest first. Those that cannot be read are listed with the reason. */
  async list(
    slug: string,
  ): Promise<{ stretches: Stretch[]; unreadable: { file: string; reason: string }[] }> {
    await this.files.read(slug);
    const stretches: Stretch[] = [];
    const unreadable: { file: string; reason: string }[] = [];
    for (const { name } of await this.files.disk.entries(
      this.files.path(slug, 'stretches'),
      'list the stretches',
    )) {
      if (!name.endsWith(NOTES)) continue;
      try {
        stretches.push(await this.#read(slug, name.slice(0, -NOTES.length)));
      } catch (error) {
        if (!(error instanceof BeckonError)) throw error;
        unreadable.push({ file: `stretches/${name}`, reason: error.message });
      }
    }
    return { stretches, unreadable };
  }

  /** Takes in the video that lies at `path`, a copy of which is kept. Rejects what is no MP4 or WebM by its first bytes. */
  add(slug: string, path: string, stretch: NewStretch): Promise<Stretch> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      checkMarks(stretch, stretch.seconds);
      const there = await this.files.disk.entries(this.files.path(slug, 'stretches'), SAVE);
      if (there.filter(({ name }) => name.endsWith(NOTES)).length >= MAX_STRETCHES) {
        throw new BeckonError('INVALID', `A project has ${MAX_STRETCHES} stretches at most.`);
      }
      const id = timeId();
      const kept = await this.#take(slug, id, path);
      try {
        await this.#write(slug, id, new Date().toISOString(), stretch);
      } catch (error) {
        // A video of which nothing is said would be in nobody's sight.
        await this.files.disk.attempt(SAVE, (fs) => fs.unlink(kept)).catch(() => undefined);
        throw error;
      }
      return this.#read(slug, id);
    });
  }

  /** Copies the video to its place, and answers that. */
  #take(slug: string, id: string, path: string): Promise<string> {
    return this.files.disk.attempt(SAVE, async (fs) => {
      const file = await fs.open(path, 'r');
      try {
        const { size } = await file.stat();
        const ending = endingOf(await readRange(file, 0, Math.min(size, 12)));
        if (!ending) {
          throw new BeckonError('UNSUPPORTED', 'A stretch is kept as MP4, MOV or WebM, and this is none.');
        }
        if (size > MAX_STRETCH_BYTES) {
          throw new BeckonError('UNSUPPORTED', 'The video is larger than 2 GB. Cut it into several.');
        }
        const to = this.#path(slug, id, ending);
        await this.files.disk.makeFolder(this.files.path(slug, 'stretches'), SAVE);
        await this.files.disk.writeNew(to, piecesOf(file, size), SAVE);
        return to;
      } finally {
        await file.close();
      }
    });
  }

  /** A piece of its video from `offset` on; empty at its end. */
  async read(slug: string, id: string, offset: number): Promise<Blob> {
    await this.files.read(slug);
    const { ending, size } = await this.#video(slug, id);
    const end = Math.min(size, offset + PIECE_BYTES);
    if (offset >= end) return new Blob([]);
    return this.files.disk.attempt('read the stretch', async (fs) => {
      const file = await fs.open(this.#path(slug, id, ending), 'r');
      try {
        return new Blob([await readRange(file, offset, end)]);
      } finally {
        await file.close();
      }
    });
  }

  change(slug: string, id: string, change: StretchChange): Promise<Stretch> {
    return this.files.locked(slug, async () => {
      const before = await this.#read(slug, id);
      const { created, source, seconds } = before;
      const { name = before.name, events = before.events, unknown = before.unknown } = change;
      const { learn = before.learn } = change;
      checkMarks({ events, unknown }, seconds);
      const after = { name, source, seconds, ...(learn !== undefined && { learn }), events, unknown };
      await this.#write(slug, id, created, after);
      return this.#read(slug, id);
    });
  }

  remove(slug: string, id: string): Promise<{ trashId: string }> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const { ending } = await this.#video(slug, id);
      const trashId = toTrashId(id);
      const moves = [NOTES, ending].map((each) => ({
        from: this.#path(slug, id, each),
        to: this.#trash(slug, trashId, each),
      }));
      await this.files.disk.move(moves, 'take the stretch to the trash');
      return { trashId };
    });
  }

  restore(slug: string, trashId: string): Promise<Stretch> {
    return this.files.locked(slug, async () => {
      const doing = 'take the stretch out of the trash';
      await this.files.read(slug);
      const id = fromTrashId(trashId);
      const endings = await Promise.all(
        ENDINGS.map(async (each) => {
          const there = await this.files.disk.exists(this.#trash(slug, trashId, each), doing);
          return there ? each : null;
        }),
      );
      const ending = endings.find((each) => each !== null);
      if (id === null || !ending) {
        throw new BeckonError('NOT_FOUND', 'This stretch is no longer in the trash.');
      }
      const moves = [ending, NOTES].map((each) => ({
        from: this.#trash(slug, trashId, each),
        to: this.#path(slug, id, each),
      }));
      await this.files.disk.move(moves, doing);
      return this.#read(slug, id);
    });
  }

  #path(slug: string, id: string, ending: string): string {
    checkId(id, 'stretch');
    return this.files.path(slug, 'stretches', id + ending);
  }

  #trash(slug: string, trashId: string, ending: string): string {
    return this.files.path(slug, 'trash', 'stretches', trashId + ending);
  }

  async #write(slug: string, id: string, created: string, stretch: NewStretch): Promise<void> {
    const notes = { schema: SCHEMA_VERSION, created, ...stretch };
    await this.files.disk.writeJson(this.#path(slug, id, NOTES), notes, 'save what was done in the stretch');
  }

  async #read(slug: string, id: string): Promise<Stretch> {
    const bytes = await this.files.disk.attempt('read the stretch', (fs) =>
      fs.readFile(this.#path(slug, id, NOTES)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
    if (!bytes) throw noStretch();
    const value = parse(bytes);
    const schema = (value as { schema?: unknown } | null | undefined)?.schema;
    if (typeof schema === 'number' && schema > SCHEMA_VERSION) {
      throw new BeckonError(
        'NEWER_SCHEMA',
        'This stretch was kept by a newer Beckon. Update Beckon to use it.',
      );
    }
    const notes = fileSchema.safeParse(value);
    if (!notes.success) {
      const where = notes.error.issues[0]?.path.join('.').slice(0, 60) ?? '';
      const what = value === undefined ? 'it is not valid JSON' : `its “${where}” is not valid`;
      throw new BeckonError('UNREADABLE', `What was done in the stretch cannot be read: ${what}.`);
    }
    const { schema: _, ...rest } = notes.data;
    const { ending, size } = await this.#video(slug, id);
    if (size === 0) throw new BeckonError('UNREADABLE', 'The stretch’s video is empty.');
    return { id, ...rest, size, type: VIDEOS[ending] };
  }

  async #video(slug: string, id: string): Promise<{ ending: Ending; size: number }> {
    for (const ending of ENDINGS) {
      const found = await this.files.disk.attempt('read the stretch', (fs) =>
        fs.stat(this.#path(slug, id, ending)).catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        }),
      );
      if (found?.isFile()) return { ending, size: found.size };
    }
    const notes = await this.files.disk.exists(this.#path(slug, id, NOTES), 'read the stretch');
    throw notes ? new BeckonError('UNREADABLE', 'The stretch’s video is missing.') : noStretch();
  }
}

const noStretch = (): BeckonError => new BeckonError('NOT_FOUND', 'This stretch is no longer there.');

/** Rejects what is said to have been done after the end of the video. */
function checkMarks({ events, unknown }: Pick<NewStretch, 'events' | 'unknown'>, seconds: number): void {
  const late = [...events, ...unknown].find(({ start }) => start >= seconds);
  if (!late) return;
  throw new BeckonError(
    'INVALID',
    `Something is said to start at ${late.start} s, but the video is over after ${seconds.toFixed(1)} s. Is it the truth of another video?`,
  );
}

/** What is kept beside the video of a stretch, as it is written. */
export function formatStretch({ id: _, size: __, type: ___, created, ...rest }: Stretch): string {
  const notes = { schema: SCHEMA_VERSION, created, ...rest };
  return `${JSON.stringify(notes, null, 2)}\n`;
}

/** Throws a `BeckonError` UNREADABLE where these bytes are not what is kept beside a video. */
export function checkStretch(notes: Uint8Array): void {
  const parsed = fileSchema.safeParse(parse(notes));
  if (parsed.success) return;
  const where = parsed.error.issues[0]?.path.join('.').slice(0, 60) ?? '';
  throw new BeckonError('UNREADABLE', `Its “${where}” is not valid.`);
}

/** By a video's first bytes: the file type box of MP4 and MOV, the EBML header of WebM and Matroska. */
export function endingOf(head: Uint8Array): Ending | null {
  if (String.fromCharCode(...head.subarray(4, 8)) === 'ftyp') return '.mp4';
  return [0x1a, 0x45, 0xdf, 0xa3].every((byte, index) => head[index] === byte) ? '.webm' : null;
}

async function* piecesOf(file: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < size; offset += PIECE_BYTES) {
    yield await readRange(file, offset, Math.min(size, offset + PIECE_BYTES));
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
