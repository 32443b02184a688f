import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../src-main/contract';
import { defaultTrainConfig, preprocessSpec, presetConfig } from '../../../../src-renderer/learning/defaults';
import {
  paceOfRun,
  paceOfStep,
  trainingSeconds,
  weightCount,
} from '../../../../src-renderer/learning/estimate';
import { mergedConfig } from '../../../../src-renderer/learning/ensemble';
import { buildModel } from '../../../../src-renderer/engine/model/model';

/** 100 ms for eight clips. */
const STEP = paceOfStep(100);
const config = { ...defaultTrainConfig(), epochs: 10, validationShare: 0.25, refit: false, idle: false };

describe('trainingSeconds', () => {
  it('is the time of all steps, for the network that was measured', () => {
    // 10 epochs of 60 clips, 100 ms for eight.
    expect(trainingSeconds(config, 80, 16, STEP)).toBeCloseTo(7.5);
  });

  it('counts the second pass, over all clips', () => {
    expect(trainingSeconds({ ...config, refit: true }, 80, 16, STEP)).toBeCloseTo(7.5 + 10);
    expect(trainingSeconds({ ...config, refit: true, members: 3 }, 80, 16, STEP)).toBeCloseTo(7.5 + 30);
    expect(trainingSeconds({ ...config, members: 3 }, 80, 16, STEP)).toBeCloseTo(7.5);
  });

  it('counts the movements that are made of clips where it learns what is no gesture', () => {
    expect(trainingSeconds({ ...config, idle: true }, 80, 16, STEP)).toBeCloseTo(1.3 * 7.5);
    // A picture that stands still makes none.
    const still = (idle: boolean): number => trainingSeconds({ ...config, idle }, 80, 1, STEP);
    expect(still(true)).toBe(still(false));
  });

  it('grows with the clips’ length, the picture and the network', () => {
    const base = trainingSeconds(config, 80, 16, STEP);
    expect(trainingSeconds(config, 80, 32, STEP)).toBeCloseTo(2 * base);
    expect(trainingSeconds({ ...config, size: 64 }, 80, 16, STEP)).toBeGreaterThan(3 * base);
    expect(trainingSeconds({ ...config, filters: [16, 32, 64] }, 80, 16, STEP)).toBeGreaterThan(2 * base);
    expect(trainingSeconds({ ...config, bottleneck: 8 }, 80, 16, STEP)).toBeLessThan(base);
    expect(trainingSeconds({ ...config, cnnRate: 0 }, 80, 16, STEP)).toBeLessThan(base / 2);
  });
});

describe('the pace of a run', () => {
  const keys = (count: number): string[] => Array.from({ length: count }, (_, i) => `wave/${i}`);
  const run = {
    config,
    split: { train: keys(60), validation: keys(20) },
    epochs: Array.from({ length: config.epochs }, () => ({})),
    preprocess: { frames: 16 },
    seconds: 76,
    stopped: false,
  } as unknown as Run;
  const paceOf = (change: Partial<Run> = {}): number => paceOfRun({ ...run, ...change }) ?? NaN;

  it('gives the time that the same training took, whatever was measured before', () => {
    expect(trainingSeconds(config, 80, 16, STEP)).toBeLessThan(10);
    expect(trainingSeconds(config, 80, 16, paceOf())).toBeCloseTo(76);
    const again = { ...config, refit: true, members: 3 };
    expect(trainingSeconds(again, 80, 16, paceOf({ config: again }))).toBeCloseTo(76);
  });

  it('is that of the epochs there were, where patience ended it early', () => {
    const early = paceOf({ epochs: run.epochs.slice(0, 5) });
    expect(trainingSeconds(config, 80, 16, early)).toBeCloseTo(2 * 76);
  });

  it('is not known of one that was stopped', () => {
    expect(paceOfRun({ ...run, stopped: true })).toBeNull();
    expect(paceOfRun({ ...run, seconds: 0 })).toBeNull();
  });

  it('is told by no run that was solved at once, which takes less than any that learns', () => {
    const instant = { ...defaultTrainConfig(), ...presetConfig('instant', 95) };
    expect(paceOfRun({ ...run, config: instant })).toBeNull();
    const learnt = { ...defaultTrainConfig(), ...presetConfig('quick', 95) };
    expect(trainingSeconds(instant, 95, 16, 1)).toBeLessThan(trainingSeconds(learnt, 95, 16, 1) / 2);
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
