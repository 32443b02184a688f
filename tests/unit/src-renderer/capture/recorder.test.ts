import { describe, expect, it } from 'vitest';
import type { CapturedClip, CapturedFrame } from '../../../../src-renderer/capture/api';
import { ClipRecorder } from '../../../../src-renderer/capture/recorder';

const capture = { frames: 4, fps: 10, width: 16, height: 16, mirror: false };

/** A clock whose frames are sent by hand; frame n is filled with the byte n. */
function fakeClock() {
  const listeners = new Set<(frame: CapturedFrame) => void>();
  const rgb = new Uint8Array(capture.width * capture.height * 3);
  let sent = 0;
  return {
    capture,
    listeners,
    onFrame: (listener: (frame: CapturedFrame) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(count = 1, extra: Partial<CapturedFrame> = {}): void {
      for (let index = 0; index < count; index++) {
        sent += 1 + (extra.dropped ?? 0);
        rgb.fill(sent);
        for (const listener of listeners)
          listener({ rgb, timestamp: sent * 100, dropped: 0, late: false, ...extra });
      }
    },
  };
}

/** The byte each frame of a clip is filled with. */
const bytes = ({ frames }: CapturedClip): number[] => {
  const size = capture.width * capture.height * 3;
  return [0, 1, 2, 3].map((index) => {
    const frame = frames.subarray(index * size, (index + 1) * size);
    expect(frame.every((byte) => byte === frame[0])).toBe(true);
    return frame[0] ?? -1;
  });
};

function setUp() {
  const clock = fakeClock();
  const recorder = new ClipRecorder(clock);
  const clips: CapturedClip[] = [];
  recorder.onClip = (clip) => clips.push(clip);
  return { clock, recorder, clips };
}

describe('ClipRecorder', () => {
  it('records nothing until it is told to', () => {
    const { clock, recorder, clips } = setUp();
    clock.send(10);
    expect(clips).toEqual([]);
    expect(recorder.recording).toBe(false);
  });

  it('records one clip after another while held, and discards the unfinished one', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(10);
    expect(recorder.progress).toBe(0.5);
    recorder.release();
    expect(recorder.progress).toBe(0);
    clock.send(10);
    expect(clips.map(bytes)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(clips[0]).toMatchObject({
      shape: [4, 16, 16, 3],
      timestamps: [100, 200, 300, 400],
      dropped: 0,
      late: 0,
    });
  });

  it('begins afresh when held again: nothing of the discarded clip is left', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(3, { late: true });
    recorder.release();
    recorder.hold();
    clock.send(4);
    expect(clips).toHaveLength(1);
    expect(clips.map(bytes)).toEqual([[4, 5, 6, 7]]);
    expect(clips[0]?.late).toBe(0);
  });

  it('gives each clip a buffer of its own', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(8);
    expect(clips[0]?.frames.buffer).not.toBe(clips[1]?.frames.buffer);
  });

  it('counts the frames that the camera did not give', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(1);
    clock.send(2, { filled: true });
    clock.send(1, { late: true });
    clock.send(4);
    expect(clips[0]).toMatchObject({ timestamps: [100, 200, 300, 400], dropped: 2, late: 1 });
    expect(clips[1]).toMatchObject({ dropped: 0, late: 0 });
  });

  it('counts no frame that was missing before the clip began', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(1, { dropped: 3 });
    clock.send(3);
    expect(clips[0]?.dropped).toBe(0);
  });

  it('does not join what lies before and after a gap', () => {
    const { clock, recorder, clips } = setUp();
    recorder.hold();
    clock.send(2);
    clock.send(1, { dropped: 20 });
    clock.send(3);
    expect(clips.map(bytes)).toEqual([[23, 24, 25, 26]]);
  });

  it('records once and stops', async () => {
    const { clock, recorder, clips } = setUp();
    const promise = recorder.recordOnce();
    clock.send(9);
    expect(bytes(await promise)).toEqual([1, 2, 3, 4]);
    expect(clips).toHaveLength(1);
    expect(recorder.recording).toBe(false);
  });

  it('leaves out what was taken before the time it is given', async () => {
    const { clock, recorder } = setUp();
    const promise = recorder.recordOnce(250);
    clock.send(9);
    expect(bytes(await promise)).toEqual([3, 4, 5, 6]);
    recorder.hold();
    clock.send(3, { timestamp: 0 });
    expect(recorder.progress).toBe(0.75);
  });

  it('rejects the clip that was cancelled, and lets go of the clock when closed', async () => {
    const { clock, recorder, clips } = setUp();
    const promise = recorder.recordOnce();
    clock.send(2);
    recorder.close();
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.listeners.size).toBe(0);
    expect(clips).toEqual([]);
  });

  it('tells its progress after each frame', () => {
    const { clock, recorder } = setUp();
    const seen: number[] = [];
    recorder.onProgress = (progress) => seen.push(progress);
    recorder.hold();
    clock.send(5);
    recorder.release();
    expect(seen).toEqual([0.25, 0.5, 0.75, 1, 0.25, 0]);
  });
});
