import { describe, expect, it } from 'vitest';
import type { CapturedClip, CapturedFrame } from '../../../../src-renderer/capture/api';
import { FrameRing } from '../../../../src-renderer/capture/frame-ring';
import { MotionRecorder, startOf } from '../../../../src-renderer/capture/motion-recorder';

const capture = { frames: 12, fps: 10, width: 24, height: 24, mirror: false };

/** Plays a bright square that stands still but for the frames named, in each of which it moves by three pixels. */
function play(frames: number, moves: (frame: number) => boolean): number[] {
  const ring = new FrameRing(capture);
  const recorder = new MotionRecorder(capture, ring);
  const clips: CapturedClip[] = [];
  recorder.onClip = (clip) => clips.push(clip);
  let x = 0;
  for (let index = 0; index < frames; index++) {
    if (moves(index)) x = (x + 3) % 18;
    const rgb = new Uint8Array(24 * 24 * 3).fill(60);
    for (let row = 8; row < 14; row++) rgb.fill(220, (row * 24 + x) * 3, (row * 24 + x + 6) * 3);
    const frame: CapturedFrame = { rgb, timestamp: index * 100, dropped: 0, late: false };
    recorder.take(ring.push(frame), frame);
  }
  for (const clip of clips) expect(clip.timestamps).toHaveLength(capture.frames);
  return clips.map(({ timestamps }) => (timestamps[0] ?? NaN) / 100);
}

describe('MotionRecorder', () => {
  it('centres the clip on the movement, with frames from before it', () => {
    expect(play(60, (frame) => frame >= 30 && frame < 36)).toEqual([27]);
  });

  it('takes a movement longer than a clip from its beginning, and no second clip before there was stillness', () => {
    const starts = play(90, (frame) => frame >= 30 && frame < 65);
    expect(starts).toHaveLength(1);
    expect(Math.abs((starts[0] ?? NaN) - 29)).toBeLessThanOrEqual(1);
  });

  it('records each movement', () => {
    expect(play(110, (frame) => [30, 50, 70].some((start) => frame >= start && frame < start + 6))).toEqual([
      27, 47, 67,
    ]);
  });

  it('records nothing while nothing moves', () => {
    expect(play(80, () => false)).toEqual([]);
  });
});

describe('startOf', () => {
  it('puts a movement in the middle, or one frame after the start where it is too long', () => {
    expect(startOf(20, 24, 12)).toBe(16);
    expect(startOf(20, 26, 12)).toBe(17);
    expect(startOf(20, 40, 12)).toBe(19);
  });
});
