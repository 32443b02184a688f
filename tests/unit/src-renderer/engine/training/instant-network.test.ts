import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { motionWeights } from '../../../../../src-renderer/engine/model/motion-start';
import { numbersOf } from '../../../../../src-renderer/engine/model/warm-start';
import { formerInstantNetwork } from '../../../../../src-renderer/engine/training/instant-network';
import {
  defaultTrainConfig,
  MOTION_UNITS,
  preprocessSpec,
  presetConfig,
} from '../../../../../src-renderer/learning/defaults';

beforeAll(() => tf.setBackend('cpu'));

it(
  'looks at clips as what training began with before does, and remembers beside',
  { timeout: 60_000 },
  async () => {
    const config = { ...defaultTrainConfig(), lstmUnits: MOTION_UNITS.hands };
    const spec = preprocessSpec(config, { frames: 16, fps: 10, mirror: true });
    const model = await formerInstantNetwork({ ...config, ...presetConfig('instant', 60) }, spec, 3);
    try {
      const [numbers, start] = [await numbersOf(model), await motionWeights(config, spec, 3)];
      // The CNN, and after it the biases of the LSTM's own units.
      expect(numbers.slice(0, -5)).toEqual(start?.slice(0, -5));
      const [own, wide] = [start?.at(-3), numbers.at(-3)];
      expect(wide).toHaveLength(2 * (own?.length ?? NaN));
      expect(wide?.slice(0, config.lstmUnits)).toEqual(own?.slice(0, config.lstmUnits));
    } finally {
      model.dispose();
    }
  },
);
