import { describe, expect, it } from 'vitest';
import type { ClipShape, PreprocessSpec } from '../../../../src-main/contract';
import {
  NO_AUGMENTATION,
  randomAugmentation,
  type Augmentation,
} from '../../../../src-renderer/learning/augment';
import { backdropOf, backdropsFrom } from '../../../../src-renderer/learning/backdrop';
import { checkClips, type EngineClip, type KeptClip } from '../../../../src-renderer/learning/clips';
import { AUGMENTATION, defaultTrainConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { keepClip, keepingFor, needsOf, type Keeping } from '../../../../src-renderer/learning/kept-clips';
import { preprocessClip } from '../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../src-renderer/learning/random';
import { SIX_BITS } from '../../../../src-renderer/learning/six-bits';

const recorded: ClipShape = [16, 96, 96, 3];
const capture = { frames: 16, fps: 10, mirror: true, width: 96, height: 96 };
const shapes = (count: number, shape = recorded): ClipShape[] => Array.from({ length: count }, () => shape);
const config = defaultTrainConfig();
const spec = preprocessSpec(config, capture);
const needs = needsOf(spec, config);
/** As 10,000 clips are kept. */
const many = keepingFor(shapes(10_000), needs);

/** A disc that goes across a room with edges and a grainy camera. */
function clipOf(seed: number, [count, height, width] = recorded): EngineClip {
  const random = new Random(seed);
  const frames = new Uint8Array(count * height * width * 3);
  const wall = Array.from({ length: 8 }, () => random.below(160));
  for (let t = 0, at = 0; t < count; t++) {
    const [discX, discY] = [width * (0.2 + (0.6 * t) / count), height * 0.45];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = (x - discX) ** 2 + (y - discY) ** 2 < (width / 7) ** 2;
        const place = (wall[Math.floor((8 * x) / width)] as number) + 0.4 * y;
        for (let c = 0; c < 3; c++)
          frames[at++] = (inside ? 210 - 30 * c : place + 10 * c) + 4 * random.normal();
      }
    }
  }
  const shape: ClipShape = [count, height, width, 3];
  return { classId: 'a', id: `clip-${seed}`, session: 's', shape, fps: 10, mirror: true, frames };
}

const kept = (clip: EngineClip, keeping: Keeping): KeptClip => keepClip({ ...clip }, keeping);

/** Root of the mean square difference of what the network sees, in levels of a byte: of the picture, and of its motion. */
function difference(
  one: Float32Array,
  other: Float32Array,
  { scale, differenceGain }: PreprocessSpec,
): number[] {
  return [0, 1].map((channel) => {
    let sum = 0;
    for (let i = channel; i < one.length; i += 2) sum += ((one[i] as number) - (other[i] as number)) ** 2;
    return Math.sqrt(sum / (one.length / 2)) / (channel === 0 ? scale : scale * differenceGain);
  });
}

describe('keepingFor', () => {
  it('keeps clips as they were recorded, the very same, where they are few enough', () => {
    const keeping = keepingFor(shapes(1130), needs);
    expect(keeping).toMatchObject({ packed: false, grey: false, scale: 1 });
    const clip = clipOf(1);
    expect(keepClip(clip, keeping)).toBe(clip);
  });

  it('keeps 10,000 clips in 500 MB, at twice the network’s own size, with six bits a pixel', () => {
    expect(many.packed).toBe(true);
    const clip = kept(clipOf(1), many);
    expect(clip.shape).toEqual([16, 64, 64, 1]);
    expect(clip.frames.length * SIX_BITS * 10_000).toBeLessThan(500e6);
    expect(clip.recorded).toEqual(recorded);
    // Unpacked anew for each use, and not kept so.
    expect(clip.frames).not.toBe(clip.frames);
    expect(clip.frames).toEqual(clip.frames);
  });

  it('packs pixels before it makes pictures smaller', () => {
    const small = clipOf(1, [16, 60, 80, 3]);
    const clip = kept(small, keepingFor(shapes(2400, small.shape), { ...needs, colours: true }));
    expect(clip.shape).toEqual(small.shape);
    const { frames } = clip;
    const most = small.frames.reduce(
      (max, byte, i) => Math.max(max, Math.abs(byte - (frames[i] as number))),
      0,
    );
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(10);
  });

  it('makes clips grey before it makes their pictures smaller', () => {
    expect(kept(clipOf(1), keepingFor(shapes(3000), needs)).shape).toEqual([16, 96, 96, 1]);
  });

  it('keeps colours that the network sees or varies', () => {
    const rgb = needsOf({ ...spec, channels: 'rgb' }, config);
    expect(kept(clipOf(1), keepingFor(shapes(3000), rgb)).shape).toEqual([16, 64, 64, 3]);
    const jitter = needsOf(spec, { ...config, augmentation: { ...AUGMENTATION, colour: 0.2 } });
    expect(jitter.colours).toBe(true);
    expect(needsOf(spec, { augment: false, augmentation: { ...AUGMENTATION, colour: 0.2 } }).colours).toBe(
      false,
    );
  });

  it('never goes below what the network sees of a picture that is enlarged', () => {
    const large = needsOf({ ...spec, width: 64, channels: 'rgb' }, config);
    // 64 pixels, enlarged by 15 % at most.
    expect(kept(clipOf(1), keepingFor(shapes(9000), large)).shape).toEqual([16, 74, 74, 3]);
    const small = clipOf(1, [16, 40, 60, 3]);
    expect(kept(small, keepingFor(shapes(9000), large)).shape).toEqual([16, 40, 60, 3]);
  });

  it('says what to do where clips are too many even so', () => {
    const large = needsOf({ ...spec, width: 96, channels: 'rgb' }, config);
    expect(() => keepingFor(shapes(10_000), large)).toThrow(
      expect.objectContaining({
        code: 'OUT_OF_MEMORY',
        message: expect.stringMatching(
          /^At the size that this network sees, these 10,000 clips are 3.3 GB/,
        ) as string,
      }),
    );
  });

  it('counts of longer clips the middle only', () => {
    expect(keepingFor(shapes(1000, [300, 96, 96, 3]), needs)).toMatchObject({ grey: false, scale: 1 });
    const long = clipOf(1, [20, 96, 96, 3]);
    const clip = kept(long, keepingFor(shapes(1), needs));
    expect(clip.shape).toEqual(recorded);
    expect(clip.frames.buffer.byteLength).toBe(16 * 96 * 96 * 3);
    const middle = long.frames.subarray(2 * 96 * 96 * 3, 18 * 96 * 96 * 3);
    expect(Buffer.compare(clip.frames, middle)).toBe(0);
  });
});

describe('keepClip', () => {
  const augmentations: [string, Partial<Augmentation>][] = [
    ['shift', { shiftX: 0.1, shiftY: -0.07 }],
    ['zoom', { scale: 1.16 }],
    ['zoom out', { scale: 1 / 1.16 }],
    ['turn', { rotation: 0.3 }],
    ['speed and moment', { speed: 1.25, advance: 0.1 }],
    ['light', { contrast: 1.2, brightness: 0.1 }],
    ['blur', { blur: 1 }],
    ['mirror', { flip: true }],
    ['a hidden part', { cutout: { x: 0.2, y: 0.2, width: 0.3, height: 0.3 } }],
  ];

  it('shows the network the same where nothing is varied, as in validation and live', () => {
    const clip = clipOf(1);
    const seen = preprocessClip(spec, clip);
    const [picture = NaN, motion = NaN] = difference(preprocessClip(spec, kept(clip, many)), seen, spec);
    expect(picture).toBeLessThan(0.5);
    expect(motion).toBeLessThan(0.5);
  });

  // A camera's grain is 2 to 5 levels a pixel, about 1.5 at the network's size.
  it.each(augmentations)('shows the network much the same, with %s', (_name, change) => {
    const clip = clipOf(1);
    const augmentation = { ...NO_AUGMENTATION, ...change };
    const seen = preprocessClip(spec, clip, augmentation);
    const [picture = NaN, motion = NaN] = difference(
      preprocessClip(spec, kept(clip, many), augmentation),
      seen,
      spec,
    );
    expect(picture).toBeLessThan(3);
    expect(motion).toBeLessThan(2.5);
  });

  it('gives another backdrop alike', () => {
    const clips = [clipOf(1), clipOf(2)];
    const [clip, small] = [clips, clips.map((one) => kept(one, many))].map((some) => {
      const own = some[0] as KeptClip;
      const strengths = { ...AUGMENTATION, backdrop: 1 };
      const change = randomAugmentation(strengths, new Random(3), backdropsFrom(own, some));
      return preprocessClip(spec, own, change);
    });
    expect(backdropOf(kept(clipOf(1), many))).toMatchObject({ width: 64, height: 64, channels: 1 });
    const [picture = NaN] = difference(small as Float32Array, clip as Float32Array, spec);
    expect(picture).toBeLessThan(4);
  });

  it('counts what surrounds clips, and keeps none of it where pictures would have to be smaller for it', () => {
    const around = (count: number): ClipShape[] => shapes(count, [10, 96, 96, 3]);
    const rgb = { ...needs, colours: true };
    expect(keepingFor(shapes(600), needs, around(600))).toMatchObject({ packed: false, surroundings: true });
    expect(keepingFor(shapes(1000), needs, around(1000))).toMatchObject({ packed: true, surroundings: true });
    expect(keepingFor(shapes(1000), rgb, around(1000))).toMatchObject({ packed: false, surroundings: false });
    expect(keepingFor(shapes(10_000), needs, around(10_000))).toEqual(many);
    expect(keepingFor(shapes(600), needs).surroundings).toBe(false);
  });

  it('leaves what is said of sizes and lengths as it is', () => {
    const classes = ['a', 'b'].map((id) => ({ id, name: id, colour: '#111111', key: null }));
    const clips = [
      clipOf(1),
      { ...clipOf(2), classId: 'b' },
      { ...clipOf(3, [18, 48, 64, 3]), classId: 'b' },
    ];
    const before = checkClips(clips, classes, capture);
    const after = checkClips(
      clips.map((clip) => kept(clip, many)),
      classes,
      capture,
    );
    expect(before.warnings).toHaveLength(2);
    expect(after.warnings).toEqual(before.warnings);
    expect(after.clips.map(({ shape }) => shape[0])).toEqual([16, 16, 16]);
  });

  it('keeps what surrounds a clip as it keeps its frames', () => {
    const whole = clipOf(1, [26, 96, 96, 3]);
    const size = 96 * 96 * 3;
    const clip: EngineClip = {
      ...whole,
      shape: recorded,
      frames: whole.frames.slice(4 * size, 20 * size),
      surroundings: {
        before: 4,
        after: 6,
        frames: new Uint8Array([...whole.frames.slice(0, 4 * size), ...whole.frames.slice(20 * size)]),
      },
    };
    const packing = { ...keepingFor(shapes(3000), needs), surroundings: true };
    const one = kept(clip, packing);
    const all = kept(whole, { ...packing, frames: 26 });
    const pixels = 96 * 96;
    expect(one.surroundings).toMatchObject({ before: 4, after: 6 });
    expect(one.surroundings?.frames.slice(0, 4 * pixels)).toEqual(all.frames.slice(0, 4 * pixels));
    expect(one.surroundings?.frames.slice(4 * pixels)).toEqual(all.frames.slice(20 * pixels));
    expect(kept(clip, { ...packing, surroundings: false }).surroundings).toBeUndefined();
    const roomy = keepingFor(shapes(1), needs, shapes(1));
    expect(keepClip(clip, roomy)).toBe(clip);
    expect(keepClip(clip, { ...roomy, surroundings: false })).not.toHaveProperty('surroundings');
    // What surrounds a longer clip is not next to the middle of it.
    expect(kept(clip, { ...packing, frames: 12 }).surroundings).toBeUndefined();
  });

  it('leaves a clip whose bytes do not fit its shape to those that check it', () => {
    const broken = { ...clipOf(1), frames: new Uint8Array(3) };
    expect(keepClip(broken, many)).toBe(broken);
  });
});
