import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed, SIX_BITS, unpacked } from '../../../../src-renderer/learning/six-bits';

type Shape = [number, number, number, number];

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .chain(([count, height, width]) =>
    fc.constantFrom(1, 3).chain((channels) => {
      const length = count * height * width * channels;
      const bytes = fc.uint8Array({ minLength: length, maxLength: length });
      return fc.tuple(fc.constant<Shape>([count, height, width, channels]), bytes);
    }),
  );

describe('six bits a pixel', () => {
  it('take three quarters of the bytes', () => {
    expect(packed(new Uint8Array(16 * 64 * 64), [16, 64, 64, 1]).length).toBe(16 * 64 * 64 * SIX_BITS);
  });

  it('keep black and white as they are', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? 255 : 0));
    expect(unpacked(packed(bytes, [1, 4, 4, 1]), 16)).toEqual(bytes);
  });

  it('give every pixel back within four levels and what its square owes it', () => {
    fc.assert(
      fc.property(pictures, ([shape, bytes]) => {
        const back = unpacked(packed(bytes, shape), bytes.length);
        expect(back.length).toBe(bytes.length);
        for (const [i, byte] of bytes.entries()) expect(Math.abs((back[i] as number) - byte)).toBeLessThan(5);
      }),
    );
  });

  it('keep the mean of each square of 2×2 within half a level', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4 * 6 * 3, maxLength: 4 * 6 * 3 }), (bytes) => {
        const back = unpacked(packed(bytes, [1, 4, 6, 3]), bytes.length);
        const mean = (of: Uint8Array, y: number, x: number, channel: number): number =>
          [0, 1]
            .flatMap((dy) => [0, 1].map((dx) => of[((y + dy) * 6 + x + dx) * 3 + channel] as number))
            .reduce((sum, value) => sum + value, 0) / 4;
        for (const y of [0, 2])
          for (const x of [0, 2, 4])
            for (const channel of [0, 1, 2])
              expect(Math.abs(mean(back, y, x, channel) - mean(bytes, y, x, channel))).toBeLessThan(0.6);
      }),
    );
  });
});
