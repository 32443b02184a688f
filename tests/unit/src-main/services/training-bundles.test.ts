import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ClipShape, Run } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import type { OutgoingDataset } from '../../../../src-main/services/datasets';
import { parseHeader } from '../../../../src-main/store/safetensors';
import { defaultTrainConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { randomNetwork } from '../../../fixtures/networks';
import { collect, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

const SHAPE: ClipShape = [16, 6, 8, 3];
const NAMES = ['Zażółć gęślą', 'مرحبا 👋🏽'];

interface Bundle {
  start: string;
  shards: string[];
  network: { dense: { in: number; out: number }[]; lstm: { in: number; units: number } };
  run: Run;
}

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** A project with a clip of each class in each of three sessions. */
async function project(): Promise<{ services: Services; slug: string; dataDir: string; classes: string[] }> {
  const dataDir = join(await temporaryFolder(), 'data');
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  const classes: string[] = [];
  for (const name of NAMES) classes.push((await services.classes.add(slug, name)).classId);
  for (const [seed, session] of ['ada', '../é "x"', 'cy'].entries()) {
    for (const classId of classes) await services.clips.add(slug, newClip(classId, seed, SHAPE, session));
  }
  return { services, slug, dataDir, classes };
}

async function filesOf({ chunks }: OutgoingDataset): Promise<Record<string, Uint8Array>> {
  return unzipSync(await collect(chunks));
}

const bundleOf = (files: Record<string, Uint8Array>): Bundle =>
  JSON.parse(text(files['bundle.json'])) as Bundle;

/** The array of a shard: its shape, and its numbers or texts. */
function array(shard: Uint8Array | undefined, name: string): { shape: number[]; data: Uint8Array } {
  const file = unzipSync(shard ?? new Uint8Array())[`${name}.npy`] ?? new Uint8Array();
  const length = new DataView(file.buffer, file.byteOffset).getUint16(8, true);
  const header = text(file.subarray(10, 10 + length));
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').split(',').filter(Boolean).map(Number);
  return { shape, data: file.slice(10 + length) };
}

function texts(shard: Uint8Array | undefined, name: string): string[] {
  const { shape, data } = array(shard, name);
  const points = new Uint32Array(data.buffer);
  const width = points.length / (shape[0] ?? 1);
  return Array.from({ length: shape[0] ?? 0 }, (_, row) =>
    String.fromCodePoint(...points.slice(row * width, (row + 1) * width).filter((point) => point > 0)),
  );
}

describe('a training bundle', () => {
  it('holds the clips with labels, sessions and what each is for, and programs', async () => {
    const { services, slug } = await project();
    const files = await filesOf(
      await services.trainingBundles.export(slug, { testSessions: ['ada'] }, '1.2.3'),
    );
    expect(Object.keys(files).sort()).toEqual(
      [
        'README.md',
        'beckon_clips.py',
        'beckon_input.py',
        'beckon_run.py',
        'beckon_torch.py',
        'bundle.json',
        'clips/0001.npz',
        'requirements.txt',
        'start.safetensors',
        'train.py',
        'train_ray.py',
      ].sort(),
    );
    const shard = files['clips/0001.npz'];
    expect(array(shard, 'x').shape).toEqual([6, ...SHAPE]);
    expect([...new Int32Array(array(shard, 'y').data.buffer)].sort()).toEqual([0, 0, 0, 1, 1, 1]);
    const sessions = texts(shard, 'session');
    const parts = texts(shard, 'part');
    expect(new Set(sessions)).toEqual(new Set(['ada', '../é "x"', 'cy']));
    expect(parts.filter((_, clip) => sessions[clip] === 'ada')).toEqual(['test', 'test']);
    expect(parts.filter((_, clip) => sessions[clip] === 'cy')).toEqual(['validation', 'validation']);
    const { run, shards } = bundleOf(files);
    expect(shards).toEqual(['clips/0001.npz']);
    expect(run).toMatchObject({ appVersion: '1.2.3', classes: NAMES.map((name) => ({ name })) });
    expect([...run.split.train, ...run.split.validation, ...run.split.test].sort()).toEqual(
      texts(shard, 'clip').sort(),
    );
    expect(text(files['README.md'])).toContain(`Classes: ${NAMES.join(', ')}. 2 clips to learn from`);
  });

  it('begins with the motion network and the settings that Beckon has by default', async () => {
    const { services, slug } = await project();
    const files = await filesOf(await services.trainingBundles.export(slug, { testSessions: [] }, '1.2.3'));
    const { run, network } = bundleOf(files);
    const { capture } = await services.projects.open(slug);
    expect(run.config).toEqual({ ...defaultTrainConfig(16), idle: false });
    expect(run.preprocess).toEqual(preprocessSpec(run.config, capture));
    expect(network.dense).toEqual([{ in: 96, out: 2, activation: 'softmax' }]);
    const start = files['start.safetensors'] ?? new Uint8Array();
    const shapes = [...parseHeader(start, start.length).tensors].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      'convolutions.conv1.weight': [8, 2, 3, 3],
      'convolutions.conv1.bias': [8],
      'convolutions.conv2.weight': [16, 8, 3, 3],
      'convolutions.conv2.bias': [16],
      'convolutions.conv3.weight': [32, 16, 3, 3],
      'convolutions.conv3.bias': [32],
      'lstm.weight_ih_l0': [384, 512],
      'lstm.weight_hh_l0': [384, 96],
      'lstm.bias_ih_l0': [384],
      'lstm.bias_hh_l0': [384],
    });
  });

  it('goes on from a model, without its output for idle, with every clip for what it was for', async () => {
    const { services, slug, classes } = await project();
    const { clips } = await services.clips.list(slug);
    const of = (session: string): string[] =>
      clips.filter(({ meta }) => meta.session === session).map(({ classId, id }) => `${classId}/${id}`);
    const model = await randomNetwork({
      names: NAMES,
      idle: true,
      spec: { frames: 16 },
      config: { members: 3, refit: true },
    });
    const run: Run = {
      ...model.run,
      classes: model.run.classes.map((each, index) => ({ ...each, id: classes[index] ?? '' })),
      split: {
        ...model.run.split,
        train: of('cy'),
        validation: [],
        test: of('ada'),
        sessions: { train: ['cy'], validation: [], test: ['ada'] },
      },
    };
    await services.models.save(slug, {
      run,
      topology: new Blob([new Uint8Array(model.topology)]),
      weights: new Blob([new Uint8Array(model.weights)]),
    });
    const files = await filesOf(await services.trainingBundles.export(slug, { runId: run.id }, '1.2.3'));
    const bundle = bundleOf(files);
    expect(bundle.network.dense.at(-1)?.out).toBe(2);
    const start = files['start.safetensors'] ?? new Uint8Array();
    const { tensors } = parseHeader(start, start.length);
    expect(tensors.get('dense.0.weight')?.shape).toEqual([2, 18]);
    expect(bundle.run.config).toMatchObject({ filters: [9, 15], lstmUnits: 18, members: 1, idle: false });
    expect(bundle.run.idle).toBeUndefined();
    expect(bundle.run.split.test).toEqual(of('ada').sort());
    expect(bundle.run.split.train).toEqual([...of('cy'), ...of('../é "x"')].sort());
    expect(bundle.run.from).toMatchObject({ id: run.id, learnt: of('cy').sort() });
  });

  it('leaves out clips that cannot be read or have other numbers of frames, and says so', async () => {
    const { services, slug, dataDir, classes } = await project();
    await services.clips.add(slug, newClip(classes[0] ?? '', 9, [4, 6, 8, 3], 'cy'));
    const { clips } = await services.clips.list(slug);
    const bundle = await services.trainingBundles.export(slug, { testSessions: [] }, '1.2.3');
    const [gone] = clips.filter(({ shape }) => shape[0] === 16);
    await unlink(
      join(dataDir, 'projects', slug, 'clips', gone?.classId ?? '', `${gone?.id ?? ''}.safetensors`),
    );
    const files = await filesOf(bundle);
    expect(array(files['clips/0001.npz'], 'x').shape[0]).toBe(5);
    expect(bundle.leftOut.map(({ reason }) => reason)).toEqual([
      'It has 4 frames, and the network takes 16.',
      expect.stringContaining('clip'),
    ]);
    const { split } = bundleOf(files).run;
    expect([...split.train, ...split.validation]).not.toContain(`${gone?.classId}/${gone?.id}`);
  });

  it('is refused for single pictures without a model, with what to do', async () => {
    const services = await createServices(join(await temporaryFolder(), 'data'));
    const { slug } = await services.projects.create('Still', {
      frames: 1,
      fps: 10,
      width: 96,
      height: 96,
      mirror: true,
    });
    await expect(services.trainingBundles.export(slug, { testSessions: [] }, '1')).rejects.toThrow('--model');
  });
});
