import type { TrainConfig } from '../../src-main/contract';
import { defaultTrainConfig, FRAME_EPOCHS } from './defaults';
import { channelCount } from './preprocess';

type Network = Pick<TrainConfig, 'size' | 'channels' | 'filters' | 'bottleneck' | 'lstmUnits' | 'network'>;
type Work = Network & Pick<TrainConfig, 'epochs' | 'validationShare' | 'refit' | 'start'>;

/** Frames and clips of the step that was measured on this machine. */
const MEASURED = { frames: 16, clips: 8 };
/** The LSTM is large matrices where the CNN is many small pictures, and gets this much more done in the same time. */
const LSTM_SHARE = 0.25;

/** Multiplications for one frame, roughly. */
function multiplications({ size, filters, bottleneck, lstmUnits, network, ...spec }: Network): number {
  if (network) {
    return network.multiplications + LSTM_SHARE * 4 * lstmUnits * (network.features + lstmUnits);
  }
  let side = size;
  let before = channelCount(spec);
  let sum = 0;
  for (const count of filters) {
    sum += side * side * 9 * before * count;
    side = Math.floor(side / 2);
    before = count;
  }
  if (bottleneck > 0) {
    sum += side * side * before * bottleneck;
    before = bottleneck;
  }
  return sum + LSTM_SHARE * 4 * lstmUnits * (side * side * before + lstmUnits);
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
  const shown = first + learning + (config.refit ? clips : 0);
  return (config.epochs * shown * clipMs) / 1000;
}
