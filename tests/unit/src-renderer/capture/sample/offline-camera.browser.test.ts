import { describe, expect, it } from 'vitest';
import type { CapturedClip } from '../../../../../src-renderer/capture/api';
import { ClipRecorder } from '../../../../../src-renderer/capture/recorder';
import { OfflineSampleCamera } from '../../../../../src-renderer/capture/sample/offline-camera';

const capture = { frames: 16, fps: 10, width: 48, height: 48, mirror: true };

async function record(seed: number, gestures: readonly string[]): Promise<CapturedClip[]> {
  const camera = new OfflineSampleCamera(capture, { seed, width: 160, height: 120 });
  const recorder = new ClipRecorder(camera.clock);
  const clips: CapturedClip[] = [];
  for (const gesture of gestures) {
    const { start, end } = camera.perform(gesture, 1.6);
    const clip = recorder.recordOnce(start);
    camera.run(start, end);
    clips.push(await clip);
  }
  return clips;
}

/** Of large arrays `toEqual` takes seconds. */
async function digests(clips: readonly CapturedClip[]): Promise<string[]> {
  return Promise.all(
    clips.map(async ({ frames, timestamps }) => {
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', frames));
      return `${hash.join()} at ${timestamps.join()}`;
    }),
  );
}

describe('the sample camera on a clock of its own', () => {
  it('gives the same clips for the same seed, byte for byte', async () => {
    const gestures = ['swipe-left', 'push', 'wave'];
    const once = await digests(await record(3, gestures));
    expect(new Set(once).size).toBe(3);
    expect(await digests(await record(3, gestures))).toEqual(once);
  });

  it('gives other clips for another seed, and for the same gesture once more', async () => {
    const clips = [...(await record(3, ['wave', 'wave'])), ...(await record(4, ['wave']))];
    expect(new Set(clips.map(({ frames }) => frames.join())).size).toBe(3);
  });

  it('takes every frame at its time, and each shows the hand further on', async () => {
    const [clip] = await record(5, ['swipe-left']);
    if (!clip) throw new Error('no clip');
    const { timestamps, frames, dropped, late } = clip;
    expect({ dropped, late }).toEqual({ dropped: 0, late: 0 });
    timestamps.forEach((time, index) => expect(time).toBeCloseTo((timestamps[0] ?? 0) + index * 100, 6));
    const size = 48 * 48 * 3;
    const [before, after] = [frames.subarray(7 * size, 8 * size), frames.subarray(8 * size, 9 * size)];
    expect(
      before.filter((value, index) => Math.abs(value - (after[index] ?? 0)) > 24).length,
    ).toBeGreaterThan(20);
  });

  it('refuses an unknown gesture', () => {
    expect(() => new OfflineSampleCamera(capture, {}).perform('salute', 1)).toThrow(RangeError);
  });
});
