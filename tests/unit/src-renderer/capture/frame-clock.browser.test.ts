import { afterEach, describe, expect, it } from 'vitest';
import type { CapturedFrame, FrameClock } from '../../../../src-renderer/capture/api';
import { startFrameClock } from '../../../../src-renderer/capture/frame-clock';
import {
  processorSource,
  videoSource,
  type FrameSource,
} from '../../../../src-renderer/capture/frame-source';

const capture = { frames: 16, fps: 10, width: 32, height: 32, mirror: false };
const sources: [string, FrameSource][] = [
  ['track processor', processorSource],
  ['video element', videoSource],
];
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
});

/** A stream of 160×120 pictures: the centre square is red on its left and blue on its right, the margins are green. */
function twoColours(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.width = 160;
  canvas.height = 120;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  const draw = (): void => {
    ctx.fillStyle = '#00ff00';
    ctx.fillRect(0, 0, 160, 120);
    ctx.fillStyle = '#ff0000';
    ctx.fillRect(20, 0, 60, 120);
    ctx.fillStyle = '#0000ff';
    ctx.fillRect(80, 0, 60, 120);
  };
  draw();
  const stream = canvas.captureStream(30);
  const timer = setInterval(draw, 33);
  cleanUp.push(() => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  });
  return stream;
}

async function framesOf(clock: FrameClock, count: number): Promise<CapturedFrame[]> {
  const frames: CapturedFrame[] = [];
  return new Promise((resolve) => {
    const stop = clock.onFrame((frame) => {
      frames.push({ ...frame, rgb: frame.rgb.slice() });
      if (frames.length < count) return;
      stop();
      resolve(frames);
    });
  });
}

async function start(source: FrameSource, mirror: boolean, stream = twoColours()): Promise<FrameClock> {
  const clock = await startFrameClock({ stream }, { ...capture, mirror }, source);
  cleanUp.push(() => clock.close());
  return clock;
}

/** The colour at a place of a 32×32 frame, each channel 0 or 1. */
function colour(frame: CapturedFrame | undefined, x: number, y: number): number[] {
  const at = (y * 32 + x) * 3;
  return [...(frame?.rgb.subarray(at, at + 3) ?? [])].map((byte) => (byte > 127 ? 1 : 0));
}
const RED = [1, 0, 0];
const BLUE = [0, 0, 1];

describe.each(sources)('startFrameClock over a %s', (_name, source) => {
  it('crops around the centre and keeps the sides', async () => {
    const [frame] = await framesOf(await start(source, false), 1);
    expect(frame?.rgb).toHaveLength(32 * 32 * 3);
    for (const y of [1, 16, 30]) {
      expect(colour(frame, 1, y)).toEqual(RED);
      expect(colour(frame, 13, y)).toEqual(RED);
      expect(colour(frame, 18, y)).toEqual(BLUE);
      expect(colour(frame, 30, y)).toEqual(BLUE);
    }
  });

  it('swaps the sides where it mirrors', async () => {
    const [frame] = await framesOf(await start(source, true), 1);
    expect(colour(frame, 1, 16)).toEqual(BLUE);
    expect(colour(frame, 30, 16)).toEqual(RED);
  });

  it('keeps the rate: times and dropped frames together add up to a tenth of a second a frame', async () => {
    const frames = await framesOf(await start(source, false), 12);
    const steps = frames.slice(1).reduce((sum, { dropped }) => sum + dropped + 1, 0);
    const span = (frames.at(-1)?.timestamp ?? 0) - (frames[0]?.timestamp ?? 0);
    expect(span / steps).toBeGreaterThan(85);
    expect(span / steps).toBeLessThan(115);
    for (const [index, { timestamp }] of frames.slice(1).entries()) {
      expect(timestamp).toBeGreaterThan(frames[index]?.timestamp ?? Infinity);
    }
  });

  it('is silent after it was closed', async () => {
    const clock = await start(source, false);
    await framesOf(clock, 1);
    let more = 0;
    clock.onFrame(() => (more += 1));
    clock.close();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(more).toBe(0);
  });
});

describe('startFrameClock', () => {
  it('says so where the camera has gone already', async () => {
    const stream = twoColours();
    for (const track of stream.getTracks()) track.stop();
    await expect(startFrameClock({ stream }, capture)).rejects.toMatchObject({ code: 'CAMERA_UNPLUGGED' });
  });

  it('serves several listeners', async () => {
    const clock = await start(processorSource, false);
    const [one, other] = await Promise.all([framesOf(clock, 3), framesOf(clock, 3)]);
    expect(one.map(({ timestamp }) => timestamp)).toEqual(other.map(({ timestamp }) => timestamp));
  });
});
