import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, QUALITY_HIGH } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { clipFromVideo } from '../../../../src-renderer/capture/import';
import { openFootage } from '../../../../src-renderer/capture/footage';
import { Video } from '../../../../src-renderer/capture/video';
import { trimMp4, type EditEntry } from '../../../fixtures/renderer/trim-mp4';

const capture = { frames: 16, fps: 10, width: 32, height: 32, mirror: false };
const FRAMES = 46;

/** 4.6 s at 10 pictures a second; the grey of picture n is 20 + 5n. Its header lies behind the pictures. */
async function ramp(fastStart: false | 'fragmented' = false): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(160, 120);
  const ctx = canvas.getContext('2d');
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart }), target });
  const source = new CanvasSource(canvas, { codec: 'vp9', quality: QUALITY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < FRAMES; frame++) {
    const grey = 20 + 5 * frame;
    if (ctx) ctx.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    ctx?.fillRect(0, 0, 160, 120);
    await source.add(frame / 10, 1 / 10);
  }
  await output.finalize();
  return target.buffer ?? new ArrayBuffer(0);
}

const trimmed = async (entries: readonly EditEntry[], options?: { wide: boolean }): Promise<Blob> =>
  new Blob([trimMp4(await ramp(), entries, options)]);

/** Which of the painted pictures each frame shows. */
const shown = (frames: readonly Uint8Array[]): number[] =>
  frames.map((rgb) => Math.round(((rgb[0] ?? 0) - 20) / 5));

async function clipOf(file: Blob): Promise<number[]> {
  const { frames } = await clipFromVideo(file, capture);
  const size = 32 * 32 * 3;
  return shown(Array.from({ length: 16 }, (_, t) => frames.subarray(t * size, (t + 1) * size)));
}

async function watched(file: Blob): Promise<number[]> {
  const footage = await openFootage(file);
  const seen: Uint8Array[] = [];
  for await (const { rgb } of footage.frames(capture)) seen.push(rgb.slice());
  footage.close();
  return shown(seen);
}

const row = (from: number, count: number): number[] => Array.from({ length: count }, (_, n) => from + n);

describe('a trimmed video', () => {
  it('is read from where its first edit begins', async () => {
    const file = await trimmed([{ duration: 1.6, media: 3 }]);
    expect(await clipOf(file)).toEqual(row(30, 16));
    expect(await watched(file)).toEqual(row(30, 16));
  });

  it('is read to where its edit ends', async () => {
    const file = await trimmed([{ duration: 1.6, media: 0.5 }]);
    expect(await clipOf(file)).toEqual(row(5, 16));
    expect(await watched(file)).toEqual(row(5, 16));
  });

  it('stands still before and after what is shown, with nothing that was cut away', async () => {
    expect(await clipOf(await trimmed([{ duration: 0.8, media: 1 }]))).toEqual([
      ...new Array<number>(4).fill(10),
      ...row(10, 8),
      ...new Array<number>(4).fill(17),
    ]);
  });

  it('leaves out what was cut from its middle', async () => {
    const cut: EditEntry[] = [
      { duration: 0.8, media: 0.4 },
      { duration: 0.8, media: 3.2 },
    ];
    const both = [...row(4, 8), ...row(32, 8)];
    for (const wide of [false, true]) expect(await clipOf(await trimmed(cut, { wide }))).toEqual(both);
    expect(await watched(await trimmed(cut))).toEqual(both);
  });

  it('waits where its edit list does, and shows what comes before', async () => {
    const late: EditEntry[] = [{ duration: 0.5 }, { duration: 1.6, media: 2 }];
    expect(await clipOf(await trimmed(late))).toEqual(row(20, 16));
    const paused: EditEntry[] = [{ duration: 0.4, media: 1 }, { duration: 0.4 }, { duration: 0.8, media: 3 }];
    const still = new Array<number>(4).fill(13);
    expect(await clipOf(await trimmed(paused))).toEqual([...row(10, 4), ...still, ...row(30, 8)]);
  });

  it('holds a picture, and runs faster, where its edit list says so', async () => {
    const edits: EditEntry[] = [
      { duration: 0.8, media: 2, rate: 0 },
      { duration: 0.8, media: 2.5, rate: 2 },
    ];
    // The middle of a frame's time, at double speed, is where the next picture begins.
    const fast = Array.from({ length: 8 }, (_, n) => 26 + 2 * n);
    expect(await clipOf(await trimmed(edits))).toEqual([...new Array<number>(8).fill(20), ...fast]);
  });

  it('is shown whole where its edit list has no end or shows nothing', async () => {
    expect((await watched(await trimmed([{ duration: 0, media: 1 }]))).slice(0, 3)).toEqual([10, 11, 12]);
    expect((await watched(await trimmed([{ duration: 2, media: 90 }]))).slice(0, 3)).toEqual([0, 1, 2]);
    expect(await watched(await trimmed([{ duration: 90, media: 3 }]))).toEqual(row(30, FRAMES - 30));
    expect(await watched(await trimmed([]))).toEqual(row(0, FRAMES));
    expect(await watched(new Blob([await ramp('fragmented')]))).toEqual(row(0, FRAMES));
  });

  it('is offered for marking as long as players show it, and plays no more', async () => {
    const video = await Video.open(
      await trimmed([
        { duration: 0.5, media: 1 },
        { duration: 0.5, media: 3 },
      ]),
    );
    expect(video.whole.from).toBeCloseTo(0, 3);
    expect(video.whole.to).toBeCloseTo(1, 3);
    const grey = ({ canvas }: { canvas: HTMLCanvasElement | OffscreenCanvas }): number => {
      const ctx = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      return Math.round(((ctx.getImageData(5, 5, 1, 1).data[0] ?? 0) - 20) / 5);
    };
    const played: [number, number][] = [];
    for await (const picture of video.pictures(0.3, 32)) played.push([picture.time, grey(picture)]);
    expect(played.map(([, picture]) => picture)).toEqual([13, 14, 30, 31, 32, 33, 34]);
    expect(played.map(([time]) => Math.round(time * 10))).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const late = await video.pictureAt(5, 32);
    expect(late && grey(late)).toBe(34);
    const marked = await video.clip({ from: 0.6, to: 1 }, { ...capture, frames: 4 });
    expect(shown([0, 1, 2, 3].map((t) => marked.frames.subarray(t * 3072)))).toEqual([31, 32, 33, 34]);
    video.close();
  });
});
