import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { palettePng } from '../../../scripts/palette-png.mjs';

/** The chunks of a PNG by their type. */
function chunksOf(png: Buffer): Record<string, Buffer> {
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks[png.toString('latin1', at + 4, at + 8)] = png.subarray(at + 8, at + 8 + length);
    at += length + 12;
  }
  return chunks;
}

/** The RGB values of a PNG as this encoder writes them: a byte a pixel, unfiltered rows. */
function decode(png: Buffer, width: number, height: number): number[] {
  const { PLTE = Buffer.alloc(0), IDAT = Buffer.alloc(0) } = chunksOf(png);
  const rows = inflateSync(IDAT);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const index = rows[y * (width + 1) + 1 + x] ?? 0;
      return [...PLTE.subarray(index * 3, index * 3 + 3)];
    }),
  ).flat(2);
}

const rgba = (colours: number[][]): Uint8Array =>
  Uint8Array.from(colours.flatMap((colour) => [...colour, 255]));

it('keeps a few colours as they are', () => {
  const colours = [
    [255, 255, 255],
    [13, 107, 97],
    [0, 0, 0],
    [46, 127, 224],
    [255, 255, 255],
    [13, 107, 97],
  ];
  const png = palettePng(rgba(colours), 3, 2);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(decode(png, 3, 2)).toEqual(colours.flat());
});

it('comes close to many colours with 256 of them, and takes less room', () => {
  const colours = Array.from({ length: 4096 }, (_, i) => [(i % 64) * 4, Math.floor(i / 64) * 4, 128]);
  const png = palettePng(rgba(colours), 64, 64);
  expect(chunksOf(png).PLTE).toHaveLength(256 * 3);
  const wanted = colours.flat();
  const worst = Math.max(...decode(png, 64, 64).map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
  expect(worst).toBeLessThanOrEqual(16);
});
