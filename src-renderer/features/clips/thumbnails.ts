import type { ClipInfo, ClipShape } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import type { Client } from '../../rpc/connection';

/** A clip small enough to keep: a few of its frames side by side in one picture. */
export interface Strip {
  picture: ImageBitmap;
  /** Frames in the picture, from left to right, each {@link Strip.side} pixels wide and high. */
  frames: number;
  side: number;
}

const SIDE = 72;
const MOST_FRAMES = 8;
const MOST_KEPT = 400;
const BATCH = 24;

interface Wish {
  clip: ClipInfo;
  signal: AbortSignal;
  resolve: (strip: Strip | null) => void;
}

/** Reads clips for their thumbnails: only those that are wished for, a batch at a time, the last wished first. */
export class Thumbnails {
  #kept = new Map<string, Strip>();
  #wishes: Wish[] = [];
  #reading = false;
  #slug = '';
  #heldUntil = 0;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Forgets every picture and takes up another project. */
  open(slug: string): void {
    this.#slug = slug;
    this.#kept.clear();
    for (const wish of this.#wishes.splice(0)) wish.resolve(null);
  }

  /** The picture, where it is at hand. */
  peek(id: string): Strip | null {
    return this.#kept.get(id) ?? null;
  }

  /** Null where the clip cannot be read or is no longer wished for. */
  load(clip: ClipInfo, signal: AbortSignal): Promise<Strip | null> {
    const kept = this.#kept.get(clip.id);
    if (kept) {
      this.keep(clip.id, kept);
      return Promise.resolve(kept);
    }
    return new Promise((resolve) => {
      this.#wishes.push({ clip, signal, resolve });
      if (!this.#reading) void this.#work();
    });
  }

  /** Reads nothing for a while, e.g. as long as clips fly past. */
  hold(ms: number): void {
    this.#heldUntil = performance.now() + ms;
  }

  /** Draws a clip whose frames are at hand. */
  draw(shape: ClipShape, frames: Uint8Array<ArrayBuffer>): Promise<Strip> {
    return stripOf(shape, frames);
  }

  keep(id: string, strip: Strip): void {
    this.#kept.delete(id);
    this.#kept.set(id, strip);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  async #work(): Promise<void> {
    this.#reading = true;
    // Wishes that arise in the same task go together.
    await Promise.resolve();
    while (this.#wishes.length > 0) {
      for (let left; (left = this.#heldUntil - performance.now()) > 0;) await later(left);
      const batch = this.#wishes.splice(-BATCH);
      await this.#read(batch.filter((wish) => !wish.signal.aborted || (wish.resolve(null), false)));
    }
    this.#reading = false;
  }

  async #read(batch: Wish[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const refs = batch.map(({ clip: { classId, id } }) => ({ classId, id }));
      const { clips, frames } = await this.#client.clips.read({ slug: this.#slug, clips: refs });
      const bytes = new Uint8Array(await frames.arrayBuffer());
      const found = new Map<string, Strip>();
      let start = 0;
      for (const clip of clips) {
        const size = clip.shape.reduce((a, b) => a * b);
        const strip = await this.draw(clip.shape, bytes.subarray(start, start + size));
        this.keep(clip.id, strip);
        found.set(clipKey(clip), strip);
        start += size;
      }
      for (const { clip, resolve } of batch) resolve(found.get(clipKey(clip)) ?? null);
    } catch {
      // The clip's card says that its picture is missing; the reason is told where the clips are listed.
      for (const { resolve } of batch) resolve(null);
    }
  }
}

/** Draws up to {@link MOST_FRAMES} frames of a clip, evenly spread, cropped square around the centre. */
async function stripOf([T, H, W]: ClipShape, frames: Uint8Array<ArrayBuffer>): Promise<Strip> {
  const shown = Math.min(T, MOST_FRAMES);
  const sheet = new OffscreenCanvas(shown * SIDE, SIDE);
  const sheetContext = context(sheet);
  sheetContext.imageSmoothingQuality = 'high';
  const frame = new OffscreenCanvas(W, H);
  const frameContext = context(frame);
  const image = frameContext.createImageData(W, H);
  const square = Math.min(W, H);
  for (let i = 0; i < shown; i++) {
    const t = shown === 1 ? 0 : Math.round((i * (T - 1)) / (shown - 1));
    const start = t * H * W * 3;
    for (let pixel = 0; pixel < H * W; pixel++) {
      image.data[pixel * 4] = frames[start + pixel * 3] ?? 0;
      image.data[pixel * 4 + 1] = frames[start + pixel * 3 + 1] ?? 0;
      image.data[pixel * 4 + 2] = frames[start + pixel * 3 + 2] ?? 0;
      image.data[pixel * 4 + 3] = 255;
    }
    frameContext.putImageData(image, 0, 0);
    const [left, top] = [(W - square) / 2, (H - square) / 2];
    sheetContext.drawImage(frame, left, top, square, square, i * SIDE, 0, SIDE, SIDE);
  }
  return { picture: await createImageBitmap(sheet), frames: shown, side: SIDE };
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function context(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const found = canvas.getContext('2d');
  if (!found) throw new Error('This window cannot draw pictures.');
  return found;
}
