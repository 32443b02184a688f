/**
 * The header of a NumPy array file, version 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html):
 * magic, header length, a Python dict, padded so that the data starts at a multiple of 64. Data is in C order.
 */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const axes = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  const before = 10;
  const total = Math.ceil((before + dict.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, total - before, true);
  bytes.set(new TextEncoder().encode(dict), before);
  bytes[total - 1] = 0x0a;
  return bytes;
}

/** A whole array of 32-bit integers, `[N]`. */
export function npyInt32(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const data = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => data.setInt32(index * 4, value, true));
  return join(npyHeader('<i4', [values.length]), new Uint8Array(data.buffer));
}

/** A whole array of truth values, `[N]`. */
export function npyBool(values: readonly boolean[]): Uint8Array<ArrayBuffer> {
  return join(npyHeader('|b1', [values.length]), Uint8Array.from(values, Number));
}

/** A whole array of texts, `[N]`: NumPy's fixed-width UTF-32, as wide as the longest (code points, at least 1). */
export function npyText(values: readonly string[]): Uint8Array<ArrayBuffer> {
  const points = values.map((value) => Array.from(value, (character) => character.codePointAt(0) ?? 0));
  const width = points.reduce((widest, { length }) => Math.max(widest, length), 1);
  const data = new DataView(new ArrayBuffer(values.length * width * 4));
  points.forEach((text, row) =>
    text.forEach((point, column) => data.setUint32((row * width + column) * 4, point, true)),
  );
  return join(npyHeader(`<U${width}`, [values.length]), new Uint8Array(data.buffer));
}

function join(header: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(header.length + data.length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}
