import type { PreprocessSpec } from '../../../src-main/contract';
import { defaultTrainConfig, preprocessSpec } from '../../../src-renderer/learning/defaults';
import type { Size, SizeName } from './contract';

/** Live frames come as large as the network takes them, as they are. */
const capture = { frames: 16, fps: 10, mirror: false };

const common = {
  frames: capture.frames,
  channels: 'rgb',
  head: 'average',
  classes: 8,
  dropout: 0,
} as const;

function ofDefaults(): Size {
  const { batchSize, size, channels, filters, lstmUnits, dropout } = defaultTrainConfig();
  if (channels === 'grey') throw new Error('The bench knows no model of grey pictures.');
  return {
    ...common,
    batch: batchSize,
    side: size,
    channels,
    filters,
    head: 'flatten',
    units: lstmUnits,
    dropout,
  };
}

export const SIZES: Readonly<Record<SizeName, Size>> = {
  large: { ...common, batch: 16, side: 64, filters: [16, 32, 64], units: 64 },
  small: { ...common, batch: 8, side: 32, filters: [8, 16, 32], units: 32 },
  default: ofDefaults(),
};

export function specOf(size: Size): PreprocessSpec {
  return preprocessSpec({ channels: size.channels, size: size.side }, { ...capture, frames: size.frames });
}
