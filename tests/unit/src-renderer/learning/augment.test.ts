import { describe, expect, it } from 'vitest';
import type { AugmentationStrengths } from '../../../../src-main/contract';
import type { EngineClip } from '../../../../src-renderer/engine/api';
import {
  frameAt,
  mirrorsOf,
  NO_AUGMENTATION,
  randomAugmentation,
  randomChange,
  viewOf,
  type Augmentation,
} from '../../../../src-renderer/learning/augment';
import { backdropOf, backdropsFrom } from '../../../../src-renderer/learning/backdrop';
import { AUGMENTATION, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { preprocessClip } from '../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../src-renderer/learning/random';
import { movingBar } from '../../../fixtures/engine/support';

describe('augmentation', () => {
  it('is repeatable and stays within its bounds', () => {
    expect(randomAugmentation(AUGMENTATION, new Random(3))).toEqual(
      randomAugmentation(AUGMENTATION, new Random(3)),
    );
    const random = new Random(1);
    for (let i = 0; i < 200; i++) {
      const { shiftX, shiftY, scale, speed, advance } = randomAugmentation(AUGMENTATION, random);
      expect(Math.max(Math.abs(shiftX), Math.abs(shiftY))).toBeLessThanOrEqual(0.1);
      expect(Math.abs(Math.log(scale))).toBeLessThanOrEqual(Math.log(1.15));
      expect(Math.abs(Math.log(speed))).toBeLessThanOrEqual(Math.log(1.16));
      expect(Math.abs(advance)).toBeLessThanOrEqual(0.125);
    }
  });

  it('keeps the order of the frames, whatever it does to time', () => {
    const random = new Random(2);
    for (let i = 0; i < 200; i++) {
      const order = Array.from({ length: 16 }, (_, t) =>
        frameAt(t, 16, randomAugmentation(AUGMENTATION, new Random(i))),
      );
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(order.every((at) => Number.isInteger(at) && at >= 0 && at < 16)).toBe(true);
      const count = 1 + random.below(64);
      const plain = Array.from({ length: count }, (_, t) => t);
      expect(plain.map((t) => frameAt(t, count, NO_AUGMENTATION))).toEqual(plain);
    }
  });

  it('plays faster around the middle, and earlier', () => {
    const at = (changes: { speed?: number; advance?: number }): number[] =>
      [0, 1, 2, 3, 4].map((t) => frameAt(t, 5, { ...NO_AUGMENTATION, ...changes }));
    expect(at({ speed: 2 })).toEqual([0, 0, 2, 4, 4]);
    expect(at({ speed: 0.5 })).toEqual([1, 2, 2, 3, 3]);
    expect(at({ speed: -1 })).toEqual([4, 3, 2, 1, 0]);
    expect(at({ advance: 0.2 })).toEqual([1, 2, 3, 4, 4]);
  });

  it('takes the very numbers it took before where no class may be mirrored', () => {
    const [plain, change] = [new Random(5), new Random(5)];
    for (let i = 0; i < 50; i++) {
      const changed = randomChange(1, [0, null], change, AUGMENTATION);
      expect(changed).toEqual({ augmentation: randomAugmentation(AUGMENTATION, plain), label: 1 });
    }
    expect(change.state()).toEqual(plain.state());
  });

  it('mirrors about half the clips of a class that has a twin, and gives those to it', () => {
    const random = new Random(6);
    const changes = Array.from({ length: 400 }, () => randomChange(0, [2, null, 0], random, AUGMENTATION));
    for (const { augmentation, label } of changes) expect(label).toBe(augmentation.flip ? 2 : 0);
    const mirrored = changes.filter(({ label }) => label === 2).length;
    expect(mirrored).toBeGreaterThan(150);
    expect(mirrored).toBeLessThan(250);
  });

  it('knows twins by both naming each other', () => {
    const named = (id: string, mirror?: string) => ({ id, ...(mirror !== undefined && { mirror }) });
    const all = [
      named('a', 'b'),
      named('b', 'a'),
      named('c'),
      named('d', 'd'),
      named('e', 'c'),
      named('f', 'x'),
    ];
    expect(mirrorsOf(all)).toEqual([1, 0, null, 3, null, null]);
  });

  it('looks at a smaller part of the picture where the content grows', () => {
    const view = viewOf(100, 100, 1, { ...NO_AUGMENTATION, scale: 2, shiftX: 0.1 }, false);
    expect(view).toEqual({ x: 20, y: 25, width: 50, height: 50 });
  });
});

const SIDE = 12;
const spec = preprocessSpec({ channels: 'rgb', size: SIDE }, { frames: 1, fps: 10, mirror: true });

/** Bytes of one picture, RGB by what `paint` says of each pixel, as the network sees it under a change. */
function seen(
  change: Partial<Augmentation>,
  paint: (x: number, y: number) => readonly [number, number, number],
  { side = SIDE, mirror = true } = {},
): number[][] {
  const frames = Uint8Array.from(
    Array.from({ length: side * side }, (_, i) => paint(i % side, Math.floor(i / side))).flat(),
  );
  const clip = { shape: [1, side, side, 3] as [number, number, number, 3], mirror, frames };
  const values = preprocessClip(spec, clip, { ...NO_AUGMENTATION, ...change });
  return Array.from({ length: SIDE * SIDE }, (_, i) =>
    [0, 1, 2].map((colour) => ((values[3 * i + colour] as number) + 0.5) * 255),
  );
}
const red = (pixels: number[][]): number[] => pixels.map(([value]) => Math.round(value ?? NaN));
const grey = (value: number) => [value, value, value] as const;
/** The rows of a picture whose top half is bright. */
const top = (_: number, y: number) => grey(y < SIDE / 2 ? 200 : 0);

describe('a change of the picture', () => {
  it('turns it clockwise, mirrored or not', () => {
    for (const mirror of [true, false]) {
      const turned = red(seen({ rotation: Math.PI / 2 }, top, { mirror }));
      turned.forEach((value, i) => expect(value).toBe(i % SIDE < SIDE / 2 ? 0 : 200));
    }
  });

  it('averages what it shrinks, turned or not', () => {
    const chequered = (x: number, y: number) => grey((x + y) % 2 === 0 ? 0 : 200);
    for (const value of red(seen({ rotation: Math.PI }, chequered, { side: 2 * SIDE })))
      expect(value).toBe(100);
  });

  it('makes colours stronger and weaker, each by itself', () => {
    const [pixel] = seen({ colour: [1.2, 1, 0.5] }, () => grey(100));
    expect(pixel?.map(Math.round)).toEqual([120, 100, 50]);
  });

  it('blurs edges and leaves even parts alone', () => {
    const values = red(seen({ blur: 1 }, top));
    expect([0, 1, 5, 6, 7].map((y) => values[y * SIDE])).toEqual([200, 200, 150, 50, 0]);
  });

  it('cuts a rectangle out', () => {
    const values = red(seen({ cutout: { x: 0, y: 0.5, width: 0.5, height: 0.25 } }, () => grey(200)));
    values.forEach((value, i) => {
      const inside = i % SIDE < 6 && Math.floor(i / SIDE) >= 6 && Math.floor(i / SIDE) < 9;
      expect(value).toBe(inside ? 128 : 200);
    });
  });

  it('adds noise of the strength it says, the same from the same seed and other in each pixel', () => {
    const noisy = (noiseSeed: number) => seen({ noise: 0.1, noiseSeed }, () => grey(128)).flat();
    const values = noisy(4);
    expect(noisy(4)).toEqual(values);
    expect(noisy(5)).not.toEqual(values);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - 128) ** 2, 0) / values.length);
    expect(spread / 255).toBeGreaterThan(0.08);
    expect(spread / 255).toBeLessThan(0.12);
  });
});

describe('another backdrop', () => {
  const others = [movingBar('left', 'a', 's', 1), movingBar('right', 'b', 's', 2)] as const;

  it('is what stands still in a clip', () => {
    // The bar covers each column in less than half the frames.
    const { bytes } = backdropOf(others[0]);
    expect(Math.max(...bytes)).toBeLessThan(80);
    expect(Math.min(...bytes)).toBeGreaterThanOrEqual(40);
    expect(backdropOf(others[0]).bytes).toBe(bytes);
  });

  it('takes the place of a clip’s own, and leaves what moves', () => {
    const lit: EngineClip = { ...others[1], frames: others[1].frames.map((byte) => byte + 50) };
    const spec = preprocessSpec({ channels: 'grey', size: 24 }, { frames: 6, fps: 10, mirror: true });
    const swapped = preprocessClip(spec, others[0], {
      ...NO_AUGMENTATION,
      backdrop: { share: 1, own: backdropOf(others[0]), other: backdropOf(lit) },
    });
    const before = preprocessClip(spec, others[0]);
    const mean = (values: Float32Array, bright: boolean): number => {
      const chosen = values.filter((_, i) => (before[i] as number) > 0 === bright);
      return (chosen.reduce((sum, value) => sum + value, 0) / chosen.length) * 255;
    };
    expect(mean(swapped, false) - mean(before, false)).toBeCloseTo(50, -1);
    expect(mean(swapped, true)).toBeGreaterThan(mean(swapped, false) + 80);
  });

  it('comes from the clips it is given, and asks for none where the strength is 0', () => {
    const none: AugmentationStrengths = { ...AUGMENTATION, backdrop: 0 };
    const backdrops = backdropsFrom(others[0], [others[1]]);
    expect(randomAugmentation(none, new Random(1), backdrops).backdrop).toBeNull();
    const { backdrop } = randomAugmentation({ ...none, backdrop: 0.5 }, new Random(1), backdrops);
    expect(backdrop?.other).toBe(backdropOf(others[1]));
    expect(backdrop?.share).toBeLessThanOrEqual(0.5);
  });
});

describe('random changes', () => {
  it('stay within their strengths, whatever they are', () => {
    const strengths: AugmentationStrengths = {
      ...AUGMENTATION,
      rotation: 20,
      colour: 0.3,
      noise: 0.05,
      blur: 0.5,
      cutout: 0.4,
    };
    const random = new Random(8);
    const changes = Array.from({ length: 300 }, () => randomAugmentation(strengths, random));
    for (const { rotation, colour, noise, blur, cutout } of changes) {
      expect(Math.abs(rotation)).toBeLessThanOrEqual((20 * Math.PI) / 180);
      for (const one of colour) expect(Math.abs(Math.log(one))).toBeLessThanOrEqual(Math.log(1.3));
      expect(noise).toBeLessThanOrEqual(0.05);
      expect(blur).toBeLessThanOrEqual(0.5);
      if (!cutout) continue;
      expect(Math.max(cutout.width, cutout.height)).toBeLessThanOrEqual(0.4);
      expect(Math.max(cutout.x + cutout.width, cutout.y + cutout.height)).toBeLessThanOrEqual(1);
    }
    const cut = changes.filter(({ cutout }) => cutout !== null).length;
    expect(cut).toBeGreaterThan(100);
    expect(cut).toBeLessThan(200);
  });

  it('show so many clips as a slow camera would, at any moment of its own', () => {
    const random = new Random(5);
    const slow = Array.from(
      { length: 400 },
      () => randomAugmentation({ ...AUGMENTATION, slow: 0.25 }, random).slow,
    ).filter((since) => since !== null);
    expect(slow.length).toBeGreaterThan(70);
    expect(slow.length).toBeLessThan(130);
    expect(slow.filter((since) => since < 0.5).length).toBeGreaterThan(20);
    expect(slow.filter((since) => since >= 0.5).length).toBeGreaterThan(20);
    // As before there were any.
    const { slow: none, ...before } = AUGMENTATION;
    expect(none).toBeGreaterThan(0);
    expect(randomAugmentation(before, new Random(2)).slow).toBeNull();
  });

  it('are none where every strength is 0', () => {
    const nothing = Object.fromEntries(
      Object.keys(AUGMENTATION).map((key) => [key, 0]),
    ) as unknown as AugmentationStrengths;
    expect(randomAugmentation(nothing, new Random(1))).toEqual(
      Object.fromEntries(
        Object.entries(NO_AUGMENTATION).map(([key, value]) => [key, value === 0 ? expect.closeTo(0) : value]),
      ),
    );
  });
});
