import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EngineClip, TrainedModel } from '../../../../../src-renderer/engine/api';
import { classify } from '../../../../../src-renderer/engine/model/forward';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { soften } from '../../../../../src-renderer/engine/training/calibrate';
import * as evaluation from '../../../../../src-renderer/engine/training/evaluate';
import { trainConfig as flagsToConfig } from '../../../../../src-main/cli/settings';
import { defaultTrainConfig, presetConfig } from '../../../../../src-renderer/learning/defaults';
import { withDefaults } from '../../../../../src-renderer/learning/wished-config';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { Throughput } from '../../../../../src-renderer/engine/training/throughput';
import { Random } from '../../../../../src-renderer/learning/random';
import { trainCountsOf, trainModel } from '../../../../../src-renderer/engine/training/train';
import { scheduledRate } from '../../../../../src-renderer/engine/training/schedule';
import { epochsInVain, isBetter } from '../../../../../src-renderer/engine/training/best-epoch';
import { unseenSchema } from '../../../../../src-main/contract';
import { Trainer } from '../../../../../src-renderer/engine/training/trainer';
import {
  capture,
  classes,
  movingBars,
  smallConfig,
  steadyDevices,
} from '../../../../fixtures/engine/support';

const epoch = (loss: number, validationAccuracy: number | null, validationLoss: number | null) => ({
  loss,
  accuracy: 0.5,
  validationAccuracy,
  validationLoss,
});

describe('the best epoch', () => {
  it('is that with the highest validation accuracy, and the last of those', () => {
    expect(isBetter(epoch(9, 0.8, 2), epoch(1, 0.7, 1))).toBe(true);
    expect(isBetter(epoch(9, 0.8, 2), epoch(1, 0.8, 1))).toBe(true);
    expect(isBetter(epoch(1, 0.7, 1), epoch(9, 0.8, 2))).toBe(false);
  });

  it('is that with the lowest training loss where nothing was held out', () => {
    expect(isBetter(epoch(1, null, null), epoch(2, null, null))).toBe(true);
    expect(isBetter(epoch(2, null, null), epoch(1, null, null))).toBe(false);
  });
});

describe('training that runs out of the range of numbers', () => {
  const request = { config: smallConfig({ epochs: 4, validationShare: 0 }), classes, capture };
  const train = (good: number): Promise<TrainedModel> => {
    const real = Trainer.prototype.takeEpoch;
    let epochs = 0;
    vi.spyOn(Trainer.prototype, 'takeEpoch').mockImplementation(async function (this: Trainer) {
      const probabilities = await real.call(this);
      return ++epochs > good ? probabilities.fill(NaN) : probabilities;
    });
    return trainModel(request, movingBars(8, ['left', 'right']), {
      devices: steadyDevices,
      stopped: () => false,
      onProgress: () => undefined,
    });
  };
  beforeAll(() => tf.setBackend('cpu'));
  afterEach(() => vi.restoreAllMocks());

  it('keeps the best epoch before, and says so', async () => {
    const { run } = await train(2);
    expect(run.epochs).toHaveLength(2);
    expect(run.stopped).toBe(true);
    expect(run.split.warnings.at(-1)).toContain('in epoch 3, so the best epoch before it was kept');
  });

  it('fails with what to do where there is none, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await expect(train(0)).rejects.toThrow('Choose a smaller learning rate');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('training the smallest network', () => {
  it('takes 10×10×1 to 5×5×1 to 25, as the command line asks for it', async () => {
    await tf.setBackend('cpu');
    const wish = flagsToConfig({
      size: '10',
      channels: 'grey',
      filters: '1',
      kernel: '2',
      epochs: '1',
      idle: false,
    });
    const { run } = await trainModel(
      { config: withDefaults(wish, capture.frames), classes, capture },
      movingBars(6, ['a', 'b', 'c']),
      { devices: steadyDevices, stopped: () => false, onProgress: () => undefined },
    );
    const shapes = new Map(run.layers.map(({ name, outputShape }) => [name, outputShape]));
    expect(shapes.get('frames')).toEqual([6, 10, 10, 1]);
    expect(shapes.get('conv1')).toEqual([6, 10, 10, 1]);
    expect(shapes.get('pool1')).toEqual([6, 5, 5, 1]);
    expect(shapes.get('flatten')).toEqual([6, 25]);
    expect(run.layers.find(({ name }) => name === 'conv1')?.parameters).toBe(2 * 2 + 1);
    expect(run.epochs).toHaveLength(1);
    // One row of it for each of 96 units, of the network that was kept.
    expect(unseenSchema.parse(run.unseen).whitening).toHaveLength((96 * 97) / 2);
    expect(run.config).toMatchObject({ kernel: 2, bottleneck: 0 });
  });
});

describe('calibrating a trained model', () => {
  beforeAll(() => tf.setBackend('cpu'));
  afterEach(() => vi.restoreAllMocks());

  /** The model's answers to clips, as it is and as it would be without its temperature. */
  const answersOf = async (
    { topology, weights, run }: TrainedModel,
    clips: readonly EngineClip[],
  ): Promise<{ after: number[][]; before: number[][] }> => {
    const model = await loadModel({ topology, weights });
    try {
      const answers = (): number[][] =>
        tf.tidy(() => classify(model, batchTensor(clips, run.preprocess)).arraySync() as number[][]);
      const after = answers();
      soften(model, 1 / (run.temperature ?? NaN));
      return { after, before: answers() };
    } finally {
      model.dispose();
    }
  };

  it.each([false, true])('makes no still or black scene surer (refit: %s)', async (refit) => {
    const [bar] = movingBars(1, ['a']) as [EngineClip];
    const picture = bar.frames.subarray(0, bar.frames.length / capture.frames);
    const still = { ...bar, frames: Uint8Array.from(bar.frames, (_, i) => picture[i % picture.length] ?? 0) };
    const black = { ...bar, frames: new Uint8Array(bar.frames.length) };
    const trained = await trainModel(
      { config: smallConfig({ epochs: 8, refit }), classes, capture },
      movingBars(6, ['a', 'b', 'c']),
      { devices: steadyDevices, stopped: () => false, onProgress: () => undefined },
    );
    // All that it was calibrated on is right, which is when temperatures ran away.
    expect(trained.run.metrics.validation?.accuracy).toBe(1);
    const { after, before } = await answersOf(trained, [still, black]);
    after.forEach((row, i) => {
      expect(Math.max(...row)).toBeLessThanOrEqual(Math.max(...(before[i] ?? [])) + 1e-6);
    });
  });
});

describe('training with patience', () => {
  const train = (patience: number, refit: boolean): Promise<TrainedModel> =>
    trainModel(
      { config: smallConfig({ epochs: 30, patience, refit, learningRate: 1e-6 }), classes, capture },
      movingBars(6, ['a', 'b', 'c']),
      { devices: steadyDevices, stopped: () => false, onProgress: () => undefined },
    );
  beforeAll(() => tf.setBackend('cpu'));
  afterEach(() => vi.restoreAllMocks());

  /** Validation answers that are the same from the second epoch on. */
  const stuck = () => {
    const scores = [0.9, 0.8];
    vi.spyOn(evaluation, 'score').mockImplementation(() => ({ loss: scores.shift() ?? 0.8, accuracy: 0.5 }));
  };

  it('ends after as many epochs that did no better, and is not called stopped', async () => {
    stuck();
    const { run } = await train(3, false);
    // One, a better one, then three in vain; an epoch is scored twice, on training and validation clips.
    expect(run.epochs.length).toBeGreaterThan(3);
    expect(run.epochs.length).toBeLessThan(8);
    expect(run.stopped).toBe(false);
  });

  it('gives the second pass as many epochs as the first had', async () => {
    stuck();
    const real = Trainer.prototype.takeEpoch;
    let taken = 0;
    vi.spyOn(Trainer.prototype, 'takeEpoch').mockImplementation(function (this: Trainer) {
      taken++;
      return real.call(this);
    });
    const { run } = await train(3, true);
    expect(taken).toBe(2 * run.epochs.length);
    expect(run.stopped).toBe(false);
  });

  it('counts epochs since more clips were right, or as many with a lower loss', () => {
    expect(epochsInVain([])).toBe(0);
    expect(epochsInVain([epoch(1, 0.5, 1), epoch(1, 0.5, 0.9), epoch(1, 0.5, 0.9), epoch(1, 0.4, 0.1)])).toBe(
      2,
    );
    expect(epochsInVain([epoch(1, 0.5, 1), epoch(1, 0.6, 3)])).toBe(0);
    expect(epochsInVain([epoch(1, null, null), epoch(1, null, null)])).toBe(0);
  });
});

describe('training on mirror twins', () => {
  beforeAll(() => tf.setBackend('cpu'));
  afterEach(() => vi.restoreAllMocks());

  /** What is taught in one epoch: the class, and which way the bar moves. */
  const taught = async (mirrors: (string | undefined)[]): Promise<{ label: number; moves: number }[]> => {
    const seen: { label: number; moves: number }[] = [];
    const real = Trainer.prototype.step;
    vi.spyOn(Trainer.prototype, 'step').mockImplementation(function (this: Trainer, inputs, labels) {
      real.call(this, inputs, labels);
      const clips = inputs.arraySync();
      labels.arraySync().forEach((row, i) => {
        const places = (clips[i] ?? []).map(brightestColumn);
        // A step of more than three pixels is the bar coming in at the other side.
        const steps = places.slice(1).map((place, t) => place - (places[t] ?? 0));
        const moves = steps.filter((step) => Math.abs(step) <= 3).reduce((sum, step) => sum + step, 0);
        seen.push({ label: row.indexOf(1), moves });
      });
    });
    const twins = classes.map((one, i) => ({
      ...one,
      ...(mirrors[i] !== undefined && { mirror: mirrors[i] }),
    }));
    await trainModel(
      { config: smallConfig({ epochs: 2, validationShare: 0, augment: true }), classes: twins, capture },
      movingBars(20, ['left', 'right']),
      { devices: steadyDevices, stopped: () => false, onProgress: () => undefined },
    );
    return seen;
  };
  const brightestColumn = (frame: number[][][]): number => {
    const columns = (frame[0] ?? []).map((_, x) => frame.reduce((sum, line) => sum + (line[x]?.[0] ?? 0), 0));
    return columns.indexOf(Math.max(...columns));
  };
  const ofLeft = (seen: readonly { label: number }[]): number =>
    seen.filter(({ label }) => label === 0).length;

  it('teaches a mirrored clip as its twin: every bar moves the way its class says', async () => {
    const seen = await taught(['right', 'left']);
    expect(seen.length).toBeGreaterThan(40);
    for (const { label, moves } of seen) expect(Math.sign(moves)).toBe(label === 0 ? -1 : 1);
    // Clips of both classes were mirrored, and not the same number of each.
    expect(ofLeft(seen)).not.toBe(seen.length / 2);
  });

  it('mirrors no clip of a class without a twin, and keeps the class where it is symmetric', async () => {
    const seen = await taught([undefined, 'right']);
    expect(ofLeft(seen)).toBe(seen.length / 2);
    const [left, right] = [0, 1].map((label) => seen.filter((one) => one.label === label));
    expect(left?.every(({ moves }) => moves < 0)).toBe(true);
    expect(new Set(right?.map(({ moves }) => Math.sign(moves)))).toEqual(new Set([-1, 1]));
  });
});

describe('the learning rate', () => {
  it('falls from the configured one to near a twentieth of it', () => {
    const config = { learningRate: 0.01, epochs: 50 };
    const rates = Array.from({ length: 50 }, (_, i) => scheduledRate(config, i));
    expect(rates[0]).toBe(0.01);
    expect(rates.at(-1)).toBeCloseTo(0.0005, 4);
    expect([...rates].sort((a, b) => b - a)).toEqual(rates);
  });
});

describe('a warm-up', () => {
  it('raises the rate from zero, batch by batch, to where it would have been', () => {
    const config = { learningRate: 0.01, epochs: 50 };
    const rate = (epoch: number, within: number) => scheduledRate({ ...config, warmUp: 2 }, epoch, within);
    expect(rate(0, 0)).toBe(0);
    expect(rate(0, 0.5)).toBeCloseTo(0.0025);
    expect(rate(1, 0.5)).toBeCloseTo(0.75 * scheduledRate(config, 1));
    expect(rate(2, 0)).toBe(scheduledRate(config, 2));
  });
});

describe('Throughput', () => {
  it('knows nothing at first, then the mean of recent work, without what was skipped', () => {
    let now = 0;
    const throughput = new Throughput(() => now);
    now = 100;
    throughput.skip();
    expect(throughput.secondsFor(5)).toBeNull();
    for (let i = 0; i < 4; i++) {
      now += 2;
      throughput.done(1);
    }
    expect(throughput.secondsFor(5)).toBeCloseTo(10);
  });
});

describe('trainCountsOf', () => {
  it('counts the clips of each class', () => {
    expect(trainCountsOf(['left/1', 'left/2', 'right/1', 'leftover/1'], classes)).toEqual([2, 1]);
  });
});

describe('Random', () => {
  it('is repeatable, uniform and normal enough', () => {
    const random = new Random(7);
    const again = new Random(7);
    const values = Array.from({ length: 4000 }, () => random.next());
    expect(Array.from({ length: 4000 }, () => again.next())).toEqual(values);
    expect(values.reduce((a, b) => a + b, 0) / 4000).toBeCloseTo(0.5, 1);
    const normals = Array.from({ length: 4000 }, () => random.normal());
    expect(normals.reduce((a, b) => a + b * b, 0) / 4000).toBeCloseTo(1, 0);
    expect(random.shuffled([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
  });
});

describe('presetConfig', () => {
  it('solves the last layer, and trains nothing, where it is to be instant', () => {
    expect(presetConfig('instant', 30)).toMatchObject({ instant: true, epochs: 1, members: 1 });
    for (const preset of ['quick', 'balanced', 'best'] as const)
      expect(presetConfig(preset, 30).instant).toBe(false);
  });

  it('gives few clips more epochs, within bounds', () => {
    const epochs = [1, 30, 84, 120, 5000].map((clips) => presetConfig('balanced', clips).epochs);
    expect(epochs).toEqual([160, 160, 100, 70, 70]);
  });

  it('is what Beckon trains with where no settings are touched, for many clips', () => {
    expect(defaultTrainConfig()).toMatchObject(presetConfig('balanced', 5000));
  });

  it('learns for less time where it is to be quick', () => {
    for (const clips of [1, 30, 5000]) {
      const [quick, balanced] = [presetConfig('quick', clips), presetConfig('balanced', clips)];
      expect(quick.epochs).toBeLessThan(balanced.epochs);
      expect(quick.refit).toBe(false);
    }
  });

  it('trains several networks where it is to do its best, or has few clips', () => {
    expect(presetConfig('best', 1000).members).toBe(3);
    expect(presetConfig('balanced', 61)).toEqual({ ...presetConfig('best', 61), members: 1 });
    expect(presetConfig('balanced', 60)).toEqual(presetConfig('best', 60));
    expect(presetConfig('quick', 30).members).toBe(1);
  });
});
