import type { NumberSetting } from './setting';

/** A strength: how it is said, and what of a clip it varies. */
export type AugmentationSetting = NumberSetting & {
  slider: { max: number; step: number };
  said: 'share' | 'degrees' | 'up-to' | 'clips';
  group: 'Place' | 'Time' | 'Light' | 'Camera and surroundings';
};

/**
 * How far clips are varied at random while a model learns from them, each clip anew in every epoch and all its frames
 * alike. 0 leaves out what it says. The defaults: nobody stands at the same place twice, in the same light, begins at the
 * same moment, or is as fast. Shares right in the reasons are those of `tests/bench/results`, beside 0.838 as they are; less than 0.02 is chance.
 */
export const AUGMENTATION_SETTINGS = {
  /** The picture moves by up to this share of its side. */
  shift: {
    kind: 'number',
    label: 'Shift',
    min: 0,
    max: 0.5,
    slider: { max: 0.3, step: 0.01 },
    said: 'share',
    group: 'Place',
    default: 0.1,
    reason: 'Twice that, and twice the size, did the same within chance (0.849).',
  },
  /** What it shows is larger or smaller by up to this share. */
  scale: {
    kind: 'number',
    label: 'Size',
    min: 0,
    max: 1,
    slider: { max: 0.5, step: 0.01 },
    said: 'share',
    group: 'Place',
    default: 0.15,
    reason: 'Twice that, and twice the shift, did the same within chance (0.849).',
  },
  /** It turns by up to so many degrees. */
  rotation: {
    kind: 'number',
    label: 'Turn',
    min: 0,
    max: 180,
    slider: { max: 45, step: 1 },
    said: 'degrees',
    group: 'Place',
    default: 0,
    reason: '10° brought nothing (0.827), and 20° did worse (0.803).',
  },
  /** The movement is faster or slower by up to this share. */
  speed: {
    kind: 'number',
    label: 'Speed',
    min: 0,
    max: 1,
    slider: { max: 0.5, step: 0.01 },
    said: 'share',
    group: 'Time',
    default: 0.16,
    reason: 'Twice that, and twice earlier or later, did the same within chance (0.849).',
  },
  /** It begins earlier or later by up to this share of the window. */
  advance: {
    kind: 'number',
    label: 'Earlier or later',
    min: 0,
    max: 0.5,
    slider: { max: 0.3, step: 0.005 },
    said: 'share',
    group: 'Time',
    default: 0.125,
    reason: 'Twice that, and twice the speed, did the same within chance (0.849).',
  },
  /** Values are higher or lower by up to this share of the range. */
  brightness: {
    kind: 'number',
    label: 'Brightness',
    min: 0,
    max: 0.5,
    slider: { max: 0.3, step: 0.01 },
    said: 'share',
    group: 'Light',
    default: 0.1,
    reason: 'With neither this nor contrast, 0.823: within chance here, where the light hardly changes.',
  },
  /** Values are further apart or nearer by up to this share. */
  contrast: {
    kind: 'number',
    label: 'Contrast',
    min: 0,
    max: 1,
    slider: { max: 0.6, step: 0.01 },
    said: 'share',
    group: 'Light',
    default: 0.25,
    reason: 'With neither this nor brightness, 0.823: within chance here, where the light hardly changes.',
  },
  /** Red, green and blue are each stronger or weaker by up to this share. */
  colour: {
    kind: 'number',
    label: 'Colour',
    min: 0,
    max: 1,
    slider: { max: 0.5, step: 0.01 },
    said: 'share',
    group: 'Light',
    default: 0,
    reason: '± 30 %, with noise and blur, did worse (0.792).',
  },
  /** Standard deviation of the noise at most, as a share of the range; the one change that each frame has its own of. */
  noise: {
    kind: 'number',
    label: 'Noise',
    min: 0,
    max: 0.3,
    slider: { max: 0.1, step: 0.005 },
    said: 'up-to',
    group: 'Camera and surroundings',
    default: 0,
    reason: 'Up to 0.03, with colour and blur, did worse (0.792).',
  },
  /** How much of a blurred picture is mixed in at most. */
  blur: {
    kind: 'number',
    label: 'Blur',
    min: 0,
    max: 1,
    slider: { max: 1, step: 0.05 },
    said: 'up-to',
    group: 'Camera and surroundings',
    default: 0,
    reason: 'Up to 0.5, with colour and noise, did worse (0.792).',
  },
  /** Every other clip has a grey rectangle over it, of up to this share of the picture's side. */
  cutout: {
    kind: 'number',
    label: 'Hidden part',
    min: 0,
    max: 0.7,
    slider: { max: 0.6, step: 0.05 },
    said: 'up-to',
    group: 'Camera and surroundings',
    default: 0,
    reason: 'Up to 0.4 brought nothing (0.825).',
  },
  /** How much of what stands still gives way to what stands still in another clip, at most. */
  backdrop: {
    kind: 'number',
    label: 'Another clip’s background',
    min: 0,
    max: 1,
    slider: { max: 1, step: 0.05 },
    said: 'up-to',
    group: 'Camera and surroundings',
    default: 0,
    reason: 'Up to 0.7 brought nothing (0.833).',
  },
  /** This share of the clips is seen as by a camera that gives so few pictures that those between are blended of them. */
  slow: {
    kind: 'number',
    label: 'Slow camera',
    min: 0,
    max: 1,
    slider: { max: 1, step: 0.05 },
    said: 'clips',
    group: 'Camera and surroundings',
    default: 0.3,
    absent: 0,
    reason:
      'Without, a stream at 5 pictures a second was told much worse than at 30 (docs/decisions/0018-slow-cameras.md).',
  },
} as const satisfies Readonly<Record<string, AugmentationSetting>>;

export type AugmentationKey = keyof typeof AUGMENTATION_SETTINGS;

export const augmentationSettings: readonly (readonly [
  key: AugmentationKey,
  setting: AugmentationSetting,
])[] = Object.entries(AUGMENTATION_SETTINGS) as [AugmentationKey, AugmentationSetting][];

/** On the command line, all of them. */
export const AUGMENTATION_FLAG = {
  usage: '--vary <strengths>',
  help: 'how far clips are varied at random, e.g. shift=0.1,rotation=10; what is not named stays as it is',
} as const;
