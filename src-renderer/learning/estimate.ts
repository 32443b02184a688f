import type { Run, TrainConfig } from '../../src-main/contract';
import { ABSENT, defaultTrainConfig, FRAME_EPOCHS } from './defaults';
import { channelCount } from './preprocess';
import { ensembleSize } from './ensemble';
import { FEW_STRETCHES, stretchCount } from './stretch-count';

type Network = Pick<
  TrainConfig,
  'size' | 'channels' | 'filters' | 'kernel' | 'bottleneck' | 'lstmUnits' | 'network'
>;
type Work = Network &
  Pick<
    TrainConfig,
    'epochs' | 'validationShare' | 'refit' | 'members' | 'start' | 'cnnRate' | 'instant' | 'idle'
  >;

/** Frames and clips of the step that was measured on this machine. */
const MEASURED = { frames: 16, clips: 8 };
/** The LSTM is large matrices where the CNN is many small pictures, and gets this much more done in the same time. */
const LSTM_SHARE = 0.25;

/** Of Beckon's own CNN: multiplications for one frame, weights, and numbers that it makes of a frame. */
function cnn({
  size,
  filters,
  kernel: kernelSize = ABSENT.kernel,
  bottleneck,
  ...spec
}: Network): Record<'work' | 'weights' | 'features', number> {
  const convolutions = [
    ...filters.map((count) => ({ count, area: kernelSize ** 2, pooled: true })),
    ...(bottleneck > 0 ? [{ count: bottleneck, area: 1, pooled: false }] : []),
  ];
  let side = size;
  let before = channelCount(spec);
  let work = 0;
  let weights = 0;
  for (const { count, area, pooled } of convolutions) {
    const kernel = area * before * count;
    work += side * side * kernel;
    weights += kernel + count;
    if (pooled) side = Math.floor(side / 2);
    before = count;
  }
  return { work, weights, features: side * side * before };
}

/** Of what learning takes, the part of a layer that answers and does not learn. */
const ANSWERING = 1 / 3;

/** Multiplications for one frame, roughly. */
function multiplications(config: Network & Pick<TrainConfig, 'cnnRate'>): number {
  const { lstmUnits, network, cnnRate = 1 } = config;
  const { work, features } = network
    ? { work: network.multiplications, features: network.features }
    : cnn(config);
  return (cnnRate > 0 ? 1 : ANSWERING) * work + LSTM_SHARE * 4 * lstmUnits * (features + lstmUnits);
}

/**
 * How many weights a model has.
 * @param frames of a clip
 * @param backboneWeights weights of its pretrained backbone, if it has one
 */
export function weightCount(config: Network, classes: number, frames: number, backboneWeights = 0): number {
  const { weights, features } = config.network
    ? { weights: backboneWeights, features: config.network.features }
    : cnn(config);
  const { lstmUnits: units } = config;
  const sequence = frames > 1 ? 4 * units * (features + units + 1) : units * (features + 1);
  return weights + sequence + classes * (units + 1);
}

/** Clips that are learnt from, without and with those for validation. */
interface Learnt {
  train: number;
  all: number;
}

/** Lessons for each clip where a model learns, too, what is no gesture: movements that are made of the clips are shown beside them. */
const LESSONS = 1.3;

/**
 * Where the last layer is solved at once, a clip and all that is made of it, what would be no gesture among it, are looked
 * at once, and no layer learns. Of 24 and of 150 clips, that took 23 times as long for each as its part of a step.
 */
const SOLVED = 22;

/**
 * What comes beside the epochs, however few these are, in clips that are shown once: for each stretch from which is learnt when
 * no gesture is due, and for each clip, of which is looked at what it is to the model, and where that is learnt what would be
 * no gesture.
 */
const STRETCH = 4;
const LOOKED_AT = 4;
const LOOKED_AT_FOR_NONE = 15;

/** What a training takes, in clips of 16 frames that the default network is shown once. */
function workOf(config: Work, { train, all }: Learnt, frames: number): number {
  const scale = frames / MEASURED.frames / multiplications(defaultTrainConfig());
  const each = scale * multiplications(config);
  if (config.instant) return SOLVED * all * each;
  const first = config.start === 'frames' ? FRAME_EPOCHS * train : 0;
  const learnsNone = config.idle === true && frames > 1 && !config.network;
  const shown = train + (config.refit ? ensembleSize(config) * all : 0);
  const inEpochs = config.epochs * (first + (learnsNone ? LESSONS : 1) * shown) * each;
  // No layer of a CNN learns then, whether one learns in the epochs or not.
  const eachBeside = scale * multiplications({ ...config, cnnRate: 1 });
  const stretches = stretchCount(config, all, config.lstmUnits) + (config.refit ? FEW_STRETCHES : 0);
  const beside = learnsNone ? STRETCH * stretches + LOOKED_AT_FOR_NONE * all : LOOKED_AT * all;
  return inEpochs + beside * eachBeside;
}

/** Seconds for a unit of work, by how long a step of the default network was measured to take here. */
export const paceOfStep = (stepMs: number): number => stepMs / MEASURED.clips / 1000;

/**
 * Seconds for a unit of work, as a run has taken; null where it tells nothing of learning, as it was stopped on the way or
 * solved at once.
 */
export function paceOfRun({
  config,
  split,
  epochs,
  preprocess,
  seconds,
  stopped,
}: Pick<Run, 'config' | 'split' | 'epochs' | 'preprocess' | 'seconds' | 'stopped'>): number | null {
  const train = split.train.length;
  const all = train + split.validation.length;
  const work = workOf({ ...config, epochs: epochs.length }, { train, all }, preprocess.frames);
  return stopped || config.instant || work <= 0 || seconds <= 0 ? null : seconds / work;
}

/**
 * About how many seconds training will take.
 * @param clips to learn from, those for validation among them
 * @param frames of a clip
 * @param pace seconds for a unit of work, by {@link paceOfRun} or else {@link paceOfStep}
 */
export const trainingSeconds = (config: Work, clips: number, frames: number, pace: number): number =>
  pace * workOf(config, { train: clips * (1 - config.validationShare), all: clips }, frames);
