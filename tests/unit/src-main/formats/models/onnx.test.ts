import { unzipSync } from 'fflate';
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { onnx } from '../../../../../src-main/formats/models/onnx';
import { asFirstFrame, preprocessClip, tensorShape } from '../../../../../src-renderer/learning/preprocess';
import { movingClips, ownAnswers, randomNetwork, type NetworkWish } from '../../../../fixtures/networks';

async function runOne(file: Uint8Array, input: ort.Tensor): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(file);
  const [from = '', to = ''] = [session.inputNames[0], session.outputNames[0]];
  const result = await session.run({ [from]: input });
  await session.release();
  return result[to]?.data as Float32Array;
}

const tensor = (values: Float32Array, shape: readonly number[]): ort.Tensor =>
  new ort.Tensor('float32', values, shape);

describe('the ONNX export', () => {
  it.each<[string, NetworkWish]>([
    ['that knows idle, of an ensemble', { idle: true, config: { members: 2, refit: true, bottleneck: 3 } }],
    ['of single pictures', { spec: { frames: 1, channels: 'rgb' } }],
    ['with even kernels, each layer wrapped', { config: { kernel: 4, wrap: 'layers' }, spec: { width: 15 } }],
  ])('of a network %s answers as the app does, in whole windows and in a stream', async (_, wish) => {
    const model = await randomNetwork(wish);
    const spec = model.run.preprocess;
    const clips = movingClips(3, spec.frames);
    const own = await ownAnswers(model, clips);
    const files = unzipSync(await onnx.build(model));
    const [frames, height, width, channels] = tensorShape(spec);
    const windows = clips.map((clip) => preprocessClip(spec, clip));
    const size = height * width * channels;

    // All windows in one batch.
    const all = Float32Array.from(windows.flatMap((values) => [...values]));
    const whole = await runOne(
      files['model.onnx'] ?? new Uint8Array(),
      tensor(all, [clips.length, frames, height, width, channels]),
    );
    for (const [index, value] of own.flat().entries()) expect(whole[index]).toBeCloseTo(value, 5);
    expect(whole).toHaveLength(own.flat().length);

    const values = windows[1] ?? new Float32Array();
    const first = asFirstFrame(spec, values.slice(0, size));
    const features = await runOne(
      files['frame.onnx'] ?? new Uint8Array(),
      tensor(Float32Array.from([...first, ...values.subarray(size)]), [frames, height, width, channels]),
    );
    const streamed = await runOne(
      files['window.onnx'] ?? new Uint8Array(),
      tensor(features, [1, frames, features.length / frames]),
    );
    for (const [index, value] of (own[1] ?? []).entries()) expect(streamed[index]).toBeCloseTo(value, 5);
  });

  it('describes itself in the files, in any script', async () => {
    const names = ['Zażółć', 'مرحبا', '👋🏽'];
    const files = unzipSync(await onnx.build(await randomNetwork({ names })));
    for (const name of ['model.onnx', 'frame.onnx', 'window.onnx']) {
      const text = new TextDecoder().decode(files[name]);
      for (const label of names) expect(text).toContain(`"${label}"`);
    }
    expect(new TextDecoder().decode(files['README.md'])).toContain('pip install numpy onnxruntime');
  });
});
