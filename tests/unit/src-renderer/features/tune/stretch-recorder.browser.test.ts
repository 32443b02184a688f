import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraFeed } from '../../../../../src-renderer/capture/api';
import { openFootage } from '../../../../../src-renderer/capture/footage';
import { StretchRecorder } from '../../../../../src-renderer/features/tune/stretch-recorder.svelte';

let added: { video: Blob; name: string; source: string }[];
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
  recorder = new StretchRecorder({
    projects: { current: { slug: 'one' } },
    camera: {
      get feed() {
        return feed;
      },
    },
    stretches: {
      all: [],
      add: (_slug, video, { name, source }) => {
        added.push({ video, name, source });
        return Promise.resolve(true);
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

  it('keeps what there is where the camera is taken away', async () => {
    const done = recorder.start();
    await expect.poll(() => recorder.seconds).toBeGreaterThan(0.7);
    for (const track of stream.getTracks()) track.stop();
    await done;
    expect(added).toHaveLength(1);
  });

  it('throws away what is cancelled, and does nothing without a camera', async () => {
    const done = recorder.start();
    recorder.cancel();
    await done;
    feed = null;
    await recorder.start();
    expect([added, recorder.active, recorder.open]).toEqual([[], false, false]);
  });
});
