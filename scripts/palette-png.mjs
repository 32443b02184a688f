// Writes a picture as a PNG of at most 256 colours, a third of the size of one of all colours.
import { crc32, deflateSync } from 'node:zlib';

/** Pixels whose colours agree in the upper 6 bits of each channel. @typedef {{ key: number, count: number, sums: number[] }} Bin */

/** @param {Uint8Array} rgba @returns {Bin[]} */
function binsOf(rgba) {
  /** @type {Map<number, Bin>} */
  const bins = new Map();
  for (let at = 0; at < rgba.length; at += 4) {
    const key = keyAt(rgba, at);
    let bin = bins.get(key);
    if (!bin) bins.set(key, (bin = { key, count: 0, sums: [0, 0, 0] }));
    bin.count += 1;
    for (const axis of [0, 1, 2]) bin.sums[axis] = (bin.sums[axis] ?? 0) + (rgba[at + axis] ?? 0);
  }
  return [...bins.values()];
}

/** @param {Uint8Array} rgba @param {number} at */
const keyAt = (rgba, at) =>
  (((rgba[at] ?? 0) >> 2) << 12) | (((rgba[at + 1] ?? 0) >> 2) << 6) | ((rgba[at + 2] ?? 0) >> 2);

/** Bins that share one colour. @param {Bin[]} bins */
function boxOf(bins) {
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const axes = [0, 1, 2].map((axis) => {
    const mean = bins.reduce((sum, bin) => sum + (bin.sums[axis] ?? 0), 0) / count;
    const error = bins.reduce(
      (sum, bin) => sum + bin.count * ((bin.sums[axis] ?? 0) / bin.count - mean) ** 2,
      0,
    );
    return { axis, mean, error };
  });
  const worst = axes.reduce((a, b) => (b.error > a.error ? b : a));
  return { bins, colour: axes.map(({ mean }) => Math.round(mean)), ...worst };
}

/** Splits, again and again, the box whose colours differ most, at their mean. @param {Bin[]} bins */
function boxesOf(bins) {
  const boxes = [boxOf(bins)];
  while (boxes.length < 256) {
    const worst = boxes.reduce((a, b) => (b.error > a.error ? b : a));
    if (worst.error < 1e-6) break;
    /** @param {Bin} bin */
    const below = ({ sums, count }) => (sums[worst.axis] ?? 0) / count < worst.mean;
    boxes.splice(
      boxes.indexOf(worst),
      1,
      boxOf(worst.bins.filter(below)),
      boxOf(worst.bins.filter((bin) => !below(bin))),
    );
  }
  return boxes;
}

/** @param {string} type @param {Uint8Array} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/**
 * @param {Uint8Array} rgba opaque pixels, row after row
 * @param {number} width
 * @param {number} height
 * @returns {Buffer} the PNG file
 */
export function palettePng(rgba, width, height) {
  const boxes = boxesOf(binsOf(rgba));
  const indexOf = new Map(boxes.flatMap(({ bins }, index) => bins.map(({ key }) => [key, index])));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = indexOf.get(keyAt(rgba, (y * width + x) * 4)) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, by palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(boxes.flatMap(({ colour }) => colour))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
