import type { ClipShape, PreprocessSpec, TrainConfig } from '../../src-main/contract';
import { AUGMENTATION } from './defaults';
import { middleOf, type EngineClip, type KeptClip, type KeptSurroundings } from './clips';
import { EngineError } from './errors';
import { AreaResizer } from './resize';
import { packed, SIX_BITS, unpacked } from './six-bits';

/**
 * Bytes of pictures that are kept as they were recorded: 1,130 clips of 16 frames of 96×96. More clips are made smaller
 * until they fit: to six bits a pixel, to grey where the network sees no colours, then in their sides.
 */
const ROOMY_BYTES = 500e6;
/** Bytes that may be kept at most, where clips cannot be made small enough without the network noticing. */
const MOST_BYTES = 3e9;

/** What a network needs of a clip's pictures. */
export interface Needs {
  /** Frames of a clip. */
  frames: number;
  /** The network's own picture, in pixels. */
  size: number;
  /** Whether it sees, or varies, colours. */
  colours: boolean;
  /** How much its pictures may be enlarged in training: 0.15 for 15 %. */
  zoom: number;
}

/** How clips are kept for as long as a job has them. */
export interface Keeping {
  frames: number;
  /** Whether pixels lie in six bits. */
  packed: boolean;
  grey: boolean;
  /** What the sides of a picture are multiplied by, at most. */
  scale: number;
  /** Whether what surrounds clips is kept, too. */
  surroundings: boolean;
  /** The network's own picture, in pixels. */
  size: number;
  /** Pixels that the shorter side of a picture keeps in any case. */
  leastSide: number;
}

/** What a training of this configuration needs. */
export function needsOf(
  { frames, width, channels }: Pick<PreprocessSpec, 'frames' | 'width' | 'channels'>,
  { augment, augmentation = AUGMENTATION }: Pick<TrainConfig, 'augment' | 'augmentation'>,
): Needs {
  const colours = channels === 'rgb' || (augment && augmentation.colour > 0);
  return { frames, size: width, colours, zoom: augment ? augmentation.scale : 0 };
}

/**
 * How clips of these shapes are best kept: as they were recorded where they are few enough. What surrounds them is kept only
 * where no picture must be made smaller for it.
 * @param surroundings of each clip that has any, the shape of all its frames before and after
 * @throws EngineError `OUT_OF_MEMORY` where they are too many even so
 */
export function keepingFor(
  shapes: readonly ClipShape[],
  { frames, size, colours, zoom }: Needs,
  surroundings: readonly ClipShape[] = [],
): Keeping {
  const leastSide = Math.ceil(size * (1 + zoom));
  const bytesIn = (keeping: Keeping): number => {
    const around = keeping.surroundings ? surroundings : [];
    const kept = [
      ...shapes.map((shape) => keptShape(shape, keeping)),
      ...around.map((shape) => keptShape(shape, { ...keeping, frames: Infinity })),
    ];
    const bytes = kept.reduce((sum, shape) => sum + bytesOf(shape), 0);
    return bytes * (keeping.packed ? SIX_BITS : 1);
  };
  const asRecorded = { frames, packed: false, grey: false, scale: 1, surroundings: false, size, leastSide };
  const full = { ...asRecorded, packed: true, grey: !colours };
  const surrounded = [asRecorded, full].map((keeping) => ({ ...keeping, surroundings: true }));
  const fitting = [...(surroundings.length > 0 ? surrounded : []), asRecorded].find(
    (keeping) => bytesIn(keeping) <= ROOMY_BYTES,
  );
  if (fitting) return fitting;
  const keeping = { ...full, scale: Math.min(1, Math.sqrt(ROOMY_BYTES / bytesIn(full))) };
  const bytes = bytesIn(keeping);
  if (bytes <= MOST_BYTES) return keeping;
  const gigabytes = (size: number): string => `${(size / 1e9).toFixed(1)} GB`;
  throw new EngineError(
    'OUT_OF_MEMORY',
    `At the size that this network sees, these ${shapes.length.toLocaleString('en')} clips are ${gigabytes(bytes)}, and Beckon can ` +
      `work with ${gigabytes(MOST_BYTES)} at once. Choose a smaller picture for the network, or use fewer clips.`,
  );
}

const bytesOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

function keptShape(
  [count, height, width, colours]: ClipShape,
  { frames, grey, scale, size, leastSide }: Keeping,
): KeptClip['shape'] {
  const shorter = Math.min(height, width);
  const room = scale * shorter;
  // Of a multiple of the network's size nothing is lost but in augmentation: means of means are the means of all.
  const wanted = scale < 1 && room >= 2 * size ? room - (room % size) : Math.max(room, leastSide);
  const own = Math.min(1, wanted / shorter);
  const side = (pixels: number): number => Math.round(pixels * own);
  return [Math.min(count, frames), side(height), side(width), grey ? 1 : colours];
}

/** A clip as it is kept; with its pictures as they are where nothing is to be made smaller. */
export function keepClip(clip: EngineClip, keeping: Keeping): KeptClip {
  const shape = keptShape(clip.shape, keeping);
  const asRecorded = shape.every((side, axis) => side === clip.shape[axis]);
  // A clip whose bytes do not fit its shape is told of where clips are checked.
  if ((asRecorded && !keeping.packed) || clip.frames.length !== bytesOf(clip.shape)) {
    const { surroundings, ...own } = clip;
    return keeping.surroundings || !surroundings ? clip : own;
  }
  const { frames, surroundings, ...cut } = middleOf<KeptClip>(clip, shape[0]);
  const own = keptPictures(frames, cut.shape, shape, keeping);
  return {
    ...cut,
    shape,
    recorded: clip.shape,
    get frames() {
      return own.frames;
    },
    ...(keeping.surroundings &&
      surroundings && { surroundings: keptSurroundings(surroundings, cut.shape, shape, keeping) }),
  };
}

function keptSurroundings(
  { before, after, frames }: KeptSurroundings,
  [, ...from]: KeptClip['shape'],
  [, ...to]: KeptClip['shape'],
  keeping: Keeping,
): KeptSurroundings {
  const count = before + after;
  const own = keptPictures(frames, [count, ...from], [count, ...to], keeping);
  return {
    before,
    after,
    get frames() {
      return own.frames;
    },
  };
}

/** Pictures as they are kept: packed ones are unpacked whenever they are asked for. */
function keptPictures(
  pictures: Uint8Array<ArrayBuffer>,
  from: KeptClip['shape'],
  to: KeptClip['shape'],
  keeping: Keeping,
): Pick<KeptClip, 'frames'> {
  const isOfSize = to.every((side, axis) => side === from[axis]);
  const frames = isOfSize ? pictures : shrunk(pictures, from, to);
  // A part of a longer clip does not hold on to the rest.
  if (!keeping.packed) return { frames: frames.slice() };
  const [sixes, length] = [packed(frames, to), frames.length];
  return {
    get frames() {
      return unpacked(sixes, length);
    },
  };
}

/** The same pictures with other sides and channels, each pixel the mean of those that it stands for. */
function shrunk(
  frames: Uint8Array<ArrayBuffer>,
  [count, height, width]: KeptClip['shape'],
  [, targetHeight, targetWidth, channels]: KeptClip['shape'],
): Uint8Array<ArrayBuffer> {
  const whole = { x: 0, y: 0, width, height };
  const resizer = new AreaResizer(width, height, whole, targetWidth, targetHeight, false);
  const [pixels, targetPixels] = [width * height, targetWidth * targetHeight];
  const plane = new Float32Array(pixels);
  const values = new Float32Array(targetPixels);
  const out = new Uint8Array(count * targetPixels * channels);
  for (let t = 0; t < count; t++) {
    const rgb = frames.subarray(t * pixels * 3, (t + 1) * pixels * 3);
    for (let channel = 0; channel < channels; channel++) {
      fill(plane, rgb, channels === 1 ? null : channel);
      resizer.resize(plane, values, 0, 1);
      const at = t * targetPixels * channels + channel;
      for (let i = 0; i < targetPixels; i++) out[at + i * channels] = Math.round(values[i] as number);
    }
  }
  return out;
}

/** One channel of a picture; null: its grey, as preprocessing reckons it. */
function fill(plane: Float32Array, rgb: Uint8Array, channel: number | null): void {
  for (let i = 0; i < plane.length; i++) {
    const at = i * 3;
    plane[i] =
      channel === null
        ? 0.299 * (rgb[at] as number) + 0.587 * (rgb[at + 1] as number) + 0.114 * (rgb[at + 2] as number)
        : (rgb[at + channel] as number);
  }
}
