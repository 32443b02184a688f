import { BeckonError, type ClipInfo, type NewClip } from '../contract';
import { encodeClip, type Side, type SideFrames } from '../store/clip-file';

const bytesIn = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** The file of a new clip, in pieces, and what is known of it. Throws a `BeckonError` INVALID where it contradicts itself. */
export async function encodeNewClip(
  clip: NewClip,
): Promise<{ chunks: Uint8Array[] } & Pick<ClipInfo, 'shape' | 'surroundings' | 'meta'>> {
  const { shape, timestamps, meta, frames } = clip;
  const pixels = bytesIn(shape);
  if (frames.size !== pixels) {
    throw new BeckonError(
      'INVALID',
      `A clip of ${shape.join('×')} takes ${pixels} bytes, and ${frames.size} were given.`,
    );
  }
  if (timestamps.length !== shape[0]) {
    throw new BeckonError(
      'INVALID',
      `A clip of ${shape[0]} frames takes as many timestamps, and ${timestamps.length} were given.`,
    );
  }
  const sides = await sidesOf(clip);
  const chunks = encodeClip(shape, timestamps, meta, new Uint8Array(await frames.arrayBuffer()), sides);
  if (!sides) return { chunks, shape, meta };
  const [before, after] = [sides.before.timestamps.length, sides.after.timestamps.length];
  return { chunks, shape, surroundings: { before, after }, meta };
}

/** What surrounds it, each side by itself; undefined where nothing does. */
async function sidesOf({ shape, surroundings }: NewClip): Promise<Record<Side, SideFrames> | undefined> {
  const { before = [], after = [], frames = new Blob([]) } = surroundings ?? {};
  const size = bytesIn(shape.slice(1));
  const expected = (before.length + after.length) * size;
  if (frames.size !== expected) {
    throw new BeckonError(
      'INVALID',
      `What surrounds this clip takes ${expected} bytes, and ${frames.size} were given.`,
    );
  }
  if (expected === 0) return undefined;
  const bytes = new Uint8Array(await frames.arrayBuffer());
  const middle = before.length * size;
  return {
    before: { timestamps: before, frames: bytes.subarray(0, middle) },
    after: { timestamps: after, frames: bytes.subarray(middle) },
  };
}
