import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClipShape, PreprocessSpec } from '../../../../src-main/contract';
import { NO_AUGMENTATION } from '../../../../src-renderer/learning/augment';
import { preprocessSpec } from '../../../../src-renderer/learning/defaults';
import {
  asFirstFrame,
  FramePreprocessor,
  frameSize,
  preprocessClip,
} from '../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../src-renderer/learning/random';

function clipOf(shape: ClipShape, seed: number): { shape: ClipShape; mirror: boolean; frames: Uint8Array } {
  const random = new Random(seed);
  const frames = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.below(256));
  return { shape, mirror: true, frames };
}
const specOf = (channels: PreprocessSpec['channels'], size: number, frames: number): PreprocessSpec =>
  preprocessSpec({ channels, size }, { frames, fps: 10, mirror: true });

describe('preprocessClip', () => {
  it('gives byte × scale + offset where nothing is resized', () => {
    const clip = clipOf([1, 8, 8, 3], 1);
    const rgb = preprocessClip(specOf('rgb', 8, 1), clip);
    clip.frames.forEach((byte, i) => {
      expect(rgb[i]).toBeCloseTo(byte / 255 - 0.5, 5);
    });
    const grey = preprocessClip(specOf('grey', 8, 1), clip);
    const [r = 0, g = 0, b = 0] = clip.frames.slice(3, 6);
    expect(grey[1]).toBeCloseTo((0.299 * r + 0.587 * g + 0.114 * b) / 255 - 0.5, 5);
  });

  it('gives a grey picture beside its difference a third of the range, and the difference all of it', () => {
    const frames = new Uint8Array(2 * 8 * 8 * 3).fill(255, 8 * 8 * 3);
    const spec = { ...specOf('grey-diff', 8, 2), steady: false };
    const values = preprocessClip(spec, { shape: [2, 8, 8, 3], mirror: true, frames });
    expect(values[0]).toBeCloseTo(-0.16, 5);
    expect(values[1]).toBe(0);
    expect(values[8 * 8 * 2]).toBeCloseTo(0.16, 5);
    expect(values[8 * 8 * 2 + 1]).toBeCloseTo(4, 5);
  });

  it('takes what the whole picture has in common off a difference, so that a flickering lamp is no motion', () => {
    const still = clipOf([1, 8, 8, 3], 9).frames.map((byte) => byte >> 1);
    const spec = specOf('grey-diff', 8, 2);
    const differences = (second: Uint8Array): number[] =>
      [
        ...preprocessClip(spec, {
          shape: [2, 8, 8, 3],
          mirror: true,
          frames: Uint8Array.of(...still, ...second),
        }),
      ].filter((_, i) => i >= 8 * 8 * 2 && i % 2 === 1);
    for (const value of differences(still.map((byte) => byte + 20))) expect(value).toBeCloseTo(0, 4);
    const moved = differences(still.map((byte, i) => byte + (i < 3 ? 64 : 20)));
    expect(moved[0]).toBeCloseTo(((4 * 44) / 255) * (63 / 64), 4);
    expect(moved[1]).toBeCloseTo(((4 * -44) / 255) * (1 / 64), 4);
  });

  it('varies brightness in shares of the range of values', () => {
    const clip = clipOf([1, 8, 8, 3], 5);
    for (const channels of ['grey', 'grey-diff'] as const) {
      const spec = specOf(channels, 8, 1);
      const plain = preprocessClip(spec, clip);
      const bright = preprocessClip(spec, clip, { ...NO_AUGMENTATION, brightness: 0.1 });
      expect((bright[0] ?? NaN) - (plain[0] ?? NaN)).toBeCloseTo(0.1 * 255 * spec.scale, 5);
    }
  });

  it('averages areas, also where they do not fit whole pixels', () => {
    const frames = new Uint8Array(12 * 12 * 3);
    for (let i = 0; i < 12 * 12; i++) frames.fill((i % 12) * 20, i * 3, i * 3 + 3);
    const grey = preprocessClip(specOf('grey', 8, 1), { shape: [1, 12, 12, 3], mirror: true, frames });
    expect(grey[0]).toBeCloseTo((0 * 1 + 20 * 0.5) / 1.5 / 255 - 0.5, 5);
    expect(grey[1]).toBeCloseTo((20 * 0.5 + 40 * 1) / 1.5 / 255 - 0.5, 5);
  });

  it('crops to the middle square', () => {
    const frames = new Uint8Array(8 * 16 * 3).fill(255);
    for (let i = 0; i < 8 * 16; i++) if (i % 16 < 4 || i % 16 >= 12) frames.fill(0, i * 3, i * 3 + 3);
    const grey = preprocessClip(specOf('grey', 8, 1), { shape: [1, 8, 16, 3], mirror: true, frames });
    for (const value of grey) expect(value).toBeCloseTo(0.5, 5);
  });

  it('flips a picture that is not mirrored as the spec wants', () => {
    const clip = clipOf([2, 9, 9, 3], 2);
    const spec = specOf('grey-diff', 8, 2);
    const flipped = preprocessClip(spec, { ...clip, mirror: false });
    preprocessClip(spec, clip).forEach((value, i) => {
      const x = Math.floor(i / 2) % 8;
      expect(flipped[i + 2 * (7 - 2 * x)]).toBeCloseTo(value, 5);
    });
  });

  it('mirrors a clip whose change says so as it would one whose camera was', () => {
    const spec = specOf('grey-diff', 8, 3);
    const clip = clipOf([3, 10, 10, 3], 5);
    const shifted = { ...NO_AUGMENTATION, shiftX: 0.1 };
    const mirrored = preprocessClip(spec, clip, { ...shifted, flip: true });
    expect(mirrored).toEqual(preprocessClip(spec, { ...clip, mirror: !clip.mirror }, shifted));
    expect(mirrored).not.toEqual(preprocessClip(spec, clip, shifted));
  });

  it('has the difference to the frame before in the second channel, zero in the first frame', () => {
    const spec = { ...specOf('grey-diff', 8, 3), steady: false };
    const values = preprocessClip(spec, clipOf([3, 10, 10, 3], 3));
    const size = frameSize(spec);
    for (let i = 1; i < size; i += 2) {
      expect(values[i]).toBe(0);
      const grey = (t: number): number => values[t * size + i - 1] ?? NaN;
      expect(values[size + i]).toBeCloseTo(spec.differenceGain * (grey(1) - grey(0)), 5);
      expect(values[2 * size + i]).toBeCloseTo(spec.differenceGain * (grey(2) - grey(1)), 5);
    }
  });

  it('takes differences after a change in time, so that a frame shown twice does not move', () => {
    const spec = specOf('grey-diff', 8, 3);
    const size = frameSize(spec);
    const clip = clipOf([3, 10, 10, 3], 4);
    const plain = preprocessClip(spec, clip);
    const late = preprocessClip(spec, clip, { ...NO_AUGMENTATION, advance: -1 / 3 });
    expect(late.subarray(0, size)).toEqual(plain.subarray(0, size));
    expect(late.subarray(size, 2 * size)).toEqual(plain.subarray(0, size));
    expect(late.subarray(2 * size)).toEqual(plain.subarray(size, 2 * size));
  });

  it('moves the content to the right under a positive shift', () => {
    const frames = new Uint8Array(10 * 10 * 3);
    frames.fill(255, (5 * 10 + 4) * 3, (5 * 10 + 5) * 3);
    const spec = { ...specOf('grey', 10, 1) };
    const clip = { shape: [1, 10, 10, 3] as ClipShape, mirror: true, frames };
    const moved = preprocessClip(spec, clip, { ...NO_AUGMENTATION, shiftX: 0.2, shiftY: -0.1 });
    expect(moved.indexOf(Math.max(...moved))).toBe(4 * 10 + 6);
    const unmirrored = preprocessClip(spec, { ...clip, mirror: false }, { ...NO_AUGMENTATION, shiftX: 0.2 });
    expect(unmirrored.indexOf(Math.max(...unmirrored))).toBe(5 * 10 + 7);
  });

  it('gives frame by frame the very numbers it gives for a clip', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PreprocessSpec['channels']>('grey-diff', 'grey', 'rgb'),
        fc.integer({ min: 8, max: 20 }),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 4, max: 30 }),
        fc.boolean(),
        fc.nat(100),
        (channels, size, height, width, mirror, seed) => {
          const spec = specOf(channels, size, 3);
          const clip = { ...clipOf([3, height, width, 3], seed), mirror };
          const whole = preprocessClip(spec, clip);
          const stream = new FramePreprocessor(spec);
          const bytes = height * width * 3;
          for (let t = 0; t < 3; t++) {
            const frame = stream.next(clip.frames.slice(t * bytes, (t + 1) * bytes), width, height, mirror);
            const expected = whole.slice(t * frame.length, (t + 1) * frame.length);
            expect(frame).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    { fps: 10, slow: 0, given: [0, 2, 4, 6, 7] },
    { fps: 10, slow: 0.5, given: [0, 1, 3, 5, 7] },
    { fps: 15, slow: 0.4, given: [0, 1, 4, 7] },
  ])('shows a clip of $fps frames a second as a slow camera would, from $slow on', ({ fps, slow, given }) => {
    const spec = { ...specOf('grey-diff', 8, 8), fps, steady: false };
    const clip = clipOf([8, 8, 8, 3], 4);
    const seen = preprocessClip(spec, clip, { ...NO_AUGMENTATION, slow });
    const whole = preprocessClip(spec, clip);
    const grey = (values: Float32Array, t: number, i: number): number => values[2 * (64 * t + i)] ?? NaN;
    for (let t = 0; t < 8; t++) {
      const after = given.find((each) => each >= t) ?? 7;
      const before = given.findLast((each) => each <= t) ?? 0;
      const share = after === before ? 0 : (t - before) / (after - before);
      for (let i = 0; i < 64; i++) {
        const own = grey(whole, before, i) + share * (grey(whole, after, i) - grey(whole, before, i));
        expect(grey(seen, t, i)).toBeCloseTo(own, 5);
        const change = t === 0 ? 0 : grey(seen, t, i) - grey(seen, t - 1, i);
        expect(seen[2 * (64 * t + i) + 1]).toBeCloseTo(spec.differenceGain * change, 4);
      }
    }
  });

  it('takes movements to go on evenly in frames that are missed', () => {
    const spec = specOf('grey-diff', 8, 4);
    // Whole numbers on the way from each to the next.
    const pictures = [1, 2, 3].map((seed) =>
      clipOf([1, 8, 8, 3], seed).frames.map((byte) => 6 * (byte % 40)),
    );
    const [first, second, third] = pictures as [Uint8Array, Uint8Array, Uint8Array];
    const between = (share: number): Uint8Array =>
      second.map((byte, i) => byte + share * ((third[i] as number) - byte));
    const [missing, whole] = [new FramePreprocessor(spec, 5), new FramePreprocessor(spec, 5)];
    for (const each of [missing, whole])
      for (const picture of [first, second]) each.next(picture, 8, 8, true);
    for (const share of [1 / 3, 2 / 3]) whole.next(between(share), 8, 8, true);
    const expected = whole.next(third, 8, 8, true);
    missing
      .next(third, 8, 8, true, 2)
      .forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
    for (const since of [0, 1, 2, 3, 4]) {
      const far = whole.since(since);
      missing.since(since).forEach((value, i) => expect(value).toBeCloseTo(far[i] ?? NaN, 5));
    }
    // There is no frame before the first one to come from.
    const anew = new FramePreprocessor(spec);
    expect(anew.next(first, 8, 8, true, 3)).toEqual(new FramePreprocessor(spec).next(first, 8, 8, true));
  });

  it('knows a frame as the first of a window', () => {
    const spec = specOf('grey-diff', 8, 2);
    const clip = clipOf([2, 8, 8, 3], 9);
    const stream = new FramePreprocessor(spec);
    stream.next(clip.frames.slice(0, 192), 8, 8, true);
    const second = stream.next(clip.frames.slice(192), 8, 8, true);
    const alone = preprocessClip(spec, { ...clip, shape: [1, 8, 8, 3], frames: clip.frames.slice(192) });
    expect(asFirstFrame(spec, second)).toEqual(alone);
  });
});
