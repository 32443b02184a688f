import { describe, expect, it } from 'vitest';
import { defaultTrainConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { MovementMeter, movementOf, wholeMovement } from '../../../../src-renderer/learning/movement';

const SIDE = 48;
const FRAMES = 16;
const spec = preprocessSpec(defaultTrainConfig(), { fps: 10, frames: FRAMES, mirror: false });

/** A bright hand on a dark wall, in shares of the picture. */
function picture(x: number, y = 0.5, wall = 60): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(SIDE * SIDE * 3);
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      const [across, down] = [(column + 0.5) / SIDE - x, (row + 0.5) / SIDE - y];
      const hand = Math.abs(across) < 0.08 && Math.abs(down) < 0.08;
      rgb.fill(hand ? 200 : wall, (row * SIDE + column) * 3, (row * SIDE + column + 1) * 3);
    }
  return rgb;
}

/** From the left to the right within ten frames, between two rests. */
const swipe = Array.from({ length: FRAMES }, (_, t) =>
  picture(0.2 + 0.06 * Math.min(10, Math.max(0, t - 3))),
);
const rest = (frames: number): Uint8Array[] => new Array<Uint8Array>(frames).fill(picture(0.2));
const clip = (frames: readonly Uint8Array[]) => ({
  shape: [frames.length, SIDE, SIDE, 3] as [number, number, number, 3],
  mirror: false,
  frames: Uint8Array.from(frames.flatMap((frame) => [...frame])),
});
const usual = movementOf(spec, clip(swipe));
const whole = wholeMovement([usual, usual]) ?? NaN;

/** Of each frame from the first full window on, whether a movement is there that nothing was named for. */
function unnamed(frames: readonly Uint8Array[], named: (at: number) => boolean = () => false): boolean[] {
  const meter = new MovementMeter(spec, whole);
  return frames.flatMap((frame, at) => {
    meter.next(frame, SIDE, SIDE, false);
    return at < FRAMES - 1 ? [] : [meter.isUnnamed(named(at))];
  });
}

describe('how much moves', () => {
  it('is what changes from frame to frame, and not what a lamp changes', () => {
    expect(usual).toBeGreaterThan(10);
    const flicker = Array.from({ length: FRAMES }, (_, t) =>
      picture(0.2, 0.5, 60).map((value) => value + 4 * (t % 2)),
    );
    expect(movementOf(spec, clip(flicker))).toBeLessThan(usual / 20);
  });

  it('is a whole gesture’s worth by the median of clips; of still ones nothing is told', () => {
    const ratio = (wholeMovement([usual]) ?? NaN) / usual;
    expect(ratio).toBeLessThan(1);
    expect(wholeMovement([10, 20, 300])).toBeCloseTo(20 * ratio);
    expect(wholeMovement([0.1, 0.2])).toBeNull();
    expect(wholeMovement([])).toBeNull();
  });
});

describe('a movement that nothing was named for', () => {
  const end = new Array<Uint8Array>(2 * FRAMES).fill(swipe.at(-1) ?? picture(0));
  const once = [...rest(FRAMES), ...swipe, ...end];

  it('is told of once it is past its height, all the while until it has left the window', () => {
    const all = unnamed(once);
    const [first, last] = [all.indexOf(true), all.lastIndexOf(true)];
    // The hand moves from the fifth to the fourteenth frame of the swipe.
    expect(first).toBeGreaterThan(14);
    expect(first).toBeLessThan(24);
    expect(last - first).toBeGreaterThanOrEqual(3);
    expect(all.slice(first, last)).not.toContain(false);
    expect(last).toBeLessThan(14 + FRAMES);
  });

  it('is none where hands rest or fidget', () => {
    const fidget = Array.from({ length: 60 }, (_, t) => picture(0.2 + 0.02 * Math.sin(t / 2)));
    expect(unnamed([...rest(FRAMES), ...fidget, ...rest(FRAMES)])).not.toContain(true);
    expect(unnamed(rest(40))).not.toContain(true);
  });

  it('is none of what a gesture was named for, and the next one is', () => {
    const named = (at: number): boolean => at >= FRAMES + 11 && at < FRAMES + 13;
    expect(unnamed(once, named)).not.toContain(true);
    const twice = unnamed([...once, ...swipe.toReversed(), ...rest(2 * FRAMES)], named);
    expect(twice.indexOf(true)).toBeGreaterThan(once.length - FRAMES);
  });

  it('is one all the same where a name was guessed when hardly any of it was there', () => {
    expect(unnamed(once, (at) => at < FRAMES + 6)).toContain(true);
  });

  it('is forgotten where as many frames were missed as a window has, and when it is reset', () => {
    const meter = new MovementMeter(spec, whole);
    const see = (frames: readonly Uint8Array[]): boolean[] =>
      frames.map((frame) => {
        meter.next(frame, SIDE, SIDE, false);
        return meter.isUnnamed(false);
      });
    expect(see([...rest(FRAMES), ...swipe, ...end.slice(0, 8)]).at(-1)).toBe(true);
    meter.next(swipe.at(-1) ?? picture(0), SIDE, SIDE, false, FRAMES + 3);
    expect(meter.isUnnamed(false)).toBe(false);
    see([...swipe.toReversed(), ...rest(3)]);
    meter.reset();
    expect(see([picture(0.9)])).toEqual([false]);
  });
});
