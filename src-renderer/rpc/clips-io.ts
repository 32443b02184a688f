import type { ClipInfo, ClipMeta, ClipShape } from '../../src-main/contract';
import type { EngineClip } from '../learning/clips';
import type { Client } from './connection';

/** How much crosses the contract at once: at 96×96 and 16 frames, 32 clips are 14 MB. */
const BATCH_CLIPS = 32;
const BATCH_BYTES = 32 * 1e6;

/** As much of a clip as is needed to read it. */
export type ReadableClip = Pick<ClipInfo, 'classId' | 'id' | 'shape'>;

const bytesOf = ({ shape }: Pick<ClipInfo, 'shape'>): number => shape.reduce((size, side) => size * side, 1);

/** A recorded clip: RGB bytes `[T, H, W, 3]`, and when each frame was taken (ms). */
interface RecordedClip {
  shape: ClipShape;
  timestamps: number[];
  frames: Uint8Array<ArrayBuffer>;
}

/** Saves a recorded clip. Resolves when it is on disk. */
export function saveClip(
  client: Client,
  slug: string,
  classId: string,
  { shape, timestamps, frames }: RecordedClip,
  meta: ClipMeta,
): Promise<ClipInfo> {
  return client.clips.add({ slug, clip: { classId, shape, timestamps, meta, frames: new Blob([frames]) } });
}

export interface ReadOptions {
  /** Told of each clip that could not be read. They are skipped either way; `clips.list` names them. */
  onUnreadable?: (clip: { classId: string; file: string; reason: string }) => void;
}

/** Reads clips with their pixels, a batch at a time, in the order given. Each has a buffer of its own. */
export async function* readClips(
  client: Client,
  slug: string,
  refs: readonly ReadableClip[],
  { onUnreadable }: ReadOptions = {},
): AsyncIterable<EngineClip> {
  for (const some of batches(refs)) {
    const clips = some.map(({ classId, id }) => ({ classId, id }));
    const batch = await client.clips.read({ slug, clips });
    for (const unreadable of batch.unreadable) onUnreadable?.(unreadable);
    let offset = 0;
    for (const { classId, id, shape, meta } of batch.clips) {
      const size = bytesOf({ shape });
      const frames = new Uint8Array(await batch.frames.slice(offset, offset + size).arrayBuffer());
      offset += size;
      yield { classId, id, session: meta.session, shape, fps: meta.fps, mirror: meta.mirror, frames };
    }
  }
}

/** Never more clips or bytes than may cross at once, but for a clip that is larger by itself. */
function* batches(clips: readonly ReadableClip[]): Generator<ReadableClip[]> {
  let batch: ReadableClip[] = [];
  let bytes = 0;
  for (const clip of clips) {
    const size = bytesOf(clip);
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
