import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { ModelFiles, TrainConfig } from '../../../../../src-main/contract';
import type { TrainedModel, TrainRequest } from '../../../../../src-renderer/engine/api';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { setHead } from '../../../../../src-renderer/engine/model/head';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { numbersOf } from '../../../../../src-renderer/engine/model/warm-start';
import { instantNetwork } from '../../../../../src-renderer/engine/training/instant-network';
import { batchTensor } from '../../../../../src-renderer/engine/training/predict';
import { solvedHead } from '../../../../../src-renderer/engine/training/solve';
import { keptModel, solvedWitness } from '../../../../../src-renderer/engine/training/witness';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import {
  defaultTrainConfig,
  goOnConfig,
  presetConfig,
  preprocessSpec,
} from '../../../../../src-renderer/learning/defaults';
import { capture, classes, movingBars, steadyDevices } from '../../../../fixtures/engine/support';

const clips = movingBars(12, ['a', 'b', 'c']);
const config: TrainConfig = { ...defaultTrainConfig(), epochs: 1, members: 1, augment: false, idle: false };
const UNITS = config.lstmUnits;
/** Those of what is solved at once, and one that never changes. */
const WITNESS = presetConfig('instant', clips.length).lstmUnits + 1;

const train = (changes: Partial<TrainConfig>, from?: ModelFiles): Promise<TrainedModel> => {
  const request: TrainRequest = {
    config: { ...config, ...changes },
    classes,
    capture,
    ...(from && { from }),
  };
  return trainModel(request, clips, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: () => undefined,
  });
};

const unitsOf = ({ run }: TrainedModel): unknown =>
  run.layers.find(({ name }) => name === 'lstm')?.outputShape;

/** What a model says of the clips, before that becomes probabilities; up to what is the same for all classes. */
async function logitsOf(model: LayersModel): Promise<number[]> {
  const spec = preprocessSpec(config, capture);
  const logits = tf.tidy(() => {
    const answers = model.predict(batchTensor(clips, spec)) as tf.Tensor;
    const logs = tf.log(answers);
    return tf.sub(logs, tf.mean(logs, -1, true));
  });
  const numbers = [...(await logits.data())];
  logits.dispose();
  return numbers;
}

beforeAll(() => startBackend('wasm'));

it.each([
  ['of one pass', { refit: false }, 1],
  ['of two passes', { refit: true }, 1],
  ['made of two', { refit: true, members: 2 }, 2],
])(
  'a model %s keeps what it began with beside what it learnt',
  { timeout: 120_000 },
  async (_, changes, members) => {
    const trained = await train(changes);
    expect(unitsOf(trained)).toEqual([members * UNITS + WITNESS]);
    // What is never seen is told by all of them.
    expect(trained.run.unseen?.means[0]).toHaveLength(members * UNITS + WITNESS);
  },
);

it('has a third of the say, however many have learnt', { timeout: 120_000 }, async () => {
  const spec = preprocessSpec(config, capture);
  const shape = { spec, outputs: classes.length };
  const task = { request: { config, classes, capture }, spec, clips, witnessStates: new Map() };
  const witness = await solvedWitness({ ...task, between: async () => undefined });
  const alone = await instantNetwork(
    { ...config, ...presetConfig('instant', clips.length) },
    spec,
    classes.length,
  );
  const members = [1, 2].map((seed) => buildModel({ ...config, seed }, spec, classes.length));
  const numbers = await Promise.all(members.map(numbersOf));
  const whole = keptModel(numbers, witness ?? [], { ...config, refit: true, members: 2 }, shape);
  try {
    // The same clips, and no chance in what they are varied by.
    const states = new Map();
    const solving = {
      spec,
      config: { ...config, ...presetConfig('instant', clips.length) },
      classes,
      clips,
      states,
    };
    const head = await solvedHead(alone, { ...solving, between: async () => undefined, others: false });
    if (head) setHead(alone, head);
    const says = await Promise.all([...members, alone].map(logitsOf));
    const mean = (says[0] ?? []).map((_, i) => says.reduce((sum, say) => sum + (say[i] ?? NaN), 0) / 3);
    expect(await logitsOf(whole)).toEqual(mean.map((value) => expect.closeTo(value, 3)));
    expect(Math.max(...mean)).toBeGreaterThan(0.5);
  } finally {
    for (const model of [...members, alone, whole]) model.dispose();
  }
});

it('goes on from what it learnt alone', { timeout: 120_000 }, async () => {
  const { run, ...files } = await train({ refit: false });
  const base = {
    ...files,
    run: { ...run, schema: 1, id: 'run-1', name: 'Model 1', created: '', appVersion: '' },
  };
  const again = await train(
    { ...goOnConfig(run.config, clips.length), epochs: 1 },
    base as unknown as ModelFiles,
  );
  expect(unitsOf(again)).toEqual([UNITS + WITNESS]);
});

it('has none where it began at random', { timeout: 120_000 }, async () => {
  expect(unitsOf(await train({ start: 'random', refit: false }))).toEqual([UNITS]);
});
