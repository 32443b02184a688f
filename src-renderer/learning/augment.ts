import type { AugmentationStrengths, GestureClass } from '../../src-main/contract';
import { centreCrop, type Rectangle } from './resize';
import type { Random } from './random';

/** A picture: RGB or grey bytes `[height, width, 3 or 1]`. */
export interface Picture {
  width: number;
  height: number;
  channels: 1 | 3;
  mirror: boolean;
  bytes: Uint8Array;
}

/** One random change of a clip, the same for all its frames. */
export interface Augmentation {
  /** Shift of the picture in shares of its side; positive: the content moves right or down. */
  shiftX: number;
  shiftY: number;
  /** Above 1 the content grows. */
  scale: number;
  /** In radians; positive: the content turns clockwise, as it is shown. */
  rotation: number;
  /** Before differences are taken: value × contrast + brightness, which is in shares of the range of values. */
  contrast: number;
  brightness: number;
  /** What red, green and blue are multiplied by. */
  colour: readonly [number, number, number];
  /** Standard deviation in shares of the range of values, and what the noise comes from. */
  noise: number;
  noiseSeed: number;
  /** Share of a blurred picture. */
  blur: number;
  /** A grey rectangle in shares of the picture. */
  cutout: Rectangle | null;
  /** `share` of what stands still in the clip gives way to what stands still in another. */
  backdrop: { share: number; own: Picture; other: Picture } | null;
  /** Above 1 the motion is faster, below 0 it is played backwards; around the middle of the window. */
  speed: number;
  /** Shift in time in shares of the window; positive: what happens comes earlier. */
  advance: number;
  /** True: left and right change places. */
  flip: boolean;
  /** Seen as by a slow camera, whose pictures begin after this share of the time between two of them; null: as it was recorded. */
  slow: number | null;
}

export const NO_AUGMENTATION: Augmentation = {
  shiftX: 0,
  shiftY: 0,
  scale: 1,
  rotation: 0,
  contrast: 1,
  brightness: 0,
  colour: [1, 1, 1],
  noise: 0,
  noiseSeed: 0,
  blur: 0,
  cutout: null,
  backdrop: null,
  speed: 1,
  advance: 0,
  flip: false,
  slow: null,
};

/** Gives a clip's own backdrop and that of another one. */
export type Backdrops = (random: Random) => { own: Picture; other: Picture };

/** A random change within these strengths. Without `backdrops`, the backdrop stays. */
export function randomAugmentation(
  strengths: AugmentationStrengths,
  random: Random,
  backdrops?: Backdrops,
): Augmentation {
  const within = (most: number): number => random.between(-most, most);
  const factor = (most: number): number => Math.exp(within(Math.log(1 + most)));
  const { shift, scale, contrast, brightness, speed, advance } = strengths;
  const change: Augmentation = {
    ...NO_AUGMENTATION,
    shiftX: within(shift),
    shiftY: within(shift),
    scale: factor(scale),
    contrast: factor(contrast),
    brightness: within(brightness),
    speed: factor(speed),
    advance: within(advance),
  };
  const { rotation, colour, noise, blur, cutout, backdrop, slow = 0 } = strengths;
  if (rotation > 0) change.rotation = (within(rotation) * Math.PI) / 180;
  if (colour > 0) change.colour = [factor(colour), factor(colour), factor(colour)];
  if (noise > 0) {
    change.noise = random.between(0, noise);
    change.noiseSeed = random.below(2 ** 32);
  }
  if (blur > 0) change.blur = random.between(0, blur);
  if (cutout > 0 && random.next() < 0.5) change.cutout = randomRectangle(cutout, random);
  if (backdrop > 0 && backdrops) {
    change.backdrop = { share: random.between(0, backdrop), ...backdrops(random) };
  }
  if (slow > 0 && random.next() < slow) change.slow = random.next();
  return change;
}

/** Of sides between a third of `most` and all of it, somewhere in the picture. */
function randomRectangle(most: number, random: Random): Rectangle {
  const width = random.between(most / 3, most);
  const height = random.between(most / 3, most);
  return { x: random.between(0, 1 - width), y: random.between(0, 1 - height), width, height };
}

/** Of each class, the index of the one that its mirrored clips belong to; null where they are not to be mirrored. */
export function mirrorsOf(classes: readonly Pick<GestureClass, 'id' | 'mirror'>[]): (number | null)[] {
  return classes.map(({ id, mirror }) => {
    const twin = classes.findIndex((one) => one.id === mirror && one.mirror === id);
    return twin < 0 ? null : twin;
  });
}

/**
 * A random change of a clip of class `label`, and the class it is of then: every other clip of a class that has a mirror
 * is mirrored. A class without one takes no number for it from `random`.
 */
export function randomChange(
  label: number,
  mirrors: readonly (number | null)[],
  random: Random,
  strengths: AugmentationStrengths,
  backdrops?: Backdrops,
): { augmentation: Augmentation; label: number } {
  const augmentation = randomAugmentation(strengths, random, backdrops);
  const mirrored = mirrors[label] ?? null;
  if (mirrored === null || random.next() < 0.5) return { augmentation, label };
  return { augmentation: { ...augmentation, flip: true }, label: mirrored };
}

/**
 * Which of a clip's `count` frames is shown as frame `t` under an augmentation. Before the first and after the last,
 * these stand still.
 */
export function frameAt(
  t: number,
  count: number,
  { speed, advance }: Pick<Augmentation, 'speed' | 'advance'>,
): number {
  const middle = (count - 1) / 2;
  const at = Math.round((t - middle) * speed + middle + advance * count);
  return Math.min(count - 1, Math.max(0, at));
}

/** The part of a source picture that the network sees under an augmentation. */
export function viewOf(
  width: number,
  height: number,
  aspect: number,
  augmentation: Pick<Augmentation, 'scale' | 'shiftX' | 'shiftY'>,
  flip: boolean,
): Rectangle {
  const crop = centreCrop(width, height, aspect);
  const viewWidth = crop.width / augmentation.scale;
  const viewHeight = crop.height / augmentation.scale;
  const shiftX = (flip ? -1 : 1) * augmentation.shiftX;
  return {
    x: crop.x + (crop.width - viewWidth) / 2 - shiftX * viewWidth,
    y: crop.y + (crop.height - viewHeight) / 2 - augmentation.shiftY * viewHeight,
    width: viewWidth,
    height: viewHeight,
  };
}
