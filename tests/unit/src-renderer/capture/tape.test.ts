import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CapturedClip, CapturedFrame, FrameClock } from '../../../../src-renderer/capture/api';
import { Tape } from '../../../../src-renderer/capture/tape';

const capture = { frames: 8, fps: 10, width: 16, height: 16, mirror: false };
const SIZE = 16 * 16 * 3;

/** A tape of frames that are sent by hand; frame n is filled with the byte n, and was taken at n·100 ms. */
function setUp(of = capture) {
  const listeners = new Set<(frame: CapturedFrame) => void>();
  const clock: FrameClock = {
    capture: of,
    onFrame: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
  const numbers: number[] = [];
  const tape = new Tape(clock, (index) => numbers.push(index));
  /** Clips in the order in which they are whole. */
  const whole: CapturedClip[] = [];
  tape.recorder.onClip = (clip) => void tape.surround(clip).then((one) => whole.push(one));
  let sent = 0;
  const send = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      sent += 1;
      const frame = { rgb: new Uint8Array(SIZE).fill(sent), timestamp: 100 * sent, dropped: 0, late: false };
      for (const listener of listeners) listener(frame);
    }
    await Promise.resolve();
  };
  return { tape, whole, send, listeners, numbers };
}

/** Numbers of the frames before a clip, of its own, and of those after it. */
function numbersOf({ before, frames, after }: CapturedClip): number[][] {
  return [before?.frames, frames, after?.frames].map((bytes = new Uint8Array()) =>
    Array.from({ length: bytes.length / SIZE }, (_, index) => bytes[index * SIZE + 5] ?? -1),
  );
}
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a tape', () => {
  it('gives a clip what was seen half a second before it, and half a second after it', async () => {
    const { tape, whole, send, numbers } = setUp();
    await send(10);
    tape.recorder.hold();
    await send(8);
    tape.recorder.release();
    await send(4);
    expect(whole).toEqual([]);
    await send(1);
    expect(whole.map(numbersOf)).toEqual([[range(6, 10), range(11, 18), range(19, 23)]]);
    expect(whole[0]?.before?.timestamps).toEqual([600, 700, 800, 900, 1000]);
    expect(whole[0]?.after?.timestamps).toEqual([1900, 2000, 2100, 2200, 2300]);
    expect(numbers).toEqual(range(0, 22));
  });

  it('takes for the surroundings of a clip nothing of another one', async () => {
    const { tape, whole, send } = setUp();
    await send(3);
    tape.recorder.hold();
    await send(8 + 8 + 2);
    // The second is there, and goes on into a third, which is let go of soon after.
    expect(whole.map(numbersOf)).toEqual([[range(1, 3), range(4, 11), []]]);
    tape.recorder.release();
    await send(5);
    expect(whole.map(numbersOf)[1]).toEqual([[], range(12, 19), range(20, 24)]);
  });

  it('is not kept waiting: not by the next recording, not by clips that are shorter than half a second', async () => {
    const { tape, whole, send } = setUp({ ...capture, frames: 3 });
    tape.recorder.hold();
    await send(6);
    expect(whole.map(numbersOf)).toEqual([[[], range(1, 3), []]]);
    tape.recorder.release();
    await send(2);
    tape.settle();
    await send(1);
    expect(whole.map(numbersOf)[1]).toEqual([[], range(4, 6), range(7, 8)]);
  });

  it('loses no clip where the camera goes, or stands still', async () => {
    const { tape, whole, send, listeners } = setUp();
    tape.recorder.hold();
    await send(8);
    tape.recorder.release();
    await send(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(whole.map(numbersOf)).toEqual([[[], range(1, 8), [9]]]);
    tape.recorder.hold();
    await send(8);
    tape.close();
    await Promise.resolve();
    expect(whole.map(numbersOf)[1]).toEqual([[9], range(10, 17), []]);
    expect(listeners.size).toBe(0);
  });

  it('surrounds no single picture', async () => {
    const { tape, whole, send } = setUp({ ...capture, frames: 1 });
    await send(3);
    tape.recorder.hold();
    await send(1);
    expect(whole.map(numbersOf)).toEqual([[[], [4], []]]);
  });
});
