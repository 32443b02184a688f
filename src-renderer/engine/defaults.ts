import type { CaptureSettings, PreprocessSpec, TrainConfig } from '../../src-main/contract';

/** How Beckon trains with no settings touched. */
export function defaultTrainConfig(): TrainConfig {
  return {
    epochs: 40,
    batchSize: 8,
    learningRate: 0.003,
    seed: 1,
    channels: 'grey-diff',
    size: 32,
    filters: [8, 16, 32],
    bottleneck: 0,
    lstmUnits: 48,
    dropout: 0.2,
    wrap: 'whole',
    augment: true,
    validationShare: 0.2,
    testSessions: [],
    backend: 'auto',
  };
}

/** What the network sees: bytes 0 … 255 become −0.5 … 0.5; a difference of one full byte range becomes 4. */
export function preprocessSpec(
  config: Pick<TrainConfig, 'channels' | 'size'>,
  capture: Pick<CaptureSettings, 'frames' | 'fps' | 'mirror'>,
): PreprocessSpec {
  return {
    version: 1,
    crop: 'centre',
    width: config.size,
    height: config.size,
    channels: config.channels,
    differenceGain: 4,
    scale: 1 / 255,
    offset: -0.5,
    mirror: capture.mirror,
    frames: capture.frames,
    fps: capture.fps,
  };
}
