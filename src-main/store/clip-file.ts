import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  BeckonError,
  clipMetaSchema,
  clipShapeSchema,
  type ClipMeta,
  type ClipShape,
  type Surroundings,
} from '../contract';
import { MAX_SURROUNDING_FRAMES } from '../shared/limits';
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
  /** What was seen right before and right after it; null where that was not kept. */
  before: SideTensors | null;
  after: SideTensors | null;
}

interface SideTensors {
  count: number;
  frames: Tensor;
  timestamps: Tensor;
}

/** In a file, what was seen on a side of the clip is a tensor of this name; the times of its frames are `before_timestamps` and so on. */
export const SIDES = ['before', 'after'] as const;
export type Side = (typeof SIDES)[number];

/** Frames from a side of a clip, of the clip's size, and when each was taken (ms). */
export interface SideFrames {
  timestamps: readonly number[];
  frames: Uint8Array;
}

/** A clip's file, as chunks to write one after another: header, timestamps (float64), frames (uint8). */
export function encodeClip(
  shape: ClipShape,
  timestamps: readonly number[],
  meta: ClipMeta,
  frames: Uint8Array,
  surroundings: Readonly<Partial<Record<Side, SideFrames>>> = {},
): Uint8Array[] {
  const sides = SIDES.flatMap((name) => {
    const side = surroundings[name];
    return side && side.timestamps.length > 0 ? [{ name, ...side }] : [];
  });
  const [, ...size] = shape;
  const header = encodeHeader(
    [
      { name: 'timestamps', dtype: 'F64', shape: [shape[0]] },
      ...sides.map((side) => ({ name: timesOf(side.name), dtype: 'F64', shape: [side.timestamps.length] })),
      { name: 'frames', dtype: 'U8', shape },
      ...sides.map((side) => ({ name: side.name, dtype: 'U8', shape: [side.timestamps.length, ...size] })),
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
  const times = [timestamps, ...sides.map((side) => side.timestamps)].map(encodeTimestamps);
  return [header, ...times, frames, ...sides.map((side) => side.frames)];
}

const timesOf = (side: Side): string => `${side}_timestamps`;

function encodeTimestamps(timestamps: readonly number[]): Uint8Array {
  const times = new DataView(new ArrayBuffer(timestamps.length * 8));
  timestamps.forEach((time, index) => times.setFloat64(index * 8, time, true));
  return new Uint8Array(times.buffer);
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
  const [before, after] = SIDES.map((side) => sideOf(tensors, side, shape.data));
  return {
    shape: shape.data,
    meta: meta.data,
    bytes: fileBytes,
    frames,
    timestamps,
    before: before ?? null,
    after: after ?? null,
  };
}

function sideOf(tensors: Map<string, Tensor>, side: Side, shape: ClipShape): SideTensors | null {
  if (!tensors.has(side)) return null;
  const frames = tensorOf(tensors, side, 'U8', 4);
  const timestamps = tensorOf(tensors, timesOf(side), 'F64', 1);
  const [count = 0, ...size] = frames.shape;
  if (size.join() !== shape.slice(1).join() || count > MAX_SURROUNDING_FRAMES) {
    const found = shorten(frames.shape.join('×'));
    throw unreadable(
      `Its “${side}” has the shape ${found}, which its frames of ${shape.join('×')} do not go with.`,
    );
  }
  if (timestamps.shape[0] !== count) {
    throw unreadable(`It has ${count} frames “${side}” but ${timestamps.shape[0] ?? 0} timestamps of them.`);
  }
  return count > 0 ? { count, frames, timestamps } : null;
}

/** The frames of a clip, or of a side of it, from its whole file. */
export function sideFrames(
  bytes: Uint8Array,
  { frames, timestamps }: Pick<SideTensors, 'frames' | 'timestamps'>,
): SideFrames {
  return {
    timestamps: decodeTimestamps(bytes.subarray(timestamps.start, timestamps.end)),
    frames: bytes.subarray(frames.start, frames.end),
  };
}

/** How many frames of its surroundings a clip carries; undefined where it carries none. */
export const surroundingsOf = ({ before, after }: ClipHeader): Surroundings | undefined =>
  before || after ? { before: before?.count ?? 0, after: after?.count ?? 0 } : undefined;

/** Whether two clips' files hold the same clip: the same frames, taken at the same times. What surrounds them does not count. */
export function isSameClip(one: Uint8Array, other: Uint8Array): boolean {
  const headers = [describeClip(one, one.length), describeClip(other, other.length)] as const;
  const [own, theirs] = headers.map(({ shape, meta }) => ({ shape, meta }));
  return (
    isDeepStrictEqual(own, theirs) &&
    (['frames', 'timestamps'] as const).every((name) => {
      const [a, b] = headers.map((header) => header[name]) as [Tensor, Tensor];
      return Buffer.compare(one.subarray(a.start, a.end), other.subarray(b.start, b.end)) === 0;
    })
  );
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
  const { timestamps, before, after } = describeClip(bytes, bytes.length);
  for (const { start, end } of [timestamps, before?.timestamps, after?.timestamps].filter(
    (each) => each !== undefined,
  )) {
    if (!decodeTimestamps(bytes.subarray(start, end)).every(Number.isFinite))
      throw new BeckonError('UNREADABLE', 'Its timestamps are damaged.');
  }
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
