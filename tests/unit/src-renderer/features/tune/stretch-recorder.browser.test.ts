import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraFeed } from '../../../../../src-renderer/capture/api';
import { openFootage } from '../../../../../src-renderer/capture/footage';
import type { Mark } from '../../../../../src-renderer/features/tune/marks';
import { StretchRecorder } from '../../../../../src-renderer/features/tune/stretch-recorder.svelte';

let added: { video: Blob; name: string; source: string; marks?: readonly Mark[] }[];
let discarded: typeof added;
let stream: MediaStream;
let feed: Pick<CameraFeed, 'stream' | 'device'> | null;
let painting: ReturnType<typeof setInterval>;
let recorder: StretchRecorder;

beforeEach(() => {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  let grey = 0;
  painting = setInterval(() => {
    if (!context) return;
    context.fillStyle = `rgb(${(grey += 5) % 255} 0 0)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 40);
  stream = canvas.captureStream();
  feed = { stream, device: { id: 'desk', label: 'Desk camera' } };
  added = [];
  discarded = [];
  recorder = new StretchRecorder({
    projects: { current: { slug: 'one' } },
    camera: {
      get feed() {
        return feed;
      },
    },
    stretches: {
      all: [],
      add: (_slug, video, stretch) => {
        added.push({ video, ...stretch });
        return Promise.resolve(true);
      },
      discard: (_slug, video, stretch) => {
        discarded.push({ video, ...stretch });
        return Promise.resolve();
      },
    },
    toasts: { attempt: (work) => work() },
  });
  recorder.show();
});
afterEach(() => clearInterval(painting));

describe('recording a stretch', () => {
  it('keeps what the camera showed until it is stopped, as a video that can be watched', async () => {
    const done = recorder.start();
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.7);
    expect(recorder.active).toBe(true);
    recorder.stop();
    await done;
    expect(added).toMatchObject([{ name: 'Recording 1', source: 'Desk camera' }]);
    expect([recorder.active, recorder.open]).toEqual([false, false]);
    const footage = await openFootage(added[0]?.video ?? new Blob());
    expect(footage.seconds).toBeGreaterThan(0.3);
    footage.close();
  });

  it('keeps what keys were held for, and for how long', async () => {
    recorder.press('Digit1', 'wave');
    expect(recorder.held).toEqual([]);
    const done = recorder.start();
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.3);
    recorder.press('Digit1', 'wave');
    recorder.press('Digit1', 'wave');
    recorder.press('KeyO', null);
    // Too short to have been meant.
    recorder.release('KeyO');
    expect(recorder.held.map(({ kind }) => kind)).toEqual(['wave']);
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.7);
    recorder.release('Digit1');
    expect(recorder.marks).toHaveLength(1);
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.9);
    recorder.press('KeyO', null);
    await expect.poll(() => recorder.seconds).toBeGreaterThan(1.3);
    // Held to the end.
    recorder.stop();
    await done;
    expect(added[0]?.marks?.map(({ kind }) => kind)).toEqual(['wave', null]);
    for (const { start, end } of added[0]?.marks ?? []) {
      expect(start).toBeGreaterThanOrEqual(0.2);
      expect(end).toBeGreaterThan(start);
    }
    expect(recorder.held).toEqual([]);
  });

  it('keeps what there is where the camera is taken away', async () => {
    const done = recorder.start();
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.7);
    for (const track of stream.getTracks()) track.stop();
    await done;
    expect(added).toHaveLength(1);
  });

  it('hands over what is discarded so that it can come back, and does nothing without a camera', async () => {
    const done = recorder.start();
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.3);
    recorder.press('Digit1', 'wave');
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.7);
    recorder.cancel();
    await done;
    expect(discarded).toMatchObject([
      { name: 'Recording 1', source: 'Desk camera', marks: [{ kind: 'wave' }] },
    ]);
    expect(discarded[0]?.video.size).toBeGreaterThan(0);
    feed = null;
    await recorder.start();
    expect([added, discarded.length, recorder.active, recorder.open]).toEqual([[], 1, false, false]);
  });
});
