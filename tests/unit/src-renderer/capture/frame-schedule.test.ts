import { describe, expect, it } from 'vitest';
import { StreamTime } from '../../../../src-renderer/capture/frame-source';
import { FrameSchedule, type Due } from '../../../../src-renderer/capture/frame-schedule';

/** Offers pictures at these times, each arriving `delay` ms later; gives those taken with their times. */
function run(fps: number, times: number[], delay = 0): (Due & { time: number })[] {
  const schedule = new FrameSchedule(fps);
  return times.flatMap((time) => {
    const due = schedule.offer(time, time + delay);
    return due ? [{ time, ...due }] : [];
  });
}
const row = (count: number, interval: number, jitter: (index: number) => number = () => 0): number[] =>
  Array.from({ length: count }, (_, index) => 1000 + index * interval + jitter(index));

describe('FrameSchedule', () => {
  it('takes every third picture of a camera three times as fast', () => {
    const taken = run(10, row(90, 100 / 3));
    expect(taken).toHaveLength(30);
    expect(taken.every(({ dropped, late }) => dropped === 0 && !late)).toBe(true);
  });

  it('does not drift: after 1,000 frames of a jittering 29.97 fps camera it is still on its due times', () => {
    const taken = run(
      10,
      row(3000, 1000 / 29.97, (index) => ((index * 7919) % 11) - 5),
    );
    const last = taken.at(-1);
    const frames = taken.length + taken.reduce((sum, { dropped }) => sum + dropped, 0);
    expect(taken.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(0);
    expect(Math.abs((last?.time ?? 0) - 1000 - (frames - 1) * 100)).toBeLessThan(25);
  });

  it('takes every picture of a camera of the same rate, early or late by a little', () => {
    expect(
      run(
        10,
        row(50, 100, (index) => ((index * 37) % 41) - 20),
      ),
    ).toHaveLength(50);
  });

  it('counts what a camera that is too slow leaves out', () => {
    const taken = run(10, row(21, 200));
    expect(taken).toHaveLength(21);
    expect(taken.slice(1).map(({ dropped }) => dropped)).toEqual(new Array(20).fill(1));
  });

  it('counts the frames of a gap once', () => {
    const times = [...row(30, 100 / 3), ...row(30, 100 / 3).map((time) => time + 1500)];
    const dropped = run(10, times).map((due) => due.dropped);
    expect(dropped.reduce((a, b) => a + b)).toBe(5);
    expect(Math.max(...dropped)).toBe(5);
  });

  it('calls a frame late that comes more than half a period after its due time', () => {
    const schedule = new FrameSchedule(10);
    schedule.offer(0, 0);
    expect(schedule.offer(100, 149)).toEqual({ dropped: 0, late: false });
    expect(schedule.offer(200, 251)).toEqual({ dropped: 0, late: true });
  });

  it('begins again where the stream starts over', () => {
    const schedule = new FrameSchedule(10);
    schedule.offer(100_000, 100_000);
    expect(schedule.offer(5, 100_050)).toEqual({ dropped: 0, late: false });
    expect(schedule.offer(105, 100_150)).not.toBeNull();
  });
});

describe('StreamTime', () => {
  it('takes the least delay seen as the offset of the clocks', () => {
    const time = new StreamTime();
    expect(time.toPageTime(0, 1030)).toBe(1030);
    expect(time.toPageTime(100, 1110)).toBe(1110);
    expect(time.toPageTime(200, 1290)).toBeCloseTo(1210, 0);
  });

  it('follows a camera whose clock runs slow', () => {
    const time = new StreamTime();
    let last = 0;
    for (let second = 0; second < 3600; second++) last = time.toPageTime(second * 999.8, second * 1000);
    expect(Math.abs(last - 3599 * 1000)).toBeLessThan(50);
  });
});
