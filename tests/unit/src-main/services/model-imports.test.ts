import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../src-main/contract';
import { findExporter } from '../../../../src-main/formats/models';
import type { ExportModel } from '../../../../src-main/formats/models/format';
import { decodeOnnx, encodeOnnx, type OnnxModel } from '../../../../src-main/formats/models/onnx-schema';
import { createServices, type Services } from '../../../../src-main/services';
import { atPrecision } from '../../../../src-renderer/jobs/precision';
import { movingClips, ownAnswers, randomNetwork, type NetworkWish } from '../../../fixtures/networks';
import { bytesOf, temporaryFolder } from '../../../fixtures/services/fixtures';

const FORMATS = ['tfjs', 'keras', 'h5', 'onnx', 'safetensors'];
const BARE = { keras: 'model.keras', h5: 'model.h5', onnx: 'model.onnx', safetensors: 'model.safetensors' };

const framing = { spread: 0.15, movement: 4.2, centre: { x: 0.48, y: 0.55 }, least: [2.5, 0, 3.1] };

/** Of a network whose last layer sees so many numbers. */
const unseenOf = (units: number): NonNullable<Run['unseen']> => ({
  means: [Array.from({ length: units }, (_, i) => Number(i === 0))],
  whitening: Array.from({ length: (units * (units + 1)) / 2 }, (_, i) => i / 8),
  others: [Array.from({ length: units }, (_, i) => Number(i === 1))],
  thresholds: Array.from({ length: 11 }, (_, percent) => 0.6 - percent / 20),
  live: Array.from({ length: 11 }, (_, percent) => 0.7 - percent / 20),
  widening: 1.25,
  movement: 3,
});

const built: Record<string, NetworkWish> = {
  'a network that knows idle': {
    idle: true,
    framing,
    unseen: unseenOf(6),
    names: ['Zażółć gęślą', 'مرحبا', '👋🏽'],
  },
  'an ensemble with a bottleneck': { config: { members: 3, refit: true, bottleneck: 2, wrap: 'layers' } },
  'one of single pictures': { spec: { frames: 1, channels: 'grey', width: 13, height: 13 } },
};

interface Place {
  services: Services;
  slug: string;
  file: string;
  /** What is imported of these bytes. */
  take(bytes: Uint8Array, name?: string): Promise<Run>;
}

async function place(): Promise<Place> {
  const around = await temporaryFolder();
  const services = await createServices(join(around, 'data'));
  const { slug } = await services.projects.create('Hands');
  const file = join(around, 'model.zip');
  return {
    services,
    slug,
    file,
    take: async (bytes, name = 'model.zip') => {
      await writeFile(file, bytes);
      return services.modelImports.import(slug, file, name);
    },
  };
}

const build = async (model: ExportModel, format: string): Promise<Record<string, Uint8Array>> =>
  unzipSync(await findExporter(format).build(model));

/** What the run that was imported answers. */
async function answersOf({ services, slug }: Place, run: Run, model: ExportModel): Promise<number[][]> {
  const { topology, weights } = await services.models.read(slug, run.id);
  const files = { ...model, run, topology: await bytesOf(topology), weights: await bytesOf(weights) };
  return ownAnswers(files, movingClips(4, run.preprocess.frames));
}

const furthest = (one: number[][], other: number[][]): number =>
  Math.max(...one.flat().map((value, index) => Math.abs(value - (other.flat()[index] ?? NaN))));

describe.each(Object.entries(built))('%s', (_, wish) => {
  it.each(FORMATS)('comes back from %s as it was', async (format) => {
    const here = await place();
    const model = await randomNetwork(wish);
    const run = await here.take(zipSync(await build(model, format)));
    expect(run).toEqual({ ...model.run, id: run.id });
    const own = await ownAnswers(model, movingClips(4, run.preprocess.frames));
    expect(furthest(own, await answersOf(here, run, model))).toBeLessThan(1e-6);
    // It is what Beckon's own builder makes, whatever it came from.
    const { topology } = await here.services.models.read(here.slug, run.id);
    const { weightsManifest } = JSON.parse(await topology.text()) as { weightsManifest: unknown };
    expect(weightsManifest).toEqual(
      (JSON.parse(new TextDecoder().decode(model.topology)) as typeof here & { weightsManifest: unknown })
        .weightsManifest,
    );
  });

  it.each(Object.entries(BARE))('comes back from a %s file alone, without names', async (format, name) => {
    const here = await place();
    const model = await randomNetwork(wish);
    const files = await build(model, format);
    const run = await here.take(files[name] ?? new Uint8Array(), name);
    expect(run).toMatchObject({
      name: 'Run 1',
      classes: model.run.classes,
      preprocess: model.run.preprocess,
      metrics: { validation: { accuracy: 0.75 } },
      split: { train: [], sessions: { train: ['session 1'], test: [] } },
    });
    expect(run.idle).toBe(model.run.idle);
    expect(run.framing).toEqual(model.run.framing);
    expect(run.unseen).toEqual(model.run.unseen);
    expect(JSON.stringify(run)).not.toContain('"s1"');
    const own = await ownAnswers(model, movingClips(4, run.preprocess.frames));
    expect(furthest(own, await answersOf(here, run, model))).toBeLessThan(1e-6);
  });
});

it.each([
  ['tfjs', 'float16'],
  ['tfjs', 'int8'],
  ['onnx', 'float16'],
  ['onnx', 'int8'],
  ['safetensors', 'float16'],
] as const)('takes %s with weights of %s as they are', async (format, precision) => {
  const here = await place();
  const model = await randomNetwork({ idle: true });
  const run = await here.take(zipSync(await build({ ...model, precision }, format)));
  const clips = movingClips(4, run.preprocess.frames);
  const kept = await atPrecision(
    {
      run,
      topology: new Blob([new Uint8Array(model.topology)]),
      weights: new Blob([new Uint8Array(model.weights)]),
    },
    precision,
  );
  const own = await ownAnswers({ ...model, weights: await bytesOf(kept.weights) }, clips);
  expect(furthest(own, await answersOf(here, run, model))).toBeLessThan(1e-5);
});

it.each([
  ['with the framing among how it was trained', framing],
  ['without any', undefined],
])('takes an export of a version before, %s', async (_, before) => {
  const here = await place();
  const wish = { idle: true as const, framing, unseen: unseenOf(6), names: ['a', 'b', 'c'] };
  const files = await build(await randomNetwork(wish), 'tfjs');
  const {
    framing: __,
    paces: ___,
    training,
    unseen: { widening: ____, ...unseen },
    ...told
  } = JSON.parse(new TextDecoder().decode(files['beckon.json'])) as {
    framing: unknown;
    paces: unknown;
    training: object;
    unseen: NonNullable<Run['unseen']>;
  };
  const description = { ...told, unseen, training: { ...training, framing: before } };
  const { 'run.json': _____, ...rest } = files;
  const bytes = new TextEncoder().encode(JSON.stringify(description));
  const run = await here.take(zipSync({ ...rest, 'beckon.json': bytes }));
  expect(run.framing).toEqual(before);
  expect(run.unseen).toEqual({ ...unseen, widening: 1 });
});

it('takes a folder that was packed, and tells a second copy apart', async () => {
  const here = await place();
  const files = await build(await randomNetwork(), 'onnx');
  const packed = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`wl/${name}`, bytes])),
  );
  expect((await here.take(packed)).name).toBe('Run 1');
  expect((await here.take(packed)).name).toBe('Run 1 (2)');
});

describe('refuses, with the reason, and writes nothing:', () => {
  type Files = Record<string, Uint8Array>;
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const parsed = (bytes: Uint8Array | undefined): Record<string, unknown> =>
    JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const replaced = (files: Files, name: string, from: string, to: string): Files => {
    const text = new TextDecoder().decode(files[name]);
    expect(text).toContain(from);
    return { ...files, [name]: new TextEncoder().encode(text.replaceAll(from, to)) };
  };
  const graph = (files: Files, change: (model: OnnxModel) => void): Files => {
    const model = decodeOnnx(files['model.onnx'] ?? new Uint8Array()) as OnnxModel;
    change(model);
    return { ...files, 'model.onnx': encodeOnnx(model) };
  };

  const cases: [what: string, format: string, change: (files: Files) => Files, sentence: string][] = [
    ['LiteRT', 'tflite', (files) => files, 'weights in an order that cannot be told'],
    [
      'a model of others',
      'onnx',
      ({ 'model.onnx': onnx }) => ({
        'model.onnx': encodeOnnx({
          ...(decodeOnnx(onnx ?? new Uint8Array()) as OnnxModel),
          metadata_props: [],
        }),
      }),
      'there is no beckon.json with it',
    ],
    ['no model', 'onnx', () => ({ 'notes.txt': json('hello') }), 'It is no model that Beckon has exported'],
    [
      'an operator that no network of Beckon has',
      'onnx',
      (files) => graph(files, ({ graph: { node } }) => ((node[1] ?? { op_type: '' }).op_type = 'Loop')),
      'a layer that Beckon does not build: “Transpose_1”, of the kind Loop',
    ],
    [
      'a graph that goes in circles',
      'onnx',
      (files) => graph(files, ({ graph: { node } }) => ((node[1] ?? { input: [] }).input = ['softmax_17'])),
      'not connected as in an export of Beckon',
    ],
    [
      'a shape that the numbers do not fill',
      'onnx',
      (files) =>
        graph(
          files,
          ({ graph: { initializer } }) => ((initializer[1] ?? { dims: [] }).dims = [1e9, 3, 3, 1e9]),
        ),
      'do not fit together',
    ],
    [
      'weights that are no numbers',
      'tfjs',
      (files) => ({ ...files, 'weights.bin': (files['weights.bin'] ?? new Uint8Array()).fill(0xff, 0, 4) }),
      'is no number, or far greater than any',
    ],
    [
      'weights that are no numbers, of safetensors',
      'safetensors',
      (files) => ({
        ...files,
        'model.safetensors': (files['model.safetensors'] ?? new Uint8Array()).fill(0xff, -4),
      }),
      'is no number, or far greater than any',
    ],
    [
      'an absurd picture',
      'keras',
      (files) => ({
        ...files,
        'run.json': json({
          ...parsed(files['run.json']),
          preprocess: { ...(parsed(files['run.json'])['preprocess'] as object), width: 1e6 },
        }),
      }),
      'Its run.json is damaged: “preprocess.width”',
    ],
    [
      'pictures of another size',
      'h5',
      (files) => replaced(files, 'run.json', '"width": 12', '"width": 24'),
      'do not fit together',
    ],
    [
      'a newer one',
      'tfjs',
      (files) => replaced(files, 'run.json', '"schema": 1', '"schema": 99'),
      'Update Beckon',
    ],
    [
      'two classes that are one',
      'tfjs',
      (files) => replaced(files, 'run.json', 'class-1', 'class-0'),
      'do not fit together',
    ],
    [
      'more classes that something must move for than there are',
      'tfjs',
      (files) => ({
        ...files,
        'run.json': json({
          ...parsed(files['run.json']),
          framing: { spread: 1, movement: 1, least: [1, 1, 1] },
        }),
      }),
      'do not fit together',
    ],
    [
      'what it has never seen told by other numbers than its last layer sees',
      'tfjs',
      (files) => ({ ...files, 'run.json': json({ ...parsed(files['run.json']), unseen: unseenOf(5) }) }),
      'do not fit together',
    ],
    [
      'a layer that computes what a person wrote',
      'tfjs',
      (files) => replaced(files, 'model.json', '"MaxPooling2D"', '"Lambda"'),
      '“pool1”, of the kind Lambda',
    ],
    [
      'another network’s layers',
      'tfjs',
      (files) => replaced(files, 'model.json', '"activation": "relu"', '"activation": "linear"'),
      'not arranged as Beckon arranges them',
    ],
    [
      'the backbone of another network',
      'tfjs',
      (files) => {
        const run = parsed(files['run.json']) as unknown as Run;
        const network = {
          name: 'mobilenet.json',
          size: 96,
          channels: 'rgb',
          range: '0..1',
          features: 4,
          multiplications: 1,
        };
        return { ...files, 'run.json': json({ ...run, config: { ...run.config, network } }) };
      },
      'Its CNN is that of mobilenet.json, whose layers Beckon cannot check',
    ],
    ['a way out', 'tfjs', (files) => ({ ...files, '../model.json': json({}) }), 'leads out of the zip'],
    [
      'a damaged .keras',
      'keras',
      (files) => ({ ...files, 'model.keras': json('hello') }),
      'no zip, or it is damaged',
    ],
    [
      'a damaged .h5',
      'h5',
      (files) => ({ ...files, 'model.h5': json('hello') }),
      'no HDF5 file, or it is damaged',
    ],
  ];

  it.each(cases)('%s', async (_, format, change, sentence) => {
    const here = await place();
    const files = change(await build(await randomNetwork({ spec: { frames: 3 } }), format));
    const before = await readdir(here.services.dataDir, { recursive: true });
    await expect(here.take(zipSync(files))).rejects.toThrow(sentence);
    await expect(here.take(zipSync(files), 'wl.zip')).rejects.toThrow('“wl.zip” was not imported. ');
    expect(await readdir(here.services.dataDir, { recursive: true })).toEqual(before);
  });

  it('a web page, an empty file, and one that is not there', async () => {
    const here = await place();
    await expect(here.take(new TextEncoder().encode('<!doctype html>'), 'a.html')).rejects.toThrow(
      'A web page cannot be imported',
    );
    await expect(here.take(new Uint8Array())).rejects.toThrow('The file is empty');
    await expect(here.services.modelImports.import(here.slug, `${here.file}.gone`)).rejects.toThrow(
      'model.zip.gone',
    );
  });
});
