import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BeckonError, type ClipMeta } from '../../../../src-main/contract';
import {
  decodeTimestamps,
  describeClip,
  encodeClip,
  isSameClip,
  sideFrames,
} from '../../../../src-main/store/clip-file';
import { encodeHeader, MAX_HEADER_BYTES, parseHeader } from '../../../../src-main/store/safetensors';

/** A file of this header (as JSON text) and this many bytes after it. */
function file(json: string, dataBytes: number): Uint8Array {
  const header = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

function reason(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BeckonError && error.code === 'UNREADABLE') return error.message;
    throw error;
  }
  throw new Error('expected it to be refused');
}

const meta: ClipMeta = {
  session: 'Ana, morning',
  source: 'sample camera',
  mirror: false,
  fps: 7.5,
  recordedAt: '2026-11-23T09:30:00.000Z',
  appVersion: '0.1.0',
};

describe('the safetensors header', () => {
  it('is laid out as the format says', () => {
    const bytes = encodeHeader([{ name: 'a', dtype: 'F64', shape: [2] }], { k: 'v' });
    const json = '{"__metadata__":{"k":"v"},"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}';
    expect(bytes.length % 8).toBe(0);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true))).toBe(bytes.length - 8);
    expect(new TextDecoder().decode(bytes.subarray(8)).trimEnd()).toBe(json);
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.record({
            name: fc
              .string({ minLength: 1 })
              .filter((name) => name !== '__metadata__' && name !== '__proto__'),
            dtype: fc.constantFrom('U8', 'F32', 'F64', 'I16'),
            shape: fc.array(fc.nat(5), { maxLength: 4 }),
          }),
          { selector: ({ name }) => name, maxLength: 5 },
        ),
        fc.dictionary(fc.string(), fc.string()),
        (tensors, metadata) => {
          const bytes = encodeHeader(tensors, metadata);
          const size = { U8: 1, F32: 4, F64: 8, I16: 2 };
          const data = tensors.reduce(
            (sum, { dtype, shape }) => sum + shape.reduce((a, b) => a * b, size[dtype]),
            0,
          );
          const header = parseHeader(bytes, bytes.length + data);
          expect(Object.fromEntries(header.metadata)).toEqual({ ...metadata });
          for (const { name, dtype, shape } of tensors) {
            expect(header.tensors.get(name)).toMatchObject({ dtype, shape });
          }
        },
      ),
    );
  });

  const tensor = (dtype: string, shape: string, offsets: string): string =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

  it.each([
    ['cut short', '', file('{}', 0).subarray(0, 5), 0],
    ['cut short in the middle of its header', '', file('{"a":1}', 0).subarray(0, 12), 0],
    ['not a safetensors file', '[1,2]', null, 0],
    ['not a safetensors file', '{"a":', null, 0],
    ['not a text', '{"__metadata__":{"k":1}}', null, 0],
    ['damaged', '{"__metadata__":[]}', null, 0],
    ['does not say what “a” is', '{"a":null}', null, 0],
    ['does not say what “a” is', `{"a":${tensor('U8', '[-1]', '[0,1]')}}`, null, 1],
    ['does not say what “a” is', `{"a":${tensor('U8', '[1.5]', '[0,1]')}}`, null, 1],
    ['does not say where “a” lies', `{"a":${tensor('U8', '[1]', '[0]')}}`, null, 1],
    ['type Beckon does not support', `{"a":${tensor('Q9', '[1]', '[0,1]')}}`, null, 1],
    ['does not fit its shape', `{"a":${tensor('F32', '[2]', '[0,4]')}}`, null, 4],
    ['impossibly large', `{"a":${tensor('U8', '[9007199254740991,9]', '[0,4]')}}`, null, 4],
    [
      'overlap or leave holes',
      `{"a":${tensor('U8', '[4]', '[0,4]')},"b":${tensor('U8', '[4]', '[2,6]')}}`,
      null,
      6,
    ],
    [
      'overlap or leave holes',
      `{"a":${tensor('U8', '[2]', '[0,2]')},"b":${tensor('U8', '[2]', '[3,5]')}}`,
      null,
      5,
    ],
    ['is cut short: it has', `{"a":${tensor('U8', '[4]', '[0,4]')}}`, null, 3],
    ['is damaged: it has', `{"a":${tensor('U8', '[4]', '[0,4]')}}`, null, 5],
  ])('is refused with a reason: %s (%s)', (part, json, bytes, dataBytes) => {
    const whole = bytes ?? file(json, dataBytes);
    expect(reason(() => parseHeader(whole, whole.length))).toContain(part);
  });

  it('is refused without reading it where it says it is huge', () => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(MAX_HEADER_BYTES) + 1n, true);
    expect(reason(() => parseHeader(bytes, 1e9))).toContain('not a safetensors file');
    expect(reason(() => parseHeader(new Uint8Array(), 0))).toBe('The file is empty.');
  });
});

describe('a clip file', () => {
  const frames = new Uint8Array(2 * 3 * 4 * 3).map((_, index) => index);
  const whole = join(encodeClip([2, 3, 4, 3], [0.25, 100.5], meta, frames));

  it('comes back as it was written', () => {
    const clip = describeClip(whole, whole.length);
    expect(clip).toMatchObject({ shape: [2, 3, 4, 3], meta, bytes: whole.length });
    expect(whole.subarray(clip.frames.start, clip.frames.end)).toEqual(frames);
    const { start, end } = clip.timestamps;
    expect(start % 8).toBe(0);
    expect(decodeTimestamps(whole.subarray(start, end))).toEqual([0.25, 100.5]);
  });

  it('holds what was seen before and after it in tensors of their own', () => {
    const sides = {
      before: { timestamps: [-200, -100], frames: new Uint8Array(2 * 36).fill(1) },
      after: { timestamps: [200.5], frames: new Uint8Array(36).fill(2) },
    };
    const file = join(encodeClip([2, 3, 4, 3], [0.25, 100.5], meta, frames, sides));
    const clip = describeClip(file, file.length);
    expect(file.subarray(clip.frames.start, clip.frames.end)).toEqual(frames);
    expect([...parseHeader(file, file.length).tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['timestamps', [2]],
      ['before_timestamps', [2]],
      ['after_timestamps', [1]],
      ['frames', [2, 3, 4, 3]],
      ['before', [2, 3, 4, 3]],
      ['after', [1, 3, 4, 3]],
    ]);
    const { before, after } = clip;
    if (!before || !after) throw new Error('A side is missing.');
    expect(sideFrames(file, before)).toEqual(sides.before);
    expect(sideFrames(file, after)).toEqual(sides.after);
    expect(isSameClip(file, whole)).toBe(true);
    const other = join(encodeClip([2, 3, 4, 3], [0.25, 100.5], meta, frames.toReversed(), sides));
    expect(isSameClip(file, other)).toBe(false);
    for (const length of [100, file.length - 1])
      expect(reason(() => describeClip(file.subarray(0, length), length))).not.toBe('');
  });

  it.each([
    ['“before” has the shape 1×2×4×3, which', [1, 2, 4, 3], 1],
    ['“before” has the shape 65×3×4×3, which', [65, 3, 4, 3], 65],
    ['1 frames “before” but 2 timestamps', [1, 3, 4, 3], 2],
  ])('whose surroundings do not go with it is refused: %s', (part, shape, times) => {
    const { mirror, fps, ...texts } = meta;
    const header = encodeHeader(
      [
        { name: 'timestamps', dtype: 'F64', shape: [2] },
        { name: 'before_timestamps', dtype: 'F64', shape: [times] },
        { name: 'frames', dtype: 'U8', shape: [2, 3, 4, 3] },
        { name: 'before', dtype: 'U8', shape },
      ],
      { ...texts, mirror: String(mirror), fps: String(fps) },
    );
    const pixels = 2 * 36 + shape.reduce((product, side) => product * side, 1);
    const bytes = join([header, new Uint8Array(8 * (2 + times) + pixels)]);
    expect(reason(() => describeClip(bytes, bytes.length))).toContain(part);
  });

  it.each([
    ['has no “frames”', '{}', 0],
    ['is F32 with 4 axes', '{"frames":{"dtype":"F32","shape":[1,1,1,3],"data_offsets":[0,12]}}', 12],
    ['is U8 with 1 axes', '{"frames":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}', 3],
    [
      'the shape 1×1×1×4, which no clip has',
      '{"frames":{"dtype":"U8","shape":[1,1,1,4],"data_offsets":[8,12]},"timestamps":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}',
      12,
    ],
    [
      '1 frames but 2 timestamps',
      '{"frames":{"dtype":"U8","shape":[1,1,1,3],"data_offsets":[16,19]},"timestamps":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}',
      19,
    ],
    [
      'its “session”',
      '{"frames":{"dtype":"U8","shape":[1,1,1,3],"data_offsets":[8,11]},"timestamps":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}',
      11,
    ],
  ])('of another kind is refused: %s', (part, json, dataBytes) => {
    const bytes = file(json, dataBytes);
    expect(reason(() => describeClip(bytes, bytes.length))).toContain(part);
  });

  it('that is cut short anywhere is refused', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(reason(() => describeClip(whole.subarray(0, length), length))).not.toBe('');
    }
  });

  it('that is damaged anywhere is refused with a reason or still a clip, never an accident', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const damaged = whole.slice();
          for (const [index, value] of changes) damaged[index] = value;
          try {
            expect(describeClip(damaged, damaged.length).bytes).toBe(damaged.length);
          } catch (error) {
            expect(error).toBeInstanceOf(BeckonError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('of random bytes or random JSON is refused with a reason', () => {
    const json = fc.json().map((text) => file(text, 16));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), json), (bytes) => {
        expect(reason(() => describeClip(bytes, bytes.length))).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});
