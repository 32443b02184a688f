import { z } from 'zod';
import { BeckonError, clipMetaSchema, clipShapeSchema, type ClipMeta, type ClipShape } from '../contract';
import { shorten } from '../shared/shorten';
import type { OpenFile } from './disk';
import { encodeHeader, headerEnd, parseHeader, type Tensor } from './safetensors';

/** Ends the name of a clip's file; what stands before it is the clip's id. */
export const CLIP_EXTENSION = '.safetensors';

/** Most headers fit in the first read. */
const FIRST_READ_BYTES = 1024;

/** What a clip's header says. */
export interface ClipHeader {
  shape: ClipShape;
  meta: ClipMeta;
  /** Size of the file. */
  bytes: number;
  frames: Tensor;
  timestamps: Tensor;
}

/** A clip's file, as chunks to write one after another: header, timestamps (float64), frames (uint8). */
export function encodeClip(
  shape: ClipShape,
  timestamps: readonly number[],
  meta: ClipMeta,
  frames: Uint8Array,
): Uint8Array[] {
  const header = encodeHeader(
    [
      { name: 'timestamps', dtype: 'F64', shape: [shape[0]] },
      { name: 'frames', dtype: 'U8', shape },
    ],
    {
      session: meta.session,
      source: meta.source,
      mirror: String(meta.mirror),
      fps: String(meta.fps),
      recordedAt: meta.recordedAt,
      appVersion: meta.appVersion,
    },
  );
  const times = new DataView(new ArrayBuffer(timestamps.length * 8));
  timestamps.forEach((time, index) => times.setFloat64(index * 8, time, true));
  return [header, new Uint8Array(times.buffer), frames];
}

/** Reads a clip's header and nothing of its frames. Throws a `BeckonError` UNREADABLE with the reason. */
export async function readClipHeader(file: OpenFile): Promise<ClipHeader> {
  const { size } = await file.stat();
  const first = await readRange(file, 0, Math.min(size, FIRST_READ_BYTES));
  const end = headerEnd(first.subarray(0, 8), size);
  const bytes = end <= first.length ? first : await readRange(file, 0, end);
  return describeClip(bytes, size);
}

/** As {@link readClipHeader}, from the file's first bytes. */
export function describeClip(bytes: Uint8Array, fileBytes: number): ClipHeader {
  const { tensors, metadata } = parseHeader(bytes, fileBytes);
  const frames = tensorOf(tensors, 'frames', 'U8', 4);
  const timestamps = tensorOf(tensors, 'timestamps', 'F64', 1);
  const shape = clipShapeSchema.safeParse(frames.shape);
  if (!shape.success) {
    throw unreadable(`Its frames have the shape ${shorten(frames.shape.join('×'))}, which no clip has.`);
  }
  if (timestamps.shape[0] !== shape.data[0]) {
    throw unreadable(`It has ${shape.data[0]} frames but ${timestamps.shape[0] ?? 0} timestamps.`);
  }
  const meta = metaSchema.safeParse(Object.fromEntries(metadata));
  if (!meta.success) {
    const missing = meta.error.issues[0]?.path.join('.') ?? '';
    throw unreadable(`Its header does not say, or not validly, its “${missing}”.`);
  }
  return { shape: shape.data, meta: meta.data, bytes: fileBytes, frames, timestamps };
}

/** `[start, end)` of a file. Throws a `BeckonError` UNREADABLE where it ends before. */
export async function readRange(
  file: OpenFile,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw unreadable('The file was cut short while it was read.');
    filled += bytesRead;
  }
  return bytes;
}

/** Times in ms, from their bytes. */
export function decodeTimestamps(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true));
}

/** Throws a `BeckonError` UNREADABLE where these bytes are no clip's file. */
export function checkClip(bytes: Uint8Array): void {
  const { timestamps } = describeClip(bytes, bytes.length);
  const times = decodeTimestamps(bytes.subarray(timestamps.start, timestamps.end));
  if (!times.every(Number.isFinite)) throw new BeckonError('UNREADABLE', 'Its timestamps are damaged.');
}

/** In the file, everything is text. */
const metaSchema = z
  .object({
    session: z.string(),
    source: z.string(),
    mirror: z.enum(['true', 'false']).transform((text) => text === 'true'),
    fps: z.string().transform(Number),
    recordedAt: z.string(),
    appVersion: z.string(),
  })
  .pipe(clipMetaSchema);

function tensorOf(tensors: Map<string, Tensor>, name: string, dtype: string, rank: number): Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw unreadable(`It is a safetensors file but not a Beckon clip: it has no “${name}”.`);
  if (tensor.dtype !== dtype || tensor.shape.length !== rank) {
    throw unreadable(
      `It is a safetensors file but not a Beckon clip: its “${name}” is ${shorten(tensor.dtype, 20)} with ${tensor.shape.length} axes, not ${dtype} with ${rank}.`,
    );
  }
  return tensor;
}

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);
