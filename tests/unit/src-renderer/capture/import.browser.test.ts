import { BufferTarget, CanvasSource, Output, QUALITY_HIGH, WebMOutputFormat } from 'mediabunny';
import { describe, expect, it, vi } from 'vitest';
import type { CapturedClip } from '../../../../src-renderer/capture/api';
import { dueTimes, roomBeside, surroundingTimes } from '../../../../src-renderer/capture/clip-builder';
import { clipFromImages, clipFromVideo, evenly } from '../../../../src-renderer/capture/import';
import { Video } from '../../../../src-renderer/capture/video';

const capture = { frames: 16, fps: 10, width: 32, height: 32, mirror: false };

/** The grey of frame n in the videos and pictures made here: 20, 28, 36, … */
const grey = (frame: number): number => 20 + frame * 8;

/** A picture whose right half is frame n's grey, and whose left half is blue. */
function paint(canvas: OffscreenCanvas, frame: number): void {
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  ctx.fillStyle = `rgb(${grey(frame)} ${grey(frame)} ${grey(frame)})`;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = '#0000ff';
  ctx.fillRect(0, 0, canvas.width / 2, canvas.height);
}

/** A WebM of so many frames, 160×120, by default at 15 a second; which of the painted ones each shows, if not its own. */
async function video(frames: number, painted = (frame: number): number => frame, fps = 15): Promise<Blob> {
  const canvas = new OffscreenCanvas(160, 120);
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const source = new CanvasSource(canvas, { codec: 'vp8', quality: QUALITY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < frames; frame++) {
    paint(canvas, painted(frame));
    await source.add(frame / fps, 1 / fps);
  }
  await output.finalize();
  return new Blob([output.target.buffer ?? new ArrayBuffer(0)]);
}

/** The pixel in the middle of one half of each frame. */
const pixels = ({ frames, shape: [T, H, W] }: CapturedClip, half: 'left' | 'right'): number[][] =>
  Array.from({ length: T }, (_, t) => {
    const at = ((t * H + H / 2) * W + (half === 'left' ? W / 4 : (3 * W) / 4)) * 3;
    return [...frames.subarray(at, at + 3)];
  });

/** Which of the painted frames each frame of a clip shows. */
const shown = (clip: CapturedClip): number[] =>
  pixels(clip, 'right').map(([r]) => Math.round(((r ?? 0) - 20) / 8) + 0);

describe('clipFromVideo', () => {
  it('samples the middle of the video in true time', async () => {
    const clip = await clipFromVideo(await video(30), capture);
    expect(clip.shape).toEqual([16, 32, 32, 3]);
    // WebM does not say how long the last of the 30 frames lasts, so the video ends where that one begins.
    const start = (29 / 15 - 1.6) / 2;
    const expected = Array.from({ length: 16 }, (_, index) => Math.floor((start + 0.05 + index / 10) * 15));
    expect(shown(clip)).toEqual(expected);
    expect(clip.timestamps).toEqual(Array.from({ length: 16 }, (_, index) => index * 100));
  });

  it('takes of a long one the part in which most moves, in its middle, and passes over a cut', async () => {
    // A cut after 2 s; from 7 s to 8 s it moves.
    const moving = (frame: number): number =>
      frame < 30 ? 25 : frame < 105 ? 0 : frame < 120 ? frame - 105 : 15;
    const bytes = await video(150, moving);
    expect(shown(await clipFromVideo(bytes, capture))).toEqual([
      0, 0, 0, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 15, 15, 15,
    ]);
    // Where nothing moves at all, and of a single picture, it is the middle.
    expect(shown(await clipFromVideo(await video(60, () => 3), capture))).toEqual(new Array(16).fill(3));
    expect(shown(await clipFromVideo(bytes, { ...capture, frames: 1 }))).toEqual([0]);
  });

  it('keeps what surrounds the part that it takes, as far as there is any', async () => {
    const clip = await clipFromVideo(await video(30), capture);
    const start = (29 / 15 - 1.6) / 2;
    const at = (time: number): number => Math.floor(time * 15);
    const around = (side: CapturedClip['before']): number[] => {
      const { frames = new Uint8Array(), timestamps = [] } = side ?? {};
      return shown({ ...clip, frames, shape: [timestamps.length, 32, 32, 3] });
    };
    expect(around(clip.before)).toEqual([at(start - 0.15), at(start - 0.05)]);
    expect(around(clip.after)).toEqual([at(start + 1.65), at(start + 1.75)]);
    expect(clip.before?.timestamps).toEqual([-200, -100]);
    expect(clip.after?.timestamps).toEqual([1600, 1700]);
    // A long one has them on both sides of what moves.
    const long = await clipFromVideo(
      await video(150, (frame) => (frame < 105 ? 0 : Math.min(15, frame - 105))),
      capture,
    );
    expect([around(long.before), around(long.after)]).toEqual([new Array(5).fill(0), new Array(5).fill(15)]);
    const short = await clipFromVideo(await video(12), capture);
    expect([around(short.before), around(short.after)]).toEqual([[], []]);
  });

  it('makes the frames that a slow video lacks of the pictures before and after, as a camera’s are', async () => {
    const slow = await video(14, (frame) => 2 * frame, 5);
    const clip = await clipFromVideo(slow, capture);
    // From 0.5 s on: between the pictures of 0.4 s and 0.6 s, that of 0.6 s, and so on.
    expect(shown(clip)).toEqual(Array.from({ length: 16 }, (_, index) => 5 + index));
    // Also before and after what is cut out of it, and at the end of that.
    const cut = await Video.open(slow);
    const room = { from: 0.4, to: 2 };
    const frames = shown(await cut.clip(room, capture, room));
    cut.close();
    expect(frames).toEqual(Array.from({ length: 16 }, (_, index) => 4 + index));
    // Pictures that are shown for long stand still.
    const stills = shown(await clipFromVideo(await video(5, (frame) => 2 * frame, 2.5), capture));
    expect(new Set(stills)).toEqual(new Set([0, 2, 4, 6]));
  });

  it('puts a shorter video in the middle of a clip', async () => {
    const clip = await clipFromVideo(await video(12), capture);
    expect(clip.shape).toEqual([16, 32, 32, 3]);
    expect(clip.timestamps).toEqual(Array.from({ length: 16 }, (_, index) => index * 100));
    // It ends where its last frame begins.
    expect(shown(clip)).toEqual([0, 0, 0, 0, 0, 2, 3, 5, 6, 8, 9, 9, 9, 9, 9, 9]);
    expect([clip.before, clip.after]).toEqual([undefined, undefined]);
  });

  it('repeats the last frame of a video that is hardly shorter', async () => {
    const clip = await clipFromVideo(await video(23), capture);
    expect(shown(clip)).toHaveLength(16);
    expect(shown(clip).at(-1)).toBe(22);
  });

  it('makes a still clip of a single frame', async () => {
    expect(shown(await clipFromVideo(await video(1), capture))).toEqual(new Array(16).fill(0));
  });

  it('flips the picture where the project’s clips are mirrored', async () => {
    const bytes = await video(20);
    const blue = async (mirror: boolean, half: 'left' | 'right'): Promise<number> => {
      const [r = 0, , b = 0] = pixels(await clipFromVideo(bytes, { ...capture, mirror }), half)[0] ?? [];
      return b - r;
    };
    expect(await blue(false, 'left')).toBeGreaterThan(180);
    expect(await blue(false, 'right')).toBeLessThan(40);
    expect(await blue(true, 'left')).toBeLessThan(40);
    expect(await blue(true, 'right')).toBeGreaterThan(180);
  });

  it('reads a transparent video, as what a canvas records is', async () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
    const data = new Promise<Blob>((resolve) => (recorder.ondataavailable = (event) => resolve(event.data)));
    recorder.start();
    for (let frame = 0; frame < 10; frame++) {
      if (context) context.fillStyle = '#ff0000';
      context?.fillRect(frame, 0, canvas.width, canvas.height);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    const NoWorker = vi.fn(() => {
      throw new Error('The page may start no worker from a string.');
    });
    vi.stubGlobal('Worker', NoWorker);
    const [r = 0, g = 255] = pixels(await clipFromVideo(await data, capture), 'right').at(-1) ?? [];
    vi.unstubAllGlobals();
    expect(r - g).toBeGreaterThan(150);
  });

  it('says why a file is no clip', async () => {
    const damaged = new Uint8Array(await (await video(30)).arrayBuffer());
    const cases: [BlobPart, RegExp][] = [
      ['This is a letter.', /not a video/],
      ['', /not a video/],
      [damaged.slice(0, 60), /./],
    ];
    for (const [bytes, reason] of cases) {
      const error: unknown = await clipFromVideo(new Blob([bytes]), capture).catch((e: unknown) => e);
      expect(error).toMatchObject({ name: 'ImportError', message: expect.stringMatching(reason) });
    }
  });
});

describe('clipFromImages', () => {
  const picture = async (frame: number): Promise<{ name: string; bytes: Blob }> => {
    const canvas = new OffscreenCanvas(64, 48);
    paint(canvas, frame);
    return { name: `${frame}.png`, bytes: await canvas.convertToBlob() };
  };
  const pictures = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => picture(index)));

  it('chooses evenly from many and repeats from few', async () => {
    expect(shown(await clipFromImages(await pictures(29), capture))).toEqual(evenly(29, 16));
    expect(new Set(shown(await clipFromImages(await pictures(4), capture)))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('names the picture that cannot be read', async () => {
    const broken = { name: 'notes.png', bytes: new Blob(['no picture']) };
    await expect(clipFromImages([broken], capture)).rejects.toThrow(/notes\.png is not a picture/);
    await expect(clipFromImages([], capture)).rejects.toThrow(/no pictures/);
  });
});

describe('choosing times', () => {
  it('centres the window', () => {
    const times = dueTimes({ from: 5, to: 9 }, { ...capture, frames: 4, fps: 2 });
    expect(times).toEqual([6.25, 6.75, 7.25, 7.75]);
  });

  it('leaves what is another clip out of the surroundings of a clip', () => {
    const whole = { from: 0, to: 10 };
    const own = { from: 4, to: 6 };
    expect(roomBeside(own, [own], whole)).toEqual(whole);
    const others = [
      { from: 0, to: 1 },
      { from: 2, to: 4 },
      { from: 6.3, to: 8 },
    ];
    expect(roomBeside(own, [own, ...others], whole)).toEqual({ from: 4, to: 6.3 });
    expect(
      roomBeside(
        own,
        [
          { from: 3, to: 5 },
          { from: 5, to: 7 },
        ],
        whole,
      ),
    ).toEqual(own);
    const two = { ...capture, frames: 2, fps: 4 };
    const due = dueTimes({ from: 1, to: 1.5 }, two);
    expect(surroundingTimes(due, two, { from: 0.8, to: 3 })).toEqual({
      before: [0.875],
      after: [1.625, 1.875],
    });
    expect(surroundingTimes(due, two, { from: 1, to: 1.5 })).toEqual({ before: [], after: [] });
  });

  it('spreads evenly, ends included', () => {
    expect(evenly(5, 3)).toEqual([0, 2, 4]);
    expect(evenly(1, 3)).toEqual([0, 0, 0]);
    expect(evenly(5, 1)).toEqual([2]);
  });
});
