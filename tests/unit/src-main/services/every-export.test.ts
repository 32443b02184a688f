import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../../src-main/contract';
import { exporters, findExporter } from '../../../../src-main/formats/models';
import type { ExportModel } from '../../../../src-main/formats/models/format';
import { fillPage } from '../../../../src-main/formats/models/html';
import { readExport } from '../../../../src-main/formats/models/read-export';
import { createServices, type Services } from '../../../../src-main/services';
import { load } from '../../../../src-renderer/webpage';
import { borrowedNetwork, liveAnswers, movingClips, randomNetwork } from '../../../fixtures/networks';
import { collect, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';
import { unsynced } from '../../../fixtures/services/faulty-fs';

/** Every kind of model in every format: it goes through, or is refused with the reason. */

const NAMES = ['Zażółć gęślą jaźń', 'يسار 👋🏽'];
const FIFTY = Array.from({ length: 50 }, (_, index) => `Gest ${index} – żółw مرحبا 👩🏽‍🚀`);
const BACKBONE = 'a model with the backbone of another network';

const kinds: Record<string, () => Promise<ExportModel>> = {
  'two classes named in Polish, Arabic and emoji': () => randomNetwork({ names: NAMES }),
  '50 classes': () => randomNetwork({ names: FIFTY }),
  'an ensemble that knows idle': () =>
    randomNetwork({ names: NAMES, idle: true, config: { members: 3, refit: true, bottleneck: 2 } }),
  'single pictures': () => randomNetwork({ names: NAMES, spec: { frames: 1, channels: 'grey' } }),
  [BACKBONE]: () => borrowedNetwork(NAMES),
};

const IMPORTABLE = ['tfjs', 'keras', 'h5', 'onnx', 'safetensors'];
/** What says why a format cannot have the backbone of another network. */
const REFUSED = ['keras', 'h5', 'onnx', 'tflite', 'safetensors'];
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe.each(Object.entries(kinds))('%s', (kind, make) => {
  let model: ExportModel;
  let labels: string[];
  beforeAll(async () => {
    model = await make();
    labels = [...model.run.classes.map(({ name }) => name), ...(model.run.idle ? ['(nothing)'] : [])];
  });

  it.each(exporters.map(({ id }) => id).filter((id) => id !== 'html'))('%s', async (format) => {
    const building = findExporter(format).build(model);
    if (kind === BACKBONE && REFUSED.includes(format)) {
      await expect(building).rejects.toThrow(
        /^The CNN of this model is that of mobilenet\.json, whose layers Beckon cannot write as .+\. Export it as TensorFlow\.js\.$/,
      );
      return;
    }
    const files = unzipSync(await building);
    expect(JSON.parse(text(files['beckon.json']))).toMatchObject({
      labels,
      preprocess: model.run.preprocess,
    });
    for (const name of labels) expect(text(files['README.md'])).toContain(name);
    if (kind === BACKBONE) {
      await expect(readExport(new Map(Object.entries(files)))).rejects.toThrow('Beckon cannot check');
      return;
    }
    if (!IMPORTABLE.includes(format)) return;
    const again = await readExport(new Map(Object.entries(files)));
    expect(again.run).toMatchObject({ classes: model.run.classes, preprocess: model.run.preprocess });
    expect(again.weights).toEqual(new Uint8Array(model.weights));
  });

  it('html, whose module answers as Live does', async () => {
    const page = fillPage('%MODEL%', { module: '', types: '' }, model);
    const opened = await load(JSON.parse(page) as Parameters<typeof load>[0]);
    expect([opened.name, ...opened.classes]).toEqual([
      model.run.name,
      ...model.run.classes.map(({ name }) => name),
    ]);
    const [clip] = movingClips(1, model.run.preprocess.frames);
    if (!clip) throw new Error('There is no clip.');
    const [count, height, width] = clip.shape;
    const size = height * width * 3;
    let answer = null;
    for (let at = 0; at < count; at++) {
      const data = clip.frames.subarray(at * size, (at + 1) * size);
      answer = await opened.push({ data, width, height }, undefined, { mirrored: clip.mirror });
    }
    const [own = []] = await liveAnswers(model, [clip]);
    expect(answer?.probabilities).toHaveLength(model.run.classes.length);
    answer?.probabilities.forEach((value, index) => expect(value).toBeCloseTo(own[index] ?? NaN, 4));
    opened.close();
  });

  it('archive and training', async () => {
    const { services, slug, run } = await projectOf(model);
    const file = join(await temporaryFolder(), 'a.beckon');
    await writeFile(file, await collect((await services.archives.export(slug)).chunks));
    const { project } = await services.archives.open(file);
    expect(project.classes.map(({ name }) => name)).toEqual(model.run.classes.map(({ name }) => name));
    const kept = await services.models.read(project.slug, run.id);
    expect(kept.run).toEqual(run);
    expect(new Uint8Array(await kept.weights.arrayBuffer())).toEqual(new Uint8Array(model.weights));
    expect((await services.clips.list(project.slug)).clips).toHaveLength(run.classes.length);

    const bundle = services.trainingBundles.export(slug, { runId: run.id }, '0.1.0');
    if (kind === BACKBONE) {
      await expect(bundle).rejects.toThrow('whose layers Beckon cannot write as a training bundle');
      return;
    }
    const files = unzipSync(await collect((await bundle).chunks));
    const { network } = JSON.parse(text(files['bundle.json'])) as { network: { dense: { out: number }[] } };
    expect(network.dense.at(-1)?.out).toBe(run.classes.length);
    for (const { name } of run.classes) expect(text(files['README.md'])).toContain(name);
  });
});

/** A project with a model's classes, a clip of each, and the model. */
async function projectOf(model: ExportModel): Promise<{ services: Services; slug: string; run: Run }> {
  const services = await createServices(join(await temporaryFolder(), 'data'), { fileSystem: unsynced });
  const { frames } = model.run.preprocess;
  const { slug } = await services.projects.create('Hands', { ...model.capture, frames });
  const classes: Run['classes'] = [];
  for (const each of model.run.classes) {
    const { classId } = await services.classes.add(slug, each.name);
    await services.clips.add(slug, newClip(classId, classes.length, [frames, 4, 5, 3]));
    classes.push({ ...each, id: classId });
  }
  const run = { ...model.run, classes };
  await services.models.save(slug, {
    run,
    topology: new Blob([new Uint8Array(model.topology)]),
    weights: new Blob([new Uint8Array(model.weights)]),
  });
  return { services, slug, run };
}
