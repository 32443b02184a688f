import { describe, expect, it } from 'vitest';
import { openFootage } from '../../../../src-renderer/capture/footage';
import { clipFromImages, clipFromVideo } from '../../../../src-renderer/capture/import';
import { gifOf } from '../../../fixtures/gif';

const SIDE = 16;
const capture = { frames: 4, fps: 10, width: SIDE, height: SIDE, mirror: false };

/** A column of white pixels, nothing around it; it moves a column a picture. */
const column = (frame: number): (number | null)[] =>
  Array.from({ length: SIDE * SIDE }, (_, index) => (index % SIDE === frame ? 252 : null));

const columns = gifOf([0, 1, 2, 3].map(column));

/** White pixels of each frame, and black ones. */
function counts(frames: Uint8Array): { white: number[]; black: number[] } {
  const size = SIDE * SIDE * 3;
  const each = Array.from({ length: frames.length / size }, (_, t) =>
    frames.subarray(t * size, (t + 1) * size),
  );
  const count = (is: (level: number) => boolean): number[] =>
    each.map((rgb) => rgb.filter((level) => is(level)).length / 3);
  return { white: count((level) => level > 240), black: count((level) => level === 0) };
}

async function png(frame: number, mime = 'image/png'): Promise<{ name: string; bytes: Blob }> {
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const ctx = canvas.getContext('2d');
  if (ctx) ctx.fillStyle = '#ffffff';
  ctx?.fillRect(frame, 0, 1, SIDE);
  return { name: `${frame}`, bytes: await canvas.convertToBlob({ type: mime, quality: 1 }) };
}

const ONE_COLUMN = { white: new Array(4).fill(SIDE), black: new Array(4).fill(SIDE * (SIDE - 1)) };

describe('what is transparent', () => {
  it('is black in every frame, in pictures', async () => {
    for (const mirror of [false, true]) {
      const pictures = await Promise.all([0, 1, 2, 3].map((frame) => png(frame)));
      const { frames } = await clipFromImages(pictures, { ...capture, mirror });
      expect(counts(frames)).toEqual(ONE_COLUMN);
    }
  });

  it('is black in every frame, in an animation', async () => {
    expect(counts((await clipFromVideo(new Blob([columns]), capture)).frames)).toEqual(ONE_COLUMN);
    const footage = await openFootage(new Blob([columns]));
    const seen: number[] = [];
    for await (const { rgb } of footage.frames(capture)) seen.push(...counts(rgb).white);
    footage.close();
    expect(seen).toEqual(ONE_COLUMN.white);
  });

  it('lets black through where a picture is half transparent', async () => {
    const canvas = new OffscreenCanvas(SIDE, SIDE);
    const ctx = canvas.getContext('2d');
    if (ctx) ctx.fillStyle = 'rgb(255 255 255 / 50%)';
    ctx?.fillRect(0, 0, SIDE, SIDE);
    const picture = { name: 'veil.png', bytes: await canvas.convertToBlob() };
    const { frames } = await clipFromImages([picture, picture], capture);
    const levels = [0, 1, 2, 3].map((t) => frames[t * SIDE * SIDE * 3] ?? 0);
    for (const level of levels) expect(Math.abs(level - 128)).toBeLessThan(3);
  });
});
