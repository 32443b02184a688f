import { afterEach, describe, expect, it, vi } from 'vitest';
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
/** The stream that was made last stays as it is. */
let stopDrawing = (): void => undefined;
afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
});

/**
 * A stream of 160×120 pictures: the centre square is red on its left and blue on its right, the margins are green.
 * @param size may be changed while it runs
 */
function twoColours(size = { width: 160, height: 120 }): MediaStream {
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('no canvas');
  const draw = (): void => {
    const { width, height } = size;
    if (canvas.width !== width) Object.assign(canvas, size);
    ctx.fillStyle = '#00ff00';
    ctx.fillRect(0, 0, width, height);
    ctx.fillStyle = '#ff0000';
    ctx.fillRect((width - height) / 2, 0, height / 2, height);
    ctx.fillStyle = '#0000ff';
    ctx.fillRect(width / 2, 0, height / 2, height);
  };
  draw();
  const stream = canvas.captureStream(30);
  const timer = setInterval(draw, 33);
  stopDrawing = () => clearInterval(timer);
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

  it('goes on where the camera changes its resolution', async () => {
    const size = { width: 160, height: 120 };
    const clock = await start(source, false, twoColours(size));
    await framesOf(clock, 2);
    Object.assign(size, { width: 320, height: 180 });
    const last = (await framesOf(clock, 8)).at(-1);
    expect(last?.rgb).toHaveLength(32 * 32 * 3);
    for (const x of [1, 13]) expect(colour(last, x, 16)).toEqual(RED);
    for (const x of [18, 30]) expect(colour(last, x, 16)).toEqual(BLUE);
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

  it.each<[string, (clock: FrameClock, camera: MediaStreamTrack) => void]>([
    ['its clock is closed', (clock) => clock.close()],
    ['it is closed, and gives no picture any more', (_, camera) => (camera.stop(), stopDrawing())],
  ])('lets go of the camera where %s', async (_what, close) => {
    const stream = twoColours();
    const [camera] = stream.getVideoTracks();
    if (!camera) throw new Error('no track');
    const cloned = vi.spyOn(camera, 'clone');
    const clock = await start(processorSource, false, stream);
    const [own] = cloned.mock.results.map(({ value }) => value);
    expect(own?.readyState).toBe('live');
    close(clock, camera);
    await vi.waitFor(() => expect(own?.readyState).toBe('ended'), { timeout: 5000 });
  });

  it('sees no more of a camera that is switched off than the page does', async () => {
    const stream = twoColours();
    const clock = await start(processorSource, false, stream);
    for (const track of stream.getVideoTracks()) track.enabled = false;
    const frames = await framesOf(clock, 6);
    expect(colour(frames.at(-1), 1, 16)).toEqual([0, 0, 0]);
  });
});
