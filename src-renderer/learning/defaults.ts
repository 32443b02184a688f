import type {
  AugmentationStrengths,
  CaptureSettings,
  PreprocessSpec,
  Preset,
  TrainConfig,
} from '../../src-main/contract';
import { AUGMENTATION_SETTINGS } from '../../src-main/shared/augmentation-settings';
import { inputValues } from '../../src-main/shared/input-values';
import { absentOf, defaultsOf } from '../../src-main/shared/setting';
import { TRAIN_SETTINGS } from '../../src-main/shared/train-settings';
import { mergedConfig, ensembleSize } from './ensemble';
import { MEMORY_SHARES } from './memory';

/** Of every setting, as `src-main/shared/train-settings` has it, with its reason. */
const DEFAULTS = defaultsOf(TRAIN_SETTINGS);
/** What a saved configuration means that does not speak of these. */
export const ABSENT = absentOf(TRAIN_SETTINGS);

const QUICK_EPOCHS = 30;
/** Clips for which the epochs of a preset are meant, and how many times these for fewer at most. */
const CLIPS = 120;
const EPOCHS_FACTOR_LIMIT = 16 / 7;

/**
 * Epochs for so many training clips: fewer clips make fewer steps an epoch, and need more of these. Learnt from 30 clips
 * of one person, 0.65 of four others' were right after 40 epochs and 0.74 after 150.
 */
function epochsFor(clips: number, epochs: number): number {
  return Math.round(epochs * Math.min(EPOCHS_FACTOR_LIMIT, Math.max(1, CLIPS / Math.max(1, clips))));
}

/** How a network of Beckon's own is built, beside what it sees. */
type Build = Pick<TrainConfig, 'filters' | 'bottleneck' | 'lstmUnits'>;
const DEFAULT_BUILD: Build = {
  filters: DEFAULTS.filters,
  bottleneck: DEFAULTS.bottleneck,
  lstmUnits: DEFAULTS.lstmUnits,
};
/** Units of the LSTM of each network in `resources/networks`: that of today, and the one before it, which has seen nothing but hands. */
export const MOTION_UNITS = { people: DEFAULTS.lstmUnits, hands: 48 };
/** As many, and those that remember what they were; see `learning/memory.ts`. */
const remembering = (units: number): number => (1 + MEMORY_SHARES.length) * units;
/** Units of what was solved at once until 30 November 2026. */
export const FORMER_INSTANT_UNITS = remembering(MOTION_UNITS.hands);
const INSTANT_BUILD: Build = { ...DEFAULT_BUILD, lstmUnits: remembering(MOTION_UNITS.people) };
/**
 * Networks that answer better together than one does alone: learnt from 30 clips of one person, 0.91 of four others' are
 * right, and 0.87 with one.
 */
const ENSEMBLE_SIZE = 3;
/** With so many clips at most they are worth their time to everybody, not only where the best is wanted. */
const SMALL_DATASET = 60;

/** What a preset says, for so many clips to learn from. */
export function presetConfig(
  preset: Preset,
  clips: number,
): Build & Required<Pick<TrainConfig, 'epochs' | 'refit' | 'members' | 'instant'>> {
  const instant = preset === 'instant';
  if (instant) return { ...INSTANT_BUILD, epochs: 1, refit: true, members: 1, instant };
  return {
    ...DEFAULT_BUILD,
    instant,
    filters: [...DEFAULT_BUILD.filters],
    epochs: epochsFor(clips, preset === 'quick' ? QUICK_EPOCHS : DEFAULTS.epochs),
    refit: preset !== 'quick',
    members: preset === 'best' || (preset === 'balanced' && clips <= SMALL_DATASET) ? ENSEMBLE_SIZE : 1,
  };
}

/** Epochs, and share of the learning rate, with which training goes on from a model. */
const MORE_EPOCHS = 10;
const GENTLER = 0.3;

/** How Beckon goes on from a model of this configuration, with so many clips to learn from. */
export function goOnConfig(config: TrainConfig, clips: number): TrainConfig {
  return {
    ...ABSENT,
    augmentation: AUGMENTATION,
    ...mergedConfig(config),
    instant: false,
    // A network as wide as several, all of whose layers learnt, would take a minute where a person waits.
    ...(ensembleSize(config) > 1 && { cnnRate: 0 }),
    epochs: epochsFor(clips, MORE_EPOCHS),
    learningRate: Number((config.learningRate * GENTLER).toPrecision(3)),
    refit: true,
    // All of the model is gone on from, not its CNN alone.
    ...(config.start === 'cnn' && { start: 'random' as const }),
  };
}

export const AUGMENTATION: AugmentationStrengths = defaultsOf(AUGMENTATION_SETTINGS);

/** A picture that stands still has no motion to see; its colours and finer shapes tell more. */
const SINGLE_FRAME_SETTINGS = { channels: 'rgb', size: 48, start: 'random' } as const;

/**
 * How Beckon trains with no settings touched.
 * @param frames of a clip
 */
export function defaultTrainConfig(frames = 16): TrainConfig {
  return {
    ...defaultsOf(TRAIN_SETTINGS),
    augmentation: AUGMENTATION,
    ...(frames === 1 && SINGLE_FRAME_SETTINGS),
  };
}

/** What the network sees of a project's pictures. */
export const preprocessSpec = (
  config: Pick<TrainConfig, 'channels' | 'size' | 'network'>,
  { mirror, frames, fps }: Pick<CaptureSettings, 'frames' | 'fps' | 'mirror'>,
): PreprocessSpec => ({ ...inputValues(config), mirror, frames, fps });

/** Times through the clips; a last layer that is solved at once needs one. */
export const epochsOf = ({ epochs, instant }: Pick<TrainConfig, 'epochs' | 'instant'>): number =>
  instant ? 1 : epochs;

/** Why a last layer cannot be solved at once, as a sentence; null: it can, or is not to be. */
export const instantProblem = (config: TrainConfig): string | null =>
  config.instant && !beginsWithMotion(config)
    ? 'Only a model that starts from Beckon’s own motion network can be made at once. Choose another preset, or leave the network’s settings as they are.'
    : null;

/** Share of the epochs in which a CNN learns from single frames before it learns from clips. */
export const FRAME_EPOCHS = 0.4;

/** What of a configuration says how the CNN is built. */
export function cnnConfig({
  channels,
  size,
  filters,
  kernel = ABSENT.kernel,
  bottleneck,
  network,
}: TrainConfig): Pick<TrainConfig, 'channels' | 'size' | 'filters' | 'kernel' | 'bottleneck' | 'network'> {
  return { channels, size, filters: [...filters], kernel, bottleneck, ...(network && { network }) };
}

/**
 * What a model takes over that begins with the CNN of a run of this configuration. A CNN that is made of several already
 * is not made several times as wide again.
 */
export const cnnStart = (config: TrainConfig): Partial<TrainConfig> => ({
  start: 'cnn',
  ...cnnConfig(mergedConfig(config)),
  ...(ensembleSize(config) > 1 && { members: 1 }),
});

/** How the networks in `resources/networks` are built that have learnt to see movement, but for their LSTMs. */
const MOTION = { ...DEFAULT_BUILD, kernel: 3, size: 32, channels: 'grey-diff' } as const;

/** Whether a network of these settings can begin with one of them. */
export function motionFits({
  network,
  kernel = ABSENT.kernel,
  ...config
}: Build & Pick<TrainConfig, 'kernel' | 'size' | 'channels' | 'network' | 'instant'>): boolean {
  return (
    !network &&
    config.size === MOTION.size &&
    config.channels === MOTION.channels &&
    kernel === MOTION.kernel &&
    config.filters.join() === MOTION.filters.join() &&
    config.bottleneck === MOTION.bottleneck &&
    (config.instant
      ? config.lstmUnits === INSTANT_BUILD.lstmUnits
      : Object.values(MOTION_UNITS).includes(config.lstmUnits))
  );
}

/** Whether a new model of this configuration begins with weights that another model, or a CNN before it, has learnt. */
export const beginsWithWeights = (config: TrainConfig): boolean =>
  beginsWithMotion(config) || config.start === 'frames' || config.start === 'cnn';

/** Whether a new model of this configuration begins with Beckon's own network. */
export const beginsWithMotion = (config: TrainConfig): boolean =>
  config.start === 'motion' && motionFits(config);

/** Whether a model of this configuration began with that of its day. */
export function beganWithMotion(config: TrainConfig): boolean {
  const { instant, lstmUnits } = config;
  const before = instant && lstmUnits === FORMER_INSTANT_UNITS;
  return beginsWithMotion(before ? { ...config, lstmUnits: INSTANT_BUILD.lstmUnits } : config);
}
