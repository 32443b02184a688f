import { basename } from 'node:path';
import { z } from 'zod';
import {
  BeckonError,
  runSchema,
  SCHEMA_VERSION,
  type ArchiveReport,
  type Project,
  type Stretch,
  type UnreadableFile,
} from '../contract';
import {
  ARCHIVE_EXTENSION,
  ARCHIVE_README,
  layOutArchive,
  MANIFEST_FILE,
  MODELS_FOLDER,
  STRETCHES_FOLDER,
  type ArchiveLayout,
} from '../formats/datasets/archive';
import { ZipReader, type ZipItem } from '../formats/datasets/read-zip';
import { CLIPS_FOLDER, PROJECT_FILE } from '../formats/datasets/zip';
import { zipStream, type ZipPart } from '../formats/datasets/zip-stream';
import { checkWeights } from '../formats/models/check-weights';
import { outputs as knownOutputs } from '../outputs';
import { shareable, withoutLeave } from '../outputs/shareable';
import { MAX_STRETCH_BYTES } from '../shared/limits';
import { checkClip, CLIP_EXTENSION } from '../store/clip-file';
import { timeId } from '../store/names';
import { mapPool } from '../store/pool';
import type { ProjectFiles } from '../store/project-files';
import { formatProject, parseProject } from '../store/project-json';
import type { StagedFolder } from '../store/staged-folder';
import { CAPTIONS_FILE, decodeCaptions, encodeCaptions, type RunCaptions } from './captions';
import type { Clips } from './clips';
import type { OutgoingDataset } from './datasets';
import type { Models } from './models';
import type { Projects } from './projects';
import { checkStretch, endingOf, formatStretch, type Stretches } from './stretches';

const ARCHIVE_VERSION = 1;

const manifestSchema = z.object({ format: z.literal('beckon-archive'), version: z.int().positive() });

/** The most bytes of a file, by what it is. */
const MOST = { json: 64 << 20, clip: 256 << 20, weights: 512 << 20 } as const;
/** How much is read from a zip before it is written. */
const BATCH = { files: 32, bytes: 32 << 20, atOnce: 8 } as const;

/** The other services that a project is made of. */
interface Others {
  projects: Projects;
  clips: Clips;
  models: Models;
  captions: RunCaptions;
  stretches: Stretches;
}

export interface ArchiveOptions {
  /** The name of the file as the person knows it, where `path` has another. */
  fileName?: string | undefined;
  /** Told after every few files how many of them are in. */
  progress?: ((done: number, total: number) => void) | undefined;
  /** Stops it; nothing stays. */
  signal?: AbortSignal | undefined;
}

/** A file of an archive on its way to the disk; `check` throws where it is not what it should be. */
interface Incoming {
  item: ZipItem;
  names: readonly string[];
  most: number;
  check: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** A whole project as one file, out and in: its clips, stretches, models, settings and outputs. */
export class Archives {
  constructor(
    private readonly files: ProjectFiles,
    private readonly others: Others,
  ) {}

  /** What is damaged in the project is left out and named. */
  async export(slug: string): Promise<OutgoingDataset> {
    const project = await this.files.read(slug);
    const { clips, unreadable } = await this.others.clips.list(slug);
    const leftOut: UnreadableFile[] = unreadable.map(({ classId, file, reason }) => ({
      file: `${classId}/${file}`,
      reason,
    }));
    const chunks = zipStream(this.#parts(project, clips, leftOut), new Date(project.modified));
    return { name: `${slug}.${ARCHIVE_EXTENSION}`, clips: clips.length, chunks, leftOut };
  }

  async *#parts(
    project: Project,
    clips: readonly { classId: string; id: string }[],
    leftOut: UnreadableFile[],
  ): AsyncGenerator<ZipPart> {
    const { slug } = project;
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);
    /** Nothing of it is written where one of its files cannot be read. */
    const whole = async (file: string, read: () => Promise<ZipPart[]>): Promise<ZipPart[]> => {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof BeckonError)) throw error;
        leftOut.push({ file, reason: error.message });
        return [];
      }
    };
    const manifest = { format: 'beckon-archive', version: ARCHIVE_VERSION };
    yield { path: MANIFEST_FILE, bytes: text(`${JSON.stringify(manifest)}\n`) };
    const { outputs = [], ...rest } = project;
    const shared = outputs.flatMap((output) => {
      const plain = shareable(output, knownOutputs);
      const reason = 'Nobody can say here which of its settings are secret.';
      if (!plain) leftOut.push({ file: `The output “${output.name}”`, reason });
      return plain ?? [];
    });
    const described = shared.length > 0 ? { ...rest, outputs: shared } : rest;
    yield { path: PROJECT_FILE, bytes: text(formatProject(described)) };
    yield { path: ARCHIVE_README, bytes: text(readme) };
    for (const clip of clips) {
      const path = `${CLIPS_FOLDER}/${clip.classId}/${clip.id}${CLIP_EXTENSION}`;
      yield* await whole(path, async () => [{ path, bytes: await this.others.clips.readFile(slug, clip) }]);
    }
    const { runs, unreadable } = await this.others.models.list(slug);
    leftOut.push(...unreadable.map(({ id, reason }) => ({ file: `${MODELS_FOLDER}/${id}`, reason })));
    for (const { id, name } of runs) {
      const folder = `${MODELS_FOLDER}/${id}`;
      yield* await whole(`The model “${name}”`, () => this.#model(slug, id, folder));
      yield* await whole(`${folder}/${CAPTIONS_FILE}`, () => this.#captions(slug, id, folder));
    }
    yield* this.#stretches(slug, leftOut);
  }

  async *#stretches(slug: string, leftOut: UnreadableFile[]): AsyncGenerator<ZipPart> {
    const { stretches, unreadable } = await this.others.stretches.list(slug);
    leftOut.push(...unreadable);
    for (const stretch of stretches) {
      const path = `${STRETCHES_FOLDER}/${stretch.id}`;
      const ending = stretch.type === 'video/mp4' ? '.mp4' : '.webm';
      yield { path: `${path}${ending}`, size: stretch.size, chunks: this.#video(slug, stretch) };
      yield { path: `${path}.json`, bytes: new TextEncoder().encode(formatStretch(stretch)) };
    }
  }

  async *#video(slug: string, { id, size }: Stretch): AsyncGenerator<Uint8Array> {
    for (let offset = 0; offset < size;) {
      const piece = new Uint8Array(await (await this.others.stretches.read(slug, id, offset)).arrayBuffer());
      if (piece.length === 0)
        throw new BeckonError('UNREADABLE', 'A stretch’s video was cut short. Try again.');
      offset += piece.length;
      yield piece;
    }
  }

  async #model(slug: string, id: string, folder: string): Promise<ZipPart[]> {
    const { run, topology, weights } = await this.others.models.read(slug, id);
    const [model, numbers] = await Promise.all(
      [topology, weights].map(async (blob) => new Uint8Array(await blob.arrayBuffer())),
    );
    if (!model || !numbers) return [];
    checkWeights(model, numbers);
    const about = new TextEncoder().encode(`${JSON.stringify(run, null, 2)}\n`);
    return [
      { path: `${folder}/model.json`, bytes: model },
      { path: `${folder}/weights.bin`, bytes: numbers },
      { path: `${folder}/run.json`, bytes: about },
    ];
  }

  async #captions(slug: string, id: string, folder: string): Promise<ZipPart[]> {
    const { files, problem } = await this.others.captions.find(slug, id);
    if (problem !== null) throw new BeckonError('UNREADABLE', problem);
    if (!files) return [];
    return [{ path: `${folder}/${CAPTIONS_FILE}`, bytes: Buffer.concat(await encodeCaptions(files)) }];
  }

  /**
   * Makes a project of an archive: all of it, or nothing. Where its name is taken, it gets a number. What leave its outputs
   * had to send to other computers is not taken over.
   */
  async open(path: string, options: ArchiveOptions = {}): Promise<ArchiveReport> {
    const fileName = options.fileName ?? basename(path);
    const zip = await ZipReader.open(path, fileName);
    try {
      return await this.#open(zip, options);
    } catch (error) {
      if (!(error instanceof BeckonError) || error.code !== 'UNREADABLE') throw error;
      const sentence = `“${fileName}” cannot be opened: ${error.message.replace(/[.]$/, '')}. Nothing was written.`;
      throw new BeckonError('UNREADABLE', sentence, { cause: error });
    } finally {
      zip.close();
    }
  }

  async #open(zip: ZipReader, { progress, signal }: ArchiveOptions): Promise<ArchiveReport> {
    const [problem] = zip.problems;
    if (problem) throw unreadable(`${problem.file}: ${problem.reason}`);
    const layout = layOutArchive(zip.items, zip.bytes);
    const { outputs = [], ...rest } = await readDescription(zip, layout);
    const own = outputs.map((output) => withoutLeave(output, timeId()));
    const source = own.length > 0 ? { ...rest, outputs: own } : rest;
    const incoming = incomingOf(layout, source);
    const project = await this.others.projects.adopt(source, async (folder) => {
      let done = 0;
      for (const batch of batchesOf(incoming)) {
        if (signal?.aborted) throw new BeckonError('CANCELLED', 'Stopped. Nothing was written.');
        await take(zip, batch, folder);
        done += batch.length;
        progress?.(done, incoming.length);
      }
      for (const stretch of layout.stretches) await takeStretch(zip, stretch, folder);
    });
    return { project, clips: layout.clips.length, models: layout.runs.length };
  }
}

async function readDescription(zip: ZipReader, { manifest, project }: ArchiveLayout): Promise<Project> {
  const about = manifestSchema.safeParse(parse(await read(zip, manifest, MOST.json)));
  if (!about.success) throw unreadable(`its ${MANIFEST_FILE} says that it is something else`);
  if (about.data.version > ARCHIVE_VERSION) throw newer();
  const parsed = parseProject(await read(zip, project, MOST.json), 'archive');
  if (parsed.kind === 'newer') throw newer();
  if (parsed.kind === 'damaged') throw unreadable(`its ${PROJECT_FILE} is damaged: ${parsed.reason}`);
  return parsed.project;
}

function incomingOf({ clips, runs }: ArchiveLayout, { classes }: Project): Incoming[] {
  const known = new Set(classes.map(({ id }) => id));
  const stray = clips.find(({ classId }) => !known.has(classId));
  if (stray) throw unreadable(`it holds clips of “${stray.classId}”, which is none of its project’s classes`);
  return [
    ...clips.map(({ classId, id, item }) => ({
      item,
      names: [CLIPS_FOLDER, classId, `${id}${CLIP_EXTENSION}`],
      most: MOST.clip,
      check: checkClip,
    })),
    ...runs.flatMap((run) => incomingRun(run)),
  ];
}

function incomingRun({ id, files, captions }: ArchiveLayout['runs'][number]): Incoming[] {
  let topology: Uint8Array = new Uint8Array();
  const part = (item: ZipItem, name: string, most: number, check: Incoming['check']): Incoming => ({
    item,
    names: [MODELS_FOLDER, id, name],
    most,
    check,
  });
  return [
    part(files['run.json'], 'run.json', MOST.json, (bytes) => checkRun(bytes)),
    part(files['model.json'], 'model.json', MOST.json, (bytes) => void (topology = bytes)),
    part(files['weights.bin'], 'weights.bin', MOST.weights, (bytes) => void checkWeights(topology, bytes)),
    ...(captions ? [part(captions, CAPTIONS_FILE, MOST.clip, (bytes) => void decodeCaptions(bytes))] : []),
  ];
}

function checkRun(bytes: Uint8Array): void {
  const value = parse(bytes);
  const schema = z.looseObject({ schema: z.number() }).safeParse(value).data?.schema ?? 0;
  if (schema > SCHEMA_VERSION) throw newer();
  const run = runSchema.safeParse(value);
  if (!run.success) throw unreadable(`its “${run.error.issues[0]?.path.join('.') ?? ''}” is not valid`);
}

/** A few files at a time, and no more bytes than fit in memory, as far as the zip says how many they are. */
function* batchesOf(incoming: readonly Incoming[]): Generator<Incoming[]> {
  let batch: Incoming[] = [];
  let bytes = 0;
  for (const one of incoming) {
    batch.push(one);
    bytes += one.item.entry.uncompressedSize;
    if (batch.length < BATCH.files && bytes < BATCH.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

async function take(zip: ZipReader, batch: readonly Incoming[], folder: StagedFolder): Promise<void> {
  const files: { names: readonly string[]; bytes: Uint8Array<ArrayBuffer> }[] = [];
  for (const { item, names, most, check } of batch) {
    files.push({ names, bytes: await read(zip, item, most, check) });
  }
  await mapPool(files, BATCH.atOnce, ({ names, bytes }) => folder.write(names, [bytes]));
}

async function takeStretch(
  zip: ZipReader,
  { id, ending, video, notes }: ArchiveLayout['stretches'][number],
  folder: StagedFolder,
): Promise<void> {
  const said = await read(zip, notes, MOST.json, checkStretch);
  await named(video, () =>
    folder.write([STRETCHES_FOLDER, `${id}${ending}`], checked(zip.pieces(video, MAX_STRETCH_BYTES), ending)),
  );
  await folder.write([STRETCHES_FOLDER, `${id}.json`], [said]);
}

async function* checked(pieces: AsyncIterable<Uint8Array>, ending: string): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst && endingOf(piece) !== ending) throw unreadable('It is no video of this kind.');
    isFirst = false;
    yield piece;
  }
  if (isFirst) throw unreadable('It is empty.');
}

/** The bytes of a file, checked. Rejects with its name and the reason. */
async function read(
  zip: ZipReader,
  item: ZipItem,
  most: number,
  check: Incoming['check'] = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  return named(item, async () => {
    const bytes = await zip.read(item, most);
    check(bytes);
    return bytes;
  });
}

/** What `work` answers; what it finds unreadable is told with the file's name. */
async function named<T>({ path }: ZipItem, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BeckonError) || error.code !== 'UNREADABLE') throw error;
    throw new BeckonError('UNREADABLE', `${path}: ${error.message}`, { cause: error });
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);
const newer = (): BeckonError =>
  new BeckonError('NEWER_SCHEMA', 'This archive was written by a newer Beckon. Update Beckon to open it.');

const readme = `A whole project of Beckon: its clips, models, settings and outputs.

In Beckon, "Open a project archive" (or \`beckon open\`) makes a project of it, on any computer.

beckon.json               what this is
project.json              the classes, in order, how clips are recorded, and where gestures go to; passwords and keys in
                          web addresses are left out, and leave to send to other computers has to be given again
clips/<class>/<clip>.safetensors
                          one clip each; in Python: safetensors.numpy.load_file('clips/wave/….safetensors')['frames']
stretches/<stretch>       a video of gestures with pauses between, and what was done in it when
models/<run>/             a trained model: model.json and weights.bin (TensorFlow.js) and run.json, how it was trained

The sessions may be people's names, and the clips show people.
`;
