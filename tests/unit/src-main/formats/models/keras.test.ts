import { unzipSync } from 'fflate';
import h5wasm, { Dataset, File } from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { h5, keras } from '../../../../../src-main/formats/models/keras';
import { checkWeights } from '../../../../../src-main/formats/models/check-weights';
import type { ExportModel } from '../../../../../src-main/formats/models/format';
import { randomNetwork } from '../../../../fixtures/networks';

/** The tensors of an HDF5 file, by path, and its attributes. */
async function read(bytes: Uint8Array | undefined): Promise<{
  tensors: Record<string, { shape: number[] | null; values: number[] }>;
  attribute: (name: string) => string;
}> {
  const { FS } = await h5wasm.ready;
  FS.writeFile('read.h5', bytes ?? new Uint8Array());
  const file = new File('read.h5', 'r');
  const tensors: Record<string, { shape: number[] | null; values: number[] }> = {};
  for (const path of file.paths()) {
    const entry = file.get(path);
    if (entry instanceof Dataset && entry.value instanceof Float32Array) {
      tensors[path.replace(/^\//, '')] = { shape: entry.shape, values: [...entry.value] };
    }
  }
  const attributes = Object.fromEntries(
    Object.entries(file.attrs).map(([name, { value }]) => [name, String(value)]),
  );
  file.close();
  FS.unlink('read.h5');
  return { tensors, attribute: (name) => attributes[name] ?? '' };
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

function weightsOf(model: ExportModel): Record<string, { shape: readonly number[]; values: number[] }> {
  return Object.fromEntries(
    checkWeights(model.topology, model.weights).map(({ name, shape, values }) => [
      name,
      { shape, values: [...values] },
    ]),
  );
}

describe('the Keras exports', () => {
  it('hold each weight where Keras 3 looks for it, in a .keras file that describes itself', async () => {
    const names = ['Zażółć', 'مرحبا', '👋🏽'];
    const model = await randomNetwork({ names });
    const files = unzipSync(await keras.build(model));
    const inner = unzipSync(files['model.keras'] ?? new Uint8Array());
    expect(JSON.parse(text(inner['beckon.json']))).toMatchObject({ labels: names, idle: null });
    expect(JSON.parse(text(inner['config.json']))).toMatchObject({
      module: 'keras',
      class_name: 'Sequential',
    });
    const { tensors } = await read(inner['model.weights.h5']);
    const weights = weightsOf(model);
    const cnn = 'layers/time_distributed/layer/layers';
    expect(tensors).toEqual({
      [`${cnn}/conv2d/vars/0`]: weights['conv1/kernel'],
      [`${cnn}/conv2d/vars/1`]: weights['conv1/bias'],
      [`${cnn}/conv2d_1/vars/0`]: weights['conv2/kernel'],
      [`${cnn}/conv2d_1/vars/1`]: weights['conv2/bias'],
      'layers/lstm/cell/vars/0': weights['lstm/kernel'],
      'layers/lstm/cell/vars/1': weights['lstm/recurrent_kernel'],
      'layers/lstm/cell/vars/2': weights['lstm/bias'],
      'layers/dense/vars/0': weights['classes/kernel'],
      'layers/dense/vars/1': weights['classes/bias'],
    });
  });

  it('hold them under the layers’ names in an .h5 file, of single pictures, too', async () => {
    const model = await randomNetwork({ spec: { frames: 1 }, config: { wrap: 'layers' } });
    const files = unzipSync(await h5.build(model));
    const { tensors, attribute } = await read(files['model.h5']);
    const config = JSON.parse(attribute('model_config')) as { config: { layers: { class_name: string }[] } };
    expect(config.config.layers.map(({ class_name: kind }) => kind)).toEqual([
      'InputLayer',
      'TimeDistributed',
      'Flatten',
      'Dense',
      'Dense',
    ]);
    const weights = weightsOf(model);
    const at = (path: string): unknown => tensors[`model_weights/${path}:0`];
    expect(at('time_cnn/time_cnn/conv2/kernel')).toEqual(weights['time_conv2/kernel']);
    expect(at('hidden/hidden/kernel')).toEqual(weights['hidden/kernel']);
    expect(at('classes/classes/bias')).toEqual(weights['classes/bias']);
    expect(Object.keys(tensors)).toHaveLength(8);
  });
});
