import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  layers,
  model as functional,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles, TrainConfig } from '../../../../../src-main/contract';
import {
  goingOn,
  type Checkpoint,
  type BackboneModel,
  type BackboneFiles,
  type TrainedModel,
  type TrainRequest,
} from '../../../../../src-renderer/engine/api';
import { goOnConfig } from '../../../../../src-renderer/learning/defaults';
import { readBackbone } from '../../../../../src-renderer/engine/model/backbone';
import { loadModel, saveModel } from '../../../../../src-renderer/engine/model/model-files';
import { predictClips } from '../../../../../src-renderer/engine/training/predict';
import { WindowClassifier } from '../../../../../src-renderer/engine/stream/stream';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import {
  capture,
  classes,
  movingBars,
  relativeError,
  smallConfig,
  steadyDevices,
} from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

/**
 * A small network whose layers branch, with batch normalisation, as an image classifier of five classes. Its weights are
 * always the same, and of a size that lets something of each picture through.
 */
function branching(side: number | null = 32, depth = 3): LayersModel {
  const picture = input({ shape: [side, side, depth] });
  const conv = (filters: number, strides: number) =>
    layers.conv2d({
      filters,
      kernelSize: 3,
      strides,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: initializers.heNormal({ seed: filters + strides }),
    });
  const stem = conv(4, 4).apply(picture) as SymbolicTensor;
  const branch = layers.batchNormalization().apply(conv(4, 1).apply(stem)) as SymbolicTensor;
  const sum = layers.add().apply([stem, branch]) as SymbolicTensor;
  const mean = layers.globalAveragePooling2d({}).apply(sum) as SymbolicTensor;
  const answer = layers.dense({ units: 5, activation: 'softmax' }).apply(mean) as SymbolicTensor;
  return functional({ inputs: picture, outputs: answer });
}

async function filesOf(model: LayersModel, name = 'model.json'): Promise<BackboneFiles> {
  const { topology, weights } = await saveModel(model);
  return {
    name,
    topology: await topology.text(),
    weights: { 'weights.bin': new Uint8Array(await weights.arrayBuffer()) },
  };
}

const clips = movingBars(4, ['a', 'b']);
const configFor = ({ network }: BackboneModel, changes: Partial<TrainConfig> = {}): TrainConfig =>
  smallConfig({
    start: 'cnn',
    network,
    size: network.size,
    channels: network.channels,
    cnnRate: 0,
    epochs: 2,
    refit: true,
    ...changes,
  });
const train = (
  request: Omit<TrainRequest, 'classes' | 'capture'>,
  kept: Checkpoint[] = [],
): Promise<TrainedModel> =>
  trainModel({ classes, capture, ...request }, clips, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: (progress) => {
      if (progress.kind === 'checkpoint') kept.push(progress.checkpoint);
    },
  });
const asFiles = ({ run, topology, weights }: TrainedModel): ModelFiles => ({
  run: { schema: 1, id: 'base', name: 'Base', created: '2026-01-01T00:00:00.000Z', appVersion: '0', ...run },
  topology,
  weights,
});
const bytesOf = async ({ weights }: { weights: Blob }): Promise<number[]> => [
  ...new Uint8Array(await weights.arrayBuffer()),
];
/** The weights of the CNN in a trained model. */
async function cnnOf(files: Pick<ModelFiles, 'topology' | 'weights'>): Promise<Float32Array[]> {
  const model = await loadModel(files);
  return model.layers[1]?.getWeights().map((tensor) => tensor.dataSync() as Float32Array) ?? [];
}

describe('readBackbone', () => {
  it('leaves the last layer out, and tells what it takes and gives', async () => {
    const before = tf.memory().numTensors;
    const files = await filesOf(branching());
    const made = tf.memory().numTensors;
    const { network, learns, layers: rows, weights } = await readBackbone(files, '-1..1');
    expect(network).toMatchObject({
      name: 'model.json',
      size: 32,
      channels: 'rgb',
      range: '-1..1',
      features: 4,
    });
    // The stem goes over 8 × 8 places, and so does its branch.
    expect(network.multiplications).toBeGreaterThan(64 * (4 * 27 + 4 * 36));
    expect(learns).toBe(true);
    expect(rows.map(({ type }) => type)).not.toContain('Dense');
    expect(weights).toHaveLength(8);
    expect(tf.memory().numTensors).toBe(made);
    expect(made).toBeGreaterThan(before);
  });

  it('takes pictures of the usual size where the network takes any', async () => {
    const { network } = await readBackbone(await filesOf(branching(null, 1)), '0..1');
    expect(network).toMatchObject({ size: 96, channels: 'grey' });
  });

  it('takes the mean of the last maps where nothing is dense', async () => {
    const maps = sequential();
    maps.add(layers.conv2d({ inputShape: [32, 32, 3], filters: 7, kernelSize: 3, strides: 2 }));
    expect((await readBackbone(await filesOf(maps), '0..1')).network.features).toBe(7);
  });

  const refused = async (files: BackboneFiles | LayersModel, why: string) =>
    expect(
      readBackbone(
        'name' in files && 'weights' in files && !('layers' in files)
          ? files
          : await filesOf(files as LayersModel),
        '0..1',
      ),
    ).rejects.toMatchObject({
      code: 'BAD_NETWORK',
      message: expect.stringContaining(why) as string,
    });

  it('refuses what cannot be used, with what is wrong', async () => {
    const good = await filesOf(branching());
    await refused({ ...good, topology: '{' }, 'not readable as JSON');
    await refused({ ...good, topology: '{}' }, 'does not describe layers');
    await refused({ ...good, topology: JSON.stringify({ format: 'graph-model' }) }, 'graph model');
    await refused({ ...good, weights: {} }, 'weights.bin is missing');
    await refused({ ...good, weights: { 'weights.bin': new Uint8Array(8) } }, 'cannot be used as a CNN');
    await refused(branching(16), '16 pixels wide');
    await refused(branching(32, 2), '2 channels');
    const oblong = sequential();
    oblong.add(layers.conv2d({ inputShape: [32, 48, 3], filters: 2, kernelSize: 3 }));
    await refused(oblong, 'square');
    const words = sequential();
    words.add(layers.dense({ inputShape: [9], units: 2 }));
    await refused(words, 'one picture at a time');
    const broken = branching();
    broken.setWeights(broken.getWeights().map((weight) => tf.fill(weight.shape, NaN)));
    await refused(broken, 'gives no numbers');
  });
});

describe('a run with a pretrained backbone', () => {
  it('leaves it as it is where it is frozen, feeds it what it takes, and says whose it was', async () => {
    const cnn = await readBackbone(await filesOf(branching()), '-1..1');
    const trained = await train({ config: configFor(cnn), cnn });
    expect(trained.run.from).toEqual({ id: 'imported', name: 'model.json', learnt: [], part: 'cnn' });
    expect(trained.run.preprocess).toMatchObject({ width: 32, channels: 'rgb', scale: 2 / 255, offset: -1 });
    expect((await cnnOf(trained)).map((values) => [...values])).toEqual(
      cnn.weights.map((values) => [...values]),
    );
    const tuned = await train({ config: configFor(cnn, { cnnRate: 0.3 }), cnn });
    expect(relativeError((await cnnOf(tuned))[0] ?? [], cnn.weights[0] ?? [])).toBeGreaterThan(1e-4);
  });

  it('is live what it is on whole windows', async () => {
    const cnn = await readBackbone(await filesOf(branching()), '0..1');
    const { run, ...files } = await train({ config: configFor(cnn), cnn });
    const model = await loadModel(files);
    const [clip] = clips;
    if (!clip) throw new Error('There is no clip.');
    const expected = await predictClips(model, [clip], run.preprocess, 1);
    const classifier = new WindowClassifier(model, run.preprocess);
    const [count, height, width] = clip.shape;
    let answer: Float32Array | null = null;
    for (let t = 0; t < count; t++) {
      const size = height * width * 3;
      answer = await classifier.push(
        clip.frames.subarray(t * size, (t + 1) * size),
        width,
        height,
        clip.mirror,
      );
    }
    expect(relativeError(answer ?? [], expected)).toBeLessThan(1e-5);
  });

  it('is gone on from, as a whole or with its CNN alone', async () => {
    const cnn = await readBackbone(await filesOf(branching()), '0..1');
    const base = asFiles(await train({ config: configFor(cnn, { epochs: 12, learningRate: 0.02 }), cnn }));
    const more = await train({
      config: { ...goOnConfig(base.run.config, 8), epochs: 1, start: 'random' },
      from: base,
    });
    expect(more.run.epochs[0]?.loss).toBeLessThan(base.run.epochs[0]?.loss ?? 0);
    const other = await train({ config: configFor(cnn, { lstmUnits: 5 }), from: base });
    expect([base.run.stopped, more.run.stopped, other.run.stopped]).toEqual([false, false, false]);
    expect(await cnnOf(other)).toEqual(await cnnOf(base));
    expect(other.run.from).toMatchObject({ id: 'base', part: 'cnn' });
  });

  it('goes on after an interruption as if there had been none, with its files gone', async () => {
    const cnn = await readBackbone(await filesOf(branching()), '0..1');
    const kept: Checkpoint[] = [];
    const whole = await train({ config: configFor(cnn), cnn }, kept);
    for (const at of [0, 2]) {
      const resumed = await train(goingOn(kept[at] as Checkpoint));
      expect(await bytesOf(resumed)).toEqual(await bytesOf(whole));
    }
  });
});
