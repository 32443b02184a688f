import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { prepareClip } from '../../../../../resources/export/beckon_input.mjs';
import { DEFAULT_CAPTURE, type PreprocessSpec, type Run } from '../../../../../src-main/contract';
import { exporters, findExporter } from '../../../../../src-main/formats/models';
import type { ExportModel } from '../../../../../src-main/formats/models/format';
import { tfjs } from '../../../../../src-main/formats/models/tfjs';
import { preprocessClip, tensorShape } from '../../../../../src-renderer/learning/preprocess';
import { newRun, pixels, topology } from '../../../../fixtures/services/fixtures';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(decode(bytes));

function exportModel(change: Partial<ExportModel> = {}): ExportModel {
  return {
    run: newRun('run-1'),
    topology: encode(topology),
    weights: new Uint8Array(16),
    capture: DEFAULT_CAPTURE,
    threshold: 0.6,
    unseen: 0.02,
    ...change,
  };
}

/** A small network of the kind Beckon trains, as its files. */
async function smallNetwork(spec: PreprocessSpec): Promise<{ model: tf.LayersModel; files: ExportModel }> {
  const model = tf.sequential();
  const inputShape = tensorShape(spec);
  model.add(
    tf.layers.timeDistributed({ layer: tf.layers.conv2d({ filters: 2, kernelSize: 3 }), inputShape }),
  );
  model.add(tf.layers.timeDistributed({ layer: tf.layers.flatten() }));
  model.add(tf.layers.lstm({ units: 3 }));
  model.add(tf.layers.dense({ units: 2, activation: 'softmax' }));
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  const { modelTopology, weightSpecs, weightData } = saved[0] as tf.io.ModelArtifacts;
  const files = {
    run: newRun('run-1', { preprocess: spec }),
    topology: encode({
      modelTopology,
      weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights: weightSpecs }],
    }),
    weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
    capture: DEFAULT_CAPTURE,
    threshold: 0.6,
    unseen: 0.02,
  };
  return { model, files };
}

/** Opens the exported files as a page does that has fetched them from beside `model.json`. */
function open(files: Record<string, Uint8Array>): Promise<tf.LayersModel> {
  const document = json(files['model.json']) as tf.io.ModelJSON;
  const paths = document.weightsManifest.flatMap((group) => group.paths);
  const weightData = Buffer.concat(paths.map((path) => files[path] ?? new Uint8Array()));
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: document.modelTopology,
      weightSpecs: document.weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(weightData).buffer,
    }),
  );
}

interface Picture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** The README's own code, ready to be called with the model and the description beside it. */
function readmeCode(readme: string): (model: tf.LayersModel, description: unknown) => Classify {
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const functions = code.slice(code.indexOf('/** `pictures`'));
  const make = new Function('tf', 'prepareClip', 'model', 'description', `${functions}\nreturn classify;`);
  return (model, description) => make(tf, prepareClip, model, description) as Classify;
}
type Classify = (pictures: Picture[], mirrored: boolean) => { label: string; probability: number }[];

const specOf = (channels: PreprocessSpec['channels'], offset: number): PreprocessSpec => ({
  ...newRun('x').preprocess,
  width: 10,
  height: 8,
  frames: 4,
  channels,
  offset,
});

describe('the TensorFlow.js export', () => {
  it('holds the model, its labels, how to prepare its input, the run and a README', async () => {
    const model = exportModel();
    const files = unzipSync(await tfjs.build(model));
    expect(Object.keys(files).sort()).toEqual(
      [
        'README.md',
        'beckon.json',
        'beckon_input.mjs',
        'labels.json',
        'model.json',
        'preprocess.json',
        'run.json',
        'weights.bin',
      ].sort(),
    );
    expect(json(files['labels.json'])).toEqual(['Wave', 'Stop']);
    expect(json(files['preprocess.json'])).toEqual(model.run.preprocess);
    expect(json(files['run.json'])).toEqual(model.run);
    expect(files['weights.bin']).toEqual(model.weights);
    expect(json(files['model.json'])).toMatchObject({
      format: 'layers-model',
      modelTopology: topology.modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: topology.weightsManifest[0]?.weights }],
    });
  });

  it('names the output that says that no gesture is due', async () => {
    const model = exportModel();
    const files = unzipSync(await tfjs.build({ ...model, run: { ...model.run, idle: true } }));
    expect(json(files['labels.json'])).toEqual(['Wave', 'Stop', '(nothing)']);
    expect(decode(files['README.md'])).toContain('no gesture is due');
    expect(decode(unzipSync(await tfjs.build(model))['README.md'])).not.toContain('no gesture is due');
  });

  it.each<[PreprocessSpec['channels'], number, number, number]>([
    ['grey-diff', -0.5, 10, 8],
    ['grey', 0, 23, 17],
    ['rgb', -0.5, 16, 21],
  ])(
    'gives the same answers in stock TensorFlow.js, by its README’s own code (%s, offset %d, pictures of %d×%d)',
    async (channels, offset, width, height) => {
      const spec = specOf(channels, offset);
      const { model, files } = await smallNetwork(spec);
      const exported = unzipSync(await tfjs.build(files));
      const opened = await open(exported);

      const rgb = pixels(spec.frames * height * width * 3, 5);
      const clip = {
        shape: [spec.frames, height, width, 3] as [number, number, number, 3],
        frames: rgb,
      };
      const input = preprocessClip(spec, { ...clip, mirror: spec.mirror });
      const expected = (model.predict(tf.tensor(input, [1, ...tensorShape(spec)])) as tf.Tensor).dataSync();

      const pictures = Array.from({ length: spec.frames }, (_, t) => {
        const count = height * width;
        const data = new Uint8Array(count * 4).fill(255);
        for (let i = 0; i < count; i++)
          data.set(rgb.subarray((t * count + i) * 3, (t * count + i) * 3 + 3), i * 4);
        return { data, width, height };
      });
      expect(decode(exported['beckon_input.mjs'])).toContain('export function prepareClip');
      const classify = readmeCode(decode(exported['README.md']))(opened, json(exported['beckon.json']));
      const answers = classify(pictures, spec.mirror);
      expect(answers.map(({ label }) => label)).toEqual(['Wave', 'Stop']);
      for (const [index, { probability }] of answers.entries()) {
        expect(probability).toBeCloseTo(expected[index] ?? 0, 5);
      }
    },
  );

  it.each<[string, Partial<ExportModel>, string]>([
    ['its model.json is cut short', { topology: encode(topology).subarray(0, 40) }, 'model.json is damaged'],
    ['its model.json is something else', { topology: encode({ hello: 1 }) }, 'model.json is damaged'],
    ['weights are missing', { weights: new Uint8Array(12) }, '12 bytes where its model.json asks for 16'],
    [
      'a weight is of an unknown type',
      {
        topology: encode({
          ...topology,
          weightsManifest: [{ weights: [{ name: 'w', shape: [1], dtype: 'string' }] }],
        }),
      },
      'unknown type, string',
    ],
  ])('is refused where %s', async (_, change, part) => {
    const sentence = expect.stringContaining(part) as string;
    await expect(tfjs.build(exportModel(change))).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: sentence,
    });
  });

  it('warns in its README of the session names in run.json', async () => {
    const files = unzipSync(await tfjs.build(exportModel()));
    expect(decode(files['README.md'])).toContain('`run.json` names the recording sessions');
  });

  it('tells in its README how well the model did, and says so where that is not known', async () => {
    const readme = async (change: Partial<Run>): Promise<string> =>
      decode(unzipSync(await tfjs.build(exportModel({ run: newRun('r', change) })))['README.md']);
    expect(await readme({})).toContain('It was right on 75.0\u00a0% of 4 validation clips.');
    expect(await readme({})).not.toContain('first pass');
    const { train } = newRun('r').metrics;
    expect(await readme({ metrics: { train, validation: null, test: null } })).toContain(
      'It was right on 75.0\u00a0% of the 4 clips that it learnt from.',
    );
  });

  it('claims nothing in its README of a network that learnt from the validation clips too', async () => {
    const run = newRun('r');
    const config = { ...run.config, refit: true, members: 3 };
    const built = await tfjs.build(exportModel({ run: { ...run, config } }));
    const readme = decode(unzipSync(built)['README.md']);
    expect(readme).not.toContain('not trained on');
    expect(readme).toContain('The network of the first pass was right on 75.0\u00a0% of 4 validation clips.');
    expect(readme).toContain(
      '3 networks were trained with these clips included, and merged into the model, and no clips are left to measure the result.',
    );
  });

  it('names no session in its README', async () => {
    const run = newRun('r');
    const split = {
      ...run.split,
      test: ['wave/t'],
      sessions: { train: ['Anna'], validation: ['Bert'], test: ['Cleo'] },
      warnings: ['1 clip of Cleo is nearly the same as clips of Anna, so a test score may flatter you.'],
    };
    const metrics = { ...run.metrics, test: run.metrics.train };
    const built = await tfjs.build(exportModel({ run: { ...run, split, metrics } }));
    const readme = decode(unzipSync(built)['README.md']);
    expect(readme).toContain('right on 75.0\u00a0% of 4 test clips of 1 session that it did not learn from');
    expect(readme).toContain('Beckon had 1 warning on how it was trained');
    expect(readme).not.toMatch(/Anna|Bert|Cleo/);
  });
});

it('formats have ids of their own, and unknown ones are named', () => {
  expect(new Set(exporters.map(({ id }) => id)).size).toBe(exporters.length);
  expect(findExporter('tfjs')).toBe(tfjs);
  const known = exporters.map(({ id }) => id).join(', ');
  expect(() => findExporter('none')).toThrow(`Beckon cannot export to “none”. It can export to: ${known}.`);
});
