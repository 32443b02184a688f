import type { TrainConfig } from '../../src-main/contract';
import { ABSENT, defaultTrainConfig, FRAME_EPOCHS } from './defaults';
import { channelCount } from './preprocess';
import { ensembleSize } from './ensemble';

type Network = Pick<
  TrainConfig,
  'size' | 'channels' | 'filters' | 'kernel' | 'bottleneck' | 'lstmUnits' | 'network'
>;
type Work = Network &
  Pick<TrainConfig, 'epochs' | 'validationShare' | 'refit' | 'members' | 'start' | 'cnnRate'>;

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

/**
 * About how many seconds training will take.
 * @param clips to learn from, those for validation among them
 * @param frames of a clip
 * @param stepMs what a step of the default network was measured to take here
 */
export function trainingSeconds(config: Work, clips: number, frames: number, stepMs: number): number {
  const clipMs =
    (stepMs / MEASURED.clips) *
    (frames / MEASURED.frames) *
    (multiplications(config) / multiplications(defaultTrainConfig()));
  const learning = clips * (1 - config.validationShare);
  const first = config.start === 'frames' ? FRAME_EPOCHS * learning : 0;
  const shown = first + learning + (config.refit ? ensembleSize(config) * clips : 0);
  return (config.epochs * shown * clipMs) / 1000;
}
