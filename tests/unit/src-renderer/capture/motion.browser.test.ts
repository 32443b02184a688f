import { describe, expect, it } from 'vitest';
import type { CapturedClip } from '../../../../src-renderer/capture/api';
import { FrameRing } from '../../../../src-renderer/capture/frame-ring';
import { MotionRecorder } from '../../../../src-renderer/capture/motion-recorder';
import { Choreography, type Performance } from '../../../../src-renderer/capture/sample/choreography';
import { paintRoom } from '../../../../src-renderer/capture/sample/room';
import { drawScene, paintGrain } from '../../../../src-renderer/capture/sample/scene';
import { pictureOf, Sampler } from '../../../../src-renderer/capture/sampler';

/** The sample camera's pictures, drawn in a time of their own. Its script knows when the hand moves. */

const capture = { frames: 16, fps: 10, width: 96, height: 96, mirror: true };
const PERIOD = 1000 / capture.fps;
const SECONDS = capture.frames / capture.fps;
const STILL = { before: 1600, after: 450 };
const GESTURES = [
  'swipe-left',
  'swipe-right',
  'push',
  'pull',
  'circle-clockwise',
  'circle-counter-clockwise',
  'wave',
];

/** Records on motion while a person performs each gesture once. */
function film(seed: number): { asked: Performance[]; clips: CapturedClip[] } {
  const [width, height] = [640, 480];
  const canvas = new OffscreenCanvas(width, height);
  const ctx = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (!ctx) throw new Error('There is no canvas to draw on.');
  const choreography = new Choreography(seed, 0);
  const room = paintRoom(choreography.look, width, height);
  const grain = paintGrain(seed);
  const asked = GESTURES.map((gesture) => choreography.perform(gesture, SECONDS, 0, STILL));
  const sampler = new Sampler(capture);
  const ring = new FrameRing(capture);
  const recorder = new MotionRecorder(capture, ring);
  const clips: CapturedClip[] = [];
  recorder.onClip = (clip) => clips.push(clip);
  const until = (asked.at(-1)?.end ?? 0) + STILL.after;
  for (let timestamp = 0; timestamp < until + 1000; timestamp += PERIOD) {
    const { position, shape } = choreography.handAt(timestamp);
    const state = { look: choreography.look, room, grain, hand: position, shape, t: timestamp / 1000 };
    drawScene(ctx, state, width, height);
    const frame = { rgb: sampler.take(pictureOf(canvas, width, height)), timestamp, dropped: 0, late: false };
    recorder.take(ring.push(frame), frame);
  }
  return { asked, clips };
}

/** By how many frames a clip lies off the one that has the performance's movement in its middle. */
function error(clip: CapturedClip, { moves }: Performance): number {
  const middle = ((moves?.start ?? NaN) + (moves?.end ?? NaN)) / 2;
  const begins = middle - ((capture.frames - 1) * PERIOD) / 2;
  return ((clip.timestamps[0] ?? NaN) - begins) / PERIOD;
}

describe('recording on motion, with the sample camera', () => {
  it('cuts each gesture of seven people to within two frames of where the script moves the hand', () => {
    const found: number[] = [];
    let others = 0;
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
      const { asked, clips } = film(seed);
      for (const clip of clips) {
        expect(clip.timestamps).toHaveLength(capture.frames);
        const performance = asked.find((each) => Math.abs(error(clip, each)) < capture.frames / 2);
        if (performance) found.push(error(clip, performance));
        else others += 1;
      }
    }
    // Of 49. Where light and room change as much as a slow push does, the push may go unnoticed.
    expect(found.length).toBeGreaterThanOrEqual(47);
    expect(others).toBeLessThanOrEqual(1);
    expect(found.filter((frames) => Math.abs(frames) > 2)).toEqual([]);
  });
});
