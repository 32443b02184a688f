import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';
import { icnsOf, icoOf } from '../../../scripts/icon-files.mjs';

const png = (size: number): Buffer => PNG.sync.write(new PNG({ width: size, height: size }));
const pictures = [16, 32, 256].map((size) => ({ size, png: png(size) }));
const sideOf = (bytes: Buffer): number => PNG.sync.read(bytes).width;

describe('icoOf', () => {
  it('lists its pictures with where they lie', () => {
    const ico = icoOf(pictures);
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 3]);
    const sides = [0, 1, 2].map((index) => {
      const at = 6 + 16 * index;
      const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
      return [ico.readUInt8(at), sideOf(ico.subarray(offset, offset + length))];
    });
    expect(sides).toEqual([
      [16, 16],
      [32, 32],
      [0, 256],
    ]);
  });
});

describe('icnsOf', () => {
  it('names each picture by its size, for fine screens too', () => {
    const icns = icnsOf(pictures);
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    const found: [string, number][] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const end = at + icns.readUInt32BE(at + 4);
      found.push([icns.toString('latin1', at, at + 4), sideOf(icns.subarray(at + 8, end))]);
    }
    expect(found).toEqual([
      ['icp4', 16],
      ['ic11', 32],
      ['icp5', 32],
      ['ic13', 256],
      ['ic08', 256],
    ]);
  });
});

describe('the icons', () => {
  it('are made of the icon as it is now, each in its size', async () => {
    const folder = join(root, 'resources', 'package');
    const svg = await readFile(join(root, 'resources', 'public', 'icon.svg'), 'utf8');
    const made = await readFile(join(folder, 'icon-source.sha256'), 'utf8');
    expect(made.split(' ')[0], 'run `npm run icons`').toBe(createHash('sha256').update(svg).digest('hex'));
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
      expect(sideOf(await readFile(join(folder, 'icons', `${size}x${size}.png`)))).toBe(size);
    for (const [name, size] of [
      ['icon-192', 192],
      ['icon-512', 512],
      ['icon-maskable-512', 512],
    ] as const)
      expect(sideOf(await readFile(join(root, 'resources', 'public', `${name}.png`)))).toBe(size);
  });
});
