import { describe, expect, it } from 'vitest';
import {
  greyOf,
  MotionDetector,
  MotionMeter,
  type Movement,
} from '../../../../src-renderer/capture/motion-detector';
import { Mulberry32 } from '../../../../src-renderer/capture/sample/mulberry32';

const FPS = 10;

/** Energies of a still camera: around `level`, and never far from it. */
function still(frames: number, level = 0.5, seed = 1): number[] {
  const random = new Mulberry32(seed);
  return Array.from({ length: frames }, () => level * random.between(0.7, 1.3));
}

function run(detector: MotionDetector, energies: readonly number[], from = 0): Movement[] {
  return energies.flatMap((energy, index) => detector.offer(from + index, energy) ?? []);
}

describe('MotionDetector', () => {
  it('finds where a movement begins and ends', () => {
    const energies = [...still(30), 4, 8, 9, 8, 6, 4, ...still(20)];
    expect(run(new MotionDetector(FPS), energies)).toEqual([{ onset: 30, end: 35 }]);
  });

  it('looks back for the slow beginning, and takes the slow end along', () => {
    const energies = [...still(30), 1.3, 1.5, 6, 9, 9, 6, 1.4, 1.3, ...still(20)];
    expect(run(new MotionDetector(FPS), energies)).toEqual([{ onset: 30, end: 37 }]);
  });

  it('takes a wave that stands still at its turns for one movement', () => {
    const energies = [...still(30), 8, 8, 0.4, 0.5, 8, 8, 0.5, 0.4, 0.5, 8, 8, ...still(20)];
    expect(run(new MotionDetector(FPS), energies)).toEqual([{ onset: 30, end: 40 }]);
  });

  it('adapts to a noisy camera: what is movement to a quiet one is none to it', () => {
    const bump = [3, 3, 3, 3, 3, 3];
    expect(run(new MotionDetector(FPS), [...still(60, 0.2), ...bump, ...still(20, 0.2)])).toHaveLength(1);
    expect(run(new MotionDetector(FPS), [...still(60, 3), ...bump, ...still(20, 3)])).toEqual([]);
    expect(
      run(new MotionDetector(FPS), [...still(60, 3), ...bump.map((e) => 5 * e), ...still(20, 3)]),
    ).toHaveLength(1);
  });

  it('takes a flash for no movement, and is ready again after it', () => {
    const energies = [...still(30), 30, 30, ...still(20), 8, 9, 9, 8, 6, ...still(10)];
    expect(run(new MotionDetector(FPS), energies)).toEqual([{ onset: 52, end: 56 }]);
  });

  it('is armed by a second of quiet only, so that the way back of a hand is not taken for a gesture', () => {
    const gesture = [6, 9, 9, 9, 6, 4];
    const soon = [...still(30), ...gesture, ...still(7), ...gesture, ...still(20)];
    expect(run(new MotionDetector(FPS), soon)).toHaveLength(1);
    const later = [...still(30), ...gesture, ...still(16), ...gesture, ...still(20)];
    expect(run(new MotionDetector(FPS), later)).toHaveLength(2);
  });

  it('says what it waits for', () => {
    const detector = new MotionDetector(FPS);
    run(detector, still(5));
    expect(detector.state).toBe('still');
    run(detector, still(10), 5);
    expect(detector.state).toBe('armed');
    run(detector, [8, 8, 8], 15);
    expect([detector.state, detector.underWay]).toEqual(['moving', { onset: 15, end: 17 }]);
    detector.settle();
    expect([detector.state, detector.underWay]).toEqual(['still', null]);
  });

  it('does not grow used to movement that goes on for long', () => {
    const detector = new MotionDetector(FPS);
    run(detector, still(40));
    const before = detector.thresholds.high;
    run(detector, still(50, 9), 40);
    expect(detector.thresholds.high).toBeLessThan(3 * before);
  });
});

describe('greyOf', () => {
  it('averages blocks, weighing green most', () => {
    const rgb = new Uint8Array([...Array(2).fill([255, 0, 0]), ...Array(2).fill([0, 255, 0])].flat());
    expect([...greyOf(rgb, 2, 2, 1)][0]).toBeCloseTo((255 * (0.299 + 0.587)) / 2, 3);
  });

  it('keeps a picture’s places', () => {
    const rgb = new Uint8Array(4 * 4 * 3);
    rgb.fill(200, (4 * 3 + 3) * 3);
    expect([...greyOf(rgb, 4, 4, 2)].map(Math.round)).toEqual([0, 0, 0, 50]);
  });
});

describe('MotionMeter', () => {
  const picture = (fill: (block: number) => number): Float32Array =>
    Float32Array.from({ length: 16 }, (_, block) => fill(block));

  it('counts a patch that changes, and nothing where all changes alike', () => {
    const meter = new MotionMeter(FPS, 4);
    expect(meter.offer(picture(() => 100))).toBeNull();
    expect(meter.offer(picture(() => 130))).toBe(0);
    expect(meter.offer(picture((block) => (block < 4 ? 160 : 130)))).toBeGreaterThan(5);
  });

  it('gets used to a place that always changes', () => {
    const meter = new MotionMeter(FPS, 4);
    const plant = (t: number) => picture((block) => (block === 5 ? 100 + 8 * (t % 2) : 100));
    const first = Array.from({ length: 3 }, (_, t) => meter.offer(plant(t)) ?? 0);
    const later = Array.from({ length: 60 }, (_, t) => meter.offer(plant(t + 3)) ?? 0);
    expect(first.at(-1)).toBeGreaterThan(1);
    expect(later.at(-1)).toBeLessThan(0.1);
  });

  it('sees the same movement at any frame rate', () => {
    const energyAt = (fps: number): number => {
      const meter = new MotionMeter(fps, 4);
      const energies = Array.from({ length: 2 * fps }, (_, frame) => {
        const t = frame / fps;
        return meter.offer(picture((block) => (block < 4 && t > 1 ? 100 + 80 * (t - 1) : 100))) ?? 0;
      });
      return Math.max(...energies);
    };
    expect(energyAt(60) / energyAt(10)).toBeCloseTo(1, 1);
  });
});
