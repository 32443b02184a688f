import '@tensorflow/tfjs-backend-cpu';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { loadModel, saveModel } from '../../../../../src-renderer/engine/model/model-files';
import { capture, randomTensor, relativeError, smallConfig } from '../../../../fixtures/engine/support';

beforeAll(() => tf.setBackend('cpu'));

/** Opens the files in another process that has nothing of ours, and predicts on a tensor. */
const STOCK = `
  const tf = require('@tensorflow/tfjs');
  const { readFileSync } = require('node:fs');
  const [dir, shape] = [process.argv[1], JSON.parse(process.argv[2])];
  const json = JSON.parse(readFileSync(dir + '/model.json', 'utf8'));
  const bytes = (name) => { const b = readFileSync(dir + '/' + name); return b.buffer.slice(b.byteOffset, b.byteOffset + b.length); };
  const artifacts = {
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: bytes(json.weightsManifest[0].paths[0]),
  };
  console.warn = () => {};
  tf.loadLayersModel(tf.io.fromMemory(artifacts)).then((model) => {
    const x = tf.tensor(new Float32Array(bytes('input.bin')), shape);
    process.stdout.write(JSON.stringify([...model.predict(x).dataSync()]));
  });`;

describe('a saved model', () => {
  it.each(['whole', 'layers'] as const)(
    'opens in stock TensorFlow.js and gives the same (%s)',
    async (wrap) => {
      const config = smallConfig({ wrap, dropout: 0.2, bottleneck: 3 });
      const model = buildModel(config, preprocessSpec(config, capture), 3);
      const x = randomTensor([2, 6, 12, 12, 2], 5);
      const expected = (model.apply(x) as tf.Tensor).dataSync();
      const files = await saveModel(model);
      const again = await loadModel(files);
      expect(relativeError((again.apply(x) as tf.Tensor).dataSync(), expected)).toBeLessThan(1e-6);

      const dir = await mkdtemp(join(tmpdir(), 'beckon-model-'));
      try {
        await writeFile(join(dir, 'model.json'), await files.topology.text());
        await writeFile(join(dir, 'weights.bin'), new Uint8Array(await files.weights.arrayBuffer()));
        await writeFile(join(dir, 'input.bin'), new Uint8Array(x.dataSync().slice().buffer));
        const arguments_ = ['-e', STOCK, dir, JSON.stringify(x.shape)];
        const { stdout } = await promisify(execFile)(process.execPath, arguments_);
        const stock = JSON.parse(stdout.slice(stdout.lastIndexOf('['))) as number[];
        expect(relativeError(stock, expected)).toBeLessThan(1e-5);
      } finally {
        await rm(dir, { recursive: true });
      }
    },
  );

  it('is a Keras-style LayersModel with its weights in weights.bin', async () => {
    const config = smallConfig();
    const { topology, weights } = await saveModel(buildModel(config, preprocessSpec(config, capture), 2));
    const document = JSON.parse(await topology.text()) as Record<string, unknown>;
    expect(document).toMatchObject({ format: 'layers-model', weightsManifest: [{ paths: ['weights.bin'] }] });
    expect(weights.size).toBe(4 * ((9 * 2 + 1) * 4 + (9 * 4 + 1) * 6 + (54 + 8 + 1) * 32 + (8 + 1) * 2));
  });

  it('that is damaged is refused with a sentence', async () => {
    const config = smallConfig();
    const { topology, weights } = await saveModel(buildModel(config, preprocessSpec(config, capture), 2));
    const refused = { code: 'BAD_MODEL', message: expect.stringMatching(/cannot be opened/) as string };
    await expect(loadModel({ topology: new Blob(['{']), weights })).rejects.toMatchObject(refused);
    await expect(loadModel({ topology, weights: weights.slice(0, 100) })).rejects.toMatchObject(refused);
  });
});
