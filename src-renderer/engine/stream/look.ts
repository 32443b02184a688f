import type { LayersModel } from '@tensorflow/tfjs';
import type { PreprocessSpec } from '../../../src-main/contract';
import type { Film, Look, LookRequest } from '../api';
import { WHOLE } from '../../learning/framing';
import { channelCount } from '../../learning/preprocess';
import { heatOf, type HeatOptions } from './heat';
import type { WindowClassifier } from './stream';

/**
 * What a classifier's window is to its model; null where the window is not full.
 * @throws EngineError `BAD_MODEL` where the heat is asked for and the model's layers do not allow it
 */
export async function lookAt(
  model: LayersModel,
  classifier: WindowClassifier,
  { film, heat }: Pick<LookRequest, 'film' | 'heat'>,
  options: HeatOptions,
): Promise<Look | null> {
  const { inputs, spec, view } = classifier;
  if (!inputs) return null;
  const strip = film ? filmOf(inputs, spec) : null;
  const places = heat ? await heatOf(model, inputs, spec, options) : null;
  return {
    film: strip,
    heat: places === 'late' ? null : places,
    ...(places === 'late' && { late: true }),
    of: options.of,
    ...(view !== WHOLE && { view }),
  };
}

/** Brings what the network is given back to bytes. */
export function filmOf(inputs: readonly Float32Array[], spec: PreprocessSpec): Film {
  const { width, height, scale, offset, differenceGain } = spec;
  const count = channelCount(spec);
  const channels = spec.channels === 'rgb' ? 3 : 1;
  const area = width * height;
  const pictures = new Uint8Array(inputs.length * area * channels);
  const changes = spec.channels === 'grey-diff' ? new Uint8Array(inputs.length * area) : null;
  inputs.forEach((input, t) => {
    for (let i = 0; i < area; i++) {
      for (let c = 0; c < channels; c++) {
        const value = ((input[i * count + c] as number) - offset) / scale;
        pictures[(t * area + i) * channels + c] = byteOf(value);
      }
      if (!changes) continue;
      const change = (input[i * count + 1] as number) / differenceGain / scale;
      changes[t * area + i] = byteOf(128 + change);
    }
  });
  return { frames: inputs.length, width, height, pictures, channels, changes };
}

const byteOf = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
