import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Preset, Run, TrainConfig } from '../../../../src-main/contract';
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
  /** Of ten epochs alone. */
  const ofEpochs = (change: Partial<TrainConfig> = {}, frames = 16): number => {
    const of = (epochs: number): number =>
      trainingSeconds({ ...config, ...change, epochs }, 80, frames, STEP);
    return of(20) - of(10);
  };
  /** Of what there is beside them. */
  const beside = (change: Partial<TrainConfig> = {}, clips = 80, frames = 16): number =>
    trainingSeconds({ ...config, ...change, epochs: 0 }, clips, frames, STEP);

  it('counts all steps, for the network that was measured', () => {
    // 10 epochs of 60 clips, 100 ms for eight.
    expect(ofEpochs()).toBeCloseTo(7.5);
  });

  it('counts the second pass, over all clips', () => {
    expect(ofEpochs({ refit: true })).toBeCloseTo(7.5 + 10);
    expect(ofEpochs({ refit: true, members: 3 })).toBeCloseTo(7.5 + 30);
    expect(ofEpochs({ members: 3 })).toBeCloseTo(7.5);
  });

  it('counts the movements that are made of clips where it learns what is no gesture', () => {
    expect(ofEpochs({ idle: true })).toBeCloseTo(1.3 * 7.5);
    // A picture that stands still makes none.
    const still = (idle: boolean): number => trainingSeconds({ ...config, idle }, 80, 1, STEP);
    expect(still(true)).toBe(still(false));
  });

  it('counts what comes beside the epochs, which of few clips is most of it', () => {
    const few = { ...config, idle: true, epochs: 12 };
    const [all, epochs] = [few, { ...few, idle: false }].map((of) => trainingSeconds(of, 18, 16, STEP));
    expect(all).toBeGreaterThan(5 * (epochs ?? 0));
    // Stretches are as many for these as for fewer.
    expect(beside({ idle: true }, 9)).toBeGreaterThan(0.8 * beside({ idle: true }, 18));
    // A CNN that does not learn in the epochs does not answer any sooner beside them.
    expect(beside({ idle: true, cnnRate: 0 })).toBe(beside({ idle: true }));
  });

  it('grows with the clips’ length, the picture and the network', () => {
    expect(ofEpochs({}, 32)).toBeCloseTo(2 * ofEpochs());
    expect(ofEpochs({ size: 64 })).toBeGreaterThan(3 * ofEpochs());
    expect(ofEpochs({ filters: [16, 32, 64] })).toBeGreaterThan(2 * ofEpochs());
    expect(ofEpochs({ bottleneck: 8 })).toBeLessThan(ofEpochs());
    expect(ofEpochs({ cnnRate: 0 })).toBeLessThan(ofEpochs() / 2);
    expect(beside({ size: 64 })).toBeGreaterThan(3 * beside());
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
    expect(trainingSeconds(config, 80, 16, STEP)).toBeLessThan(12);
    expect(trainingSeconds(config, 80, 16, paceOf())).toBeCloseTo(76);
    const again = { ...config, refit: true, members: 3 };
    expect(trainingSeconds(again, 80, 16, paceOf({ config: again }))).toBeCloseTo(76);
  });

  it('is that of the epochs there were, where patience ended it early', () => {
    const early = paceOf({ epochs: run.epochs.slice(0, 5) });
    // What comes beside them was all done.
    expect(trainingSeconds(config, 80, 16, early)).toBeGreaterThan(1.4 * 76);
    expect(trainingSeconds(config, 80, 16, early)).toBeLessThan(2 * 76);
    expect(trainingSeconds({ ...config, epochs: 5 }, 80, 16, early)).toBeCloseTo(76);
  });

  it('is not spoilt by one short training, most of which goes by beside its epochs', () => {
    const settings = (preset: Preset): TrainConfig => ({
      ...defaultTrainConfig(),
      ...presetConfig(preset, 18),
      validationShare: 1 / 3,
    });
    // So it was measured: on a machine that was busy then, 6 of the 52 seconds went into the epochs.
    const split = { train: keys(12), validation: keys(6) } as unknown as Run['split'];
    const twelve = { ...settings('quick'), epochs: 12 };
    const epochs = run.epochs.concat(run.epochs).slice(0, 12);
    const pace = paceOf({ config: twelve, split, epochs, seconds: 52 });
    expect(trainingSeconds(twelve, 18, 16, pace)).toBeCloseTo(52);
    // That is 5.7 times as many epochs, which is not 5.7 times the time.
    expect(trainingSeconds(settings('quick'), 18, 16, pace)).toBeLessThan(2 * 52);
    expect(trainingSeconds(settings('balanced'), 18, 16, pace)).toBeLessThan(12 * 60);
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

  it('is told for one that is solved at once as it was measured: 54 s for 150 clips, where a step took 123 ms', () => {
    const instant = { ...defaultTrainConfig(), ...presetConfig('instant', 150) };
    const seconds = trainingSeconds(instant, 150, 16, paceOfStep(123));
    expect(Math.abs(seconds - 54)).toBeLessThan(5);
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
