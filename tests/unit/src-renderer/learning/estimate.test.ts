import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defaultTrainConfig, preprocessSpec, presetConfig } from '../../../../src-renderer/learning/defaults';
import { trainingSeconds, weightCount } from '../../../../src-renderer/learning/estimate';
import { mergedConfig } from '../../../../src-renderer/learning/ensemble';
import { buildModel } from '../../../../src-renderer/engine/model/model';

const config = { ...defaultTrainConfig(), epochs: 10, validationShare: 0.25, refit: false };

describe('trainingSeconds', () => {
  it('is the time of all steps, for the network that was measured', () => {
    // 10 epochs of 60 clips, 100 ms for eight.
    expect(trainingSeconds(config, 80, 16, 100)).toBeCloseTo(7.5);
  });

  it('counts the second pass, over all clips', () => {
    expect(trainingSeconds({ ...config, refit: true }, 80, 16, 100)).toBeCloseTo(7.5 + 10);
    expect(trainingSeconds({ ...config, refit: true, members: 3 }, 80, 16, 100)).toBeCloseTo(7.5 + 30);
    expect(trainingSeconds({ ...config, members: 3 }, 80, 16, 100)).toBeCloseTo(7.5);
  });

  it('grows with the clips’ length, the picture and the network', () => {
    const base = trainingSeconds(config, 80, 16, 100);
    expect(trainingSeconds(config, 80, 32, 100)).toBeCloseTo(2 * base);
    expect(trainingSeconds({ ...config, size: 64 }, 80, 16, 100)).toBeGreaterThan(3 * base);
    expect(trainingSeconds({ ...config, filters: [16, 32, 64] }, 80, 16, 100)).toBeGreaterThan(2 * base);
    expect(trainingSeconds({ ...config, bottleneck: 8 }, 80, 16, 100)).toBeLessThan(base);
    expect(trainingSeconds({ ...config, cnnRate: 0 }, 80, 16, 100)).toBeLessThan(base / 2);
  });
});

describe('weightCount', () => {
  it.each([
    ['the usual network', {}, 16],
    ['an ensemble of three', mergedConfig({ ...defaultTrainConfig(), ...presetConfig('best', 100) }), 16],
    ['one with a bottleneck and an odd picture', { bottleneck: 5, size: 45, channels: 'rgb' as const }, 16],
    ['one with larger kernels', { kernel: 5 }, 16],
    ['one with the smallest kernels', { kernel: 1 }, 16],
    ['one of single frames', {}, 1],
  ])('is what the model has: %s', async (_, change, frames) => {
    await tf.setBackend('cpu');
    const changed = { ...defaultTrainConfig(frames), ...change };
    const model = buildModel(changed, preprocessSpec(changed, { frames, fps: 10, mirror: true }), 7);
    expect(weightCount(changed, 7, frames)).toBe(model.countParams());
    model.dispose();
  });
});
