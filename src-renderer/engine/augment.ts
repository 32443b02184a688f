import type { GestureClass } from '../../src-main/contract';
import { centreCrop, type Rectangle } from './resize';
import type { Random } from './random';

/** One random change of a clip, the same for all its frames. */
export interface Augmentation {
  /** Shift of the picture in shares of its side; positive: the content moves right or down. */
  shiftX: number;
  shiftY: number;
  /** Above 1 the content grows. */
  scale: number;
  /** Before differences are taken: value × contrast + brightness, which is in shares of the range of values. */
  contrast: number;
  brightness: number;
  /** Above 1 the motion is faster; around the middle of the window. */
  speed: number;
  /** Shift in time in shares of the window; positive: what happens comes earlier. */
  advance: number;
  /** True: left and right change places. */
  flip: boolean;
}

export const NO_AUGMENTATION: Augmentation = {
  shiftX: 0,
  shiftY: 0,
  scale: 1,
  contrast: 1,
  brightness: 0,
  speed: 1,
  advance: 0,
  flip: false,
};

/**
 * Shift by up to 10%, scale by up to 15%, contrast by up to 25%, brightness by up to 0.1, speed by up to 16% and shift
 * in time by up to an eighth of the window: nobody begins a gesture at the same moment twice, or makes it as fast.
 */
export function randomAugmentation(random: Random): Augmentation {
  return {
    shiftX: random.between(-0.1, 0.1),
    shiftY: random.between(-0.1, 0.1),
    scale: Math.exp(random.between(-0.14, 0.14)),
    contrast: Math.exp(random.between(-0.22, 0.22)),
    brightness: random.between(-0.1, 0.1),
    speed: Math.exp(random.between(-0.15, 0.15)),
    advance: random.between(-0.125, 0.125),
    flip: false,
  };
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
): { augmentation: Augmentation; label: number } {
  const augmentation = randomAugmentation(random);
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
  augmentation: Augmentation,
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
