import { afterEach, describe, expect, it } from 'vitest';
import type { CapturedClip } from '../../../../../src-renderer/capture/api';
import { openCamera } from '../../../../../src-renderer/capture/cameras';
import { startFrameClock } from '../../../../../src-renderer/capture/frame-clock';
import { ClipRecorder } from '../../../../../src-renderer/capture/recorder';
import { openSampleCamera, type SampleFeed } from '../../../../../src-renderer/capture/sample/camera';

const capture = { frames: 16, fps: 10, width: 48, height: 48, mirror: true };
const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const each of cleanUp.splice(0)) each();
});

function open(seed: number): SampleFeed {
  const feed = openSampleCamera({ seed, width: 320, height: 240 });
  cleanUp.push(() => feed.close());
  return feed;
}

async function record(feed: SampleFeed, gesture: string): Promise<CapturedClip> {
  const clock = await startFrameClock(feed, capture);
  const recorder = new ClipRecorder(clock);
  cleanUp.push(() => clock.close());
  await feed.sample.perform(gesture, 1.6).started;
  return recorder.recordOnce();
}

/** Where a clip's change lies: the mean x, in [0, 1], of the pixels that differ from the frame before, for each frame. */
function changes({ frames, shape: [T, H, W] }: CapturedClip): number[] {
  return Array.from({ length: T - 1 }, (_, t) => {
    let weight = 0;
    let sum = 0;
    for (let pixel = 0; pixel < H * W; pixel++) {
      const at = (t * H * W + pixel) * 3 + 1;
      const change = Math.abs((frames[at] ?? 0) - (frames[at + H * W * 3] ?? 0));
      if (change < 24) continue;
      weight += change;
      sum += change * ((pixel % W) / W);
    }
    return weight > 0 ? sum / weight : NaN;
  }).filter((x) => !Number.isNaN(x));
}

describe('the sample camera', () => {
  it('is a real stream of moving pictures with the chosen size', async () => {
    const feed = open(3);
    const [track] = feed.stream.getVideoTracks();
    expect(track).toBeInstanceOf(MediaStreamTrack);
    expect(track?.readyState).toBe('live');
    const clip = await record(feed, 'wave');
    expect(clip.shape).toEqual([16, 48, 48, 3]);
    expect(changes(clip).length).toBeGreaterThan(5);
  });

  it('shows a swipe in the direction its name says in the mirrored picture', async () => {
    const [left, right] = await Promise.all([record(open(4), 'swipe-left'), record(open(4), 'swipe-right')]);
    const drift = (clip: CapturedClip): number => {
      const xs = changes(clip);
      const half = Math.floor(xs.length / 2);
      const mean = (part: number[]): number => part.reduce((a, b) => a + b, 0) / part.length;
      return mean(xs.slice(-half)) - mean(xs.slice(0, half));
    };
    expect(drift(left)).toBeLessThan(-0.05);
    expect(drift(right)).toBeGreaterThan(0.05);
  });

  it('tells when a performance begins and ends', async () => {
    const { started, ended } = open(5).sample.perform('push', 0.5);
    expect((await ended) - (await started)).toBeCloseTo(500, 3);
  });

  it('refuses an unknown gesture', () => {
    expect(() => open(6).sample.perform('salute', 1)).toThrow(RangeError);
  });

  it('lets nobody wait for a gesture that it will not perform any more', async () => {
    const feed = open(7);
    const first = feed.sample.perform('push', 5);
    feed.sample.newSession(8);
    await expect(first.ended).rejects.toThrow('new session');
    const second = feed.sample.perform('push', 5);
    feed.close();
    await expect(second.ended).rejects.toThrow('closed');
    expect(feed.stream.getVideoTracks()[0]?.readyState).toBe('ended');
  });

  it('is opened like any other camera', async () => {
    const feed = await openCamera('sample');
    cleanUp.push(() => feed.close());
    expect(feed.device).toEqual({ id: 'sample', label: 'Sample camera' });
    expect(feed.sample?.gestures.length).toBeGreaterThanOrEqual(5);
  });
});
