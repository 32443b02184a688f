import type { ClipInfo, ClipMeta, ClipRef } from '../../src-main/contract';
import type { CapturedClip } from '../capture/api';
import type { EngineClip } from '../engine/api';
import type { Client } from './connection';

/** How many clips cross the contract at once: at 96×96 and 16 frames, 32 are 14 MB. */
const BATCH = 32;

/** Saves a recorded clip. Resolves when it is on disk. */
export function saveClip(
  client: Client,
  slug: string,
  classId: string,
  { shape, timestamps, frames }: CapturedClip,
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
  refs: readonly ClipRef[],
  { onUnreadable }: ReadOptions = {},
): AsyncIterable<EngineClip> {
  for (let from = 0; from < refs.length; from += BATCH) {
    const clips = refs.slice(from, from + BATCH).map(({ classId, id }) => ({ classId, id }));
    const batch = await client.clips.read({ slug, clips });
    for (const unreadable of batch.unreadable) onUnreadable?.(unreadable);
    let offset = 0;
    for (const { classId, id, shape, meta } of batch.clips) {
      const size = shape[0] * shape[1] * shape[2] * shape[3];
      const frames = new Uint8Array(await batch.frames.slice(offset, offset + size).arrayBuffer());
      offset += size;
      yield { classId, id, session: meta.session, shape, mirror: meta.mirror, frames };
    }
  }
}
