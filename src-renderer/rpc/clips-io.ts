import type { ClipInfo, ClipMeta, ClipShape } from '../../src-main/contract';
import type { EngineClip } from '../learning/clips';
import type { Client } from './connection';

/** How much crosses the contract at once: at 96×96 and 16 frames, 32 clips are 14 MB. */
const BATCH_CLIPS = 32;
const BATCH_BYTES = 32 * 1e6;

/** As much of a clip as is needed to read it. */
export type ReadableClip = Pick<ClipInfo, 'classId' | 'id' | 'shape' | 'surroundings'>;

const bytesIn = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** Frames, RGB bytes one after another, and when each was taken (ms). */
interface TimedFrames {
  timestamps: number[];
  frames: Uint8Array<ArrayBuffer>;
}

/** A recorded clip: RGB bytes `[T, H, W, 3]`, and what was seen right before and right after it. */
interface RecordedClip extends TimedFrames {
  shape: ClipShape;
  before?: TimedFrames | undefined;
  after?: TimedFrames | undefined;
}

/** Saves a recorded clip. Resolves when it is on disk. */
export function saveClip(
  client: Client,
  slug: string,
  classId: string,
  { shape, timestamps, frames, before, after }: RecordedClip,
  meta: ClipMeta,
): Promise<ClipInfo> {
  const sides = [before, after].map((side) => side ?? NOTHING);
  const [lead = [], tail = []] = sides.map((side) => side.timestamps);
  const around = { before: lead, after: tail, frames: new Blob(sides.map((side) => side.frames)) };
  const surroundings = around.frames.size > 0 ? { surroundings: around } : {};
  const clip = { classId, shape, timestamps, meta, frames: new Blob([frames]), ...surroundings };
  return client.clips.add({ slug, clip });
}

const NOTHING: TimedFrames = { timestamps: [], frames: new Uint8Array() };

export interface ReadOptions {
  /** Told of each clip that could not be read. They are skipped either way; `clips.list` names them. */
  onUnreadable?: (clip: { classId: string; file: string; reason: string }) => void;
  /** Whether what surrounds them is read, too. */
  surroundings?: boolean;
}

/** Reads clips with their pixels, a batch at a time, in the order given. Each has a buffer of its own. */
export async function* readClips(
  client: Client,
  slug: string,
  refs: readonly ReadableClip[],
  { onUnreadable, surroundings: wanted = false }: ReadOptions = {},
): AsyncIterable<EngineClip> {
  for (const some of batches(refs, wanted)) {
    const clips = some.map(({ classId, id }) => ({ classId, id }));
    const batch = await client.clips.read({ slug, clips, ...(wanted && { surroundings: true }) });
    for (const unreadable of batch.unreadable) onUnreadable?.(unreadable);
    const frames = takingFrom(batch.frames);
    const around = takingFrom(batch.surroundings);
    for (const clip of batch.clips) {
      const { classId, id, shape, meta, surroundings } = clip;
      const own = { classId, id, session: meta.session, shape, fps: meta.fps, mirror: meta.mirror };
      yield {
        ...own,
        frames: await frames(bytesIn(shape)),
        ...(wanted &&
          surroundings && {
            surroundings: { ...surroundings, frames: await around(bytesAround(clip)) },
          }),
      };
    }
  }
}

/** Takes so many bytes, those after the ones taken before, each time in a buffer of their own. */
function takingFrom(blob: Blob): (bytes: number) => Promise<Uint8Array<ArrayBuffer>> {
  let offset = 0;
  return async (bytes) => {
    const start = offset;
    offset += bytes;
    return new Uint8Array(await blob.slice(start, offset).arrayBuffer());
  };
}

const bytesAround = ({ shape, surroundings }: Pick<ClipInfo, 'shape' | 'surroundings'>): number =>
  surroundings ? (surroundings.before + surroundings.after) * bytesIn(shape.slice(1)) : 0;

/** Never more clips or bytes than may cross at once, but for a clip that is larger by itself. */
function* batches(clips: readonly ReadableClip[], surrounded: boolean): Generator<ReadableClip[]> {
  let batch: ReadableClip[] = [];
  let bytes = 0;
  for (const clip of clips) {
    const size = bytesIn(clip.shape) + (surrounded ? bytesAround(clip) : 0);
    if (batch.length === BATCH_CLIPS || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(clip);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
