import fc from 'fast-check';
import { BufferTarget, CanvasSource, Output, QUALITY_HIGH, WebMOutputFormat } from 'mediabunny';
import { expect, it } from 'vitest';
import { ImportError } from '../../../../src-renderer/capture/clip-builder';
import { clipFromImages, clipFromVideo } from '../../../../src-renderer/capture/import';
import { greyGif } from '../../../fixtures/gif';

const CASES = 300;
const capture = { frames: 4, fps: 10, width: 16, height: 16, mirror: false };

function painted(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#c40';
  context.fillRect(4, 4, 20, 12);
  return canvas;
}

async function video(): Promise<Uint8Array<ArrayBuffer>> {
  const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
  const source = new CanvasSource(painted(), { codec: 'vp8', quality: QUALITY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  for (let frame = 0; frame < 6; frame++) await source.add(frame / 15, 1 / 15);
  await output.finalize();
  return new Uint8Array(output.target.buffer ?? new ArrayBuffer(0));
}

async function picture(type: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await painted().convertToBlob({ type })).arrayBuffer());
}

/** Bytes overwritten, and maybe the end cut off. */
const damage = fc.record({
  writes: fc.array(fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) }), {
    minLength: 1,
    maxLength: 12,
  }),
  keep: fc.option(fc.nat(), { freq: 3 }),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Uint8Array<ArrayBuffer>, { writes, keep }: Damage): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice(0, keep === null ? bytes.length : keep % bytes.length);
  for (const { at, value } of writes) if (copy.length > 0) copy[at % copy.length] = value;
  return copy;
}

const kinds: [string, () => Promise<Uint8Array<ArrayBuffer>>, (blob: Blob) => Promise<unknown>][] = [
  ['video', video, (blob) => clipFromVideo(blob, capture)],
  ['GIF', () => Promise.resolve(greyGif([10, 60, 110, 160])), (blob) => clipFromVideo(blob, capture)],
  ['PNG', () => picture('image/png'), (blob) => clipFromImages([{ name: 'a.png', bytes: blob }], capture)],
  ['JPEG', () => picture('image/jpeg'), (blob) => clipFromImages([{ name: 'a.jpg', bytes: blob }], capture)],
];

it.each(kinds)(
  `a damaged %s becomes a clip or a sentence (${CASES} cases)`,
  async (_, make, read) => {
    const whole = await make();
    await expect(read(new Blob([whole]))).resolves.toMatchObject({ shape: [4, 16, 16, 3] });
    let refused = 0;
    for (const one of fc.sample(damage, { numRuns: CASES, seed: 20261126 })) {
      const outcome: unknown = await read(new Blob([damaged(whole, one)])).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(ImportError);
        expect(outcome.message).toMatch(/^.{10,}[.)]$/s);
        refused += 1;
      } else expect(outcome).toMatchObject({ shape: [4, 16, 16, 3] });
    }
    expect(refused).toBeGreaterThan(CASES / 10);
  },
  60_000,
);
