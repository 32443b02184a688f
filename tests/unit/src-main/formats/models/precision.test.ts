import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { checkPrecision, exporters, findExporter } from '../../../../../src-main/formats/models';
import { randomNetwork } from '../../../../fixtures/networks';

/** Of an export that keeps weights less exactly, the bytes of the file that has them. */
const files = {
  tfjs: 'weights.bin',
  onnx: 'model.onnx',
  tflite: 'model.tflite',
  safetensors: 'model.safetensors',
};

it('offers less exact weights where the format has them', () => {
  const offered = exporters
    .filter(({ precisions }) => precisions)
    .map(({ id, precisions }) => [id, precisions]);
  expect(offered).toEqual([
    ['tfjs', ['float16', 'int8']],
    ['onnx', ['float16', 'int8']],
    ['tflite', ['float16', 'int8']],
    ['safetensors', ['float16']],
  ]);
  expect(() => checkPrecision(findExporter('keras'), 'float16')).toThrow(
    'Keras 3 cannot have weights as float16, only as float32.',
  );
});

describe.each(Object.entries(files))('%s', (format, name) => {
  it('is smaller with less exact weights', async () => {
    const exporter = findExporter(format);
    const model = await randomNetwork({ config: { filters: [16, 32], lstmUnits: 32 } });
    const sizeAt = async (precision: 'float32' | 'float16' | 'int8'): Promise<number> => {
      const bytes = unzipSync(await exporter.build({ ...model, precision }))[name]?.length ?? 0;
      return bytes;
    };
    const plain = await sizeAt('float32');
    const weights = model.weights.length;
    expect(plain - (await sizeAt('float16'))).toBeGreaterThan(0.45 * weights);
    if (exporter.precisions?.includes('int8'))
      expect(plain - (await sizeAt('int8'))).toBeGreaterThan(0.7 * weights);
  });
});
