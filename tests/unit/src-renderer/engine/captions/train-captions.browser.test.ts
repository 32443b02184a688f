import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CaptionFiles, CaptionSource, ModelFiles, Run } from '../../../../../src-main/contract';
import type { CaptionProgress, EngineClip } from '../../../../../src-renderer/engine/api';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { NO_AUGMENTATION } from '../../../../../src-renderer/learning/augment';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { CaptionDecoder } from '../../../../../src-renderer/engine/captions/caption-decoder';
import { CaptionModel } from '../../../../../src-renderer/engine/captions/caption-model';
import { featuresOf } from '../../../../../src-renderer/engine/captions/features';
import { trainCaptions } from '../../../../../src-renderer/engine/captions/train-captions';
import { Vocabulary, END, START } from '../../../../../src-renderer/learning/vocabulary';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { Random } from '../../../../../src-renderer/learning/random';
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

const clips = movingBars(8, ['ada', 'ben']);
const SAID: Record<string, string> = {
  left: 'A bar moves to the left.',
  right: 'A bar moves right',
};
const texts = Object.fromEntries(clips.map(({ id, classId }) => [id, SAID[classId] ?? '']));
let model: ModelFiles;
/** What was learnt for as long as it takes; the other tests learn no longer than they must. */
let learnt: Awaited<ReturnType<typeof learn>>;

beforeAll(async () => {
  await startBackend('wasm');
  const config = smallConfig({ epochs: 12, refit: false });
  const { run, ...files } = await trainModel({ config, classes, capture }, clips, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: () => undefined,
  });
  const varied = { ...run.config, augment: true };
  const named = {
    ...run,
    config: varied,
    schema: 1,
    id: 'run-1',
    name: 'One',
    created: '',
    appVersion: '',
  } as Run;
  model = { run: named, ...files };
  learnt = await learn({}, { steps: 150 });
});

async function learn(
  changes: Partial<Parameters<typeof trainCaptions>[0]> = {},
  {
    some = clips,
    stopAfter = Infinity,
    steps = 1,
  }: { some?: EngineClip[]; stopAfter?: number; steps?: number } = {},
): Promise<{ files: CaptionFiles; told: CaptionProgress[] }> {
  const told: CaptionProgress[] = [];
  const files = await trainCaptions({ model, from: 'clip', texts, seed: 3, ...changes }, some, {
    steps,
    stopped: () => told.length >= stopAfter,
    onProgress: (progress) => void told.push(progress),
  });
  return { files, told };
}

describe('the decoder in plain numbers', () => {
  it('tells what the model in tensors tells', async () => {
    const vocabulary = Vocabulary.of(['a b c', 'd e']);
    const captions = new CaptionModel({ image: 5, words: vocabulary.size }, new Random(2));
    const weights = await captions.weights();
    const named = new Map(captions.tensors.map(({ name }, k) => [name, weights[k] as Float32Array]));
    const decoder = new CaptionDecoder(vocabulary, 3, named);
    const image = Float32Array.from({ length: 5 }, (_, i) => Math.sin(i));
    const words = vocabulary.encode('a d c');
    const loss = tf.tidy(() => captions.loss([{ image, words }]).dataSync()[0] as number);
    let state = decoder.begin(image);
    let sum = 0;
    [START, ...words].forEach((word, place) => {
      const next = decoder.step(state, word);
      state = next.state;
      sum -= next.logProbabilities[[...words, END][place] as number] as number;
    });
    // In plain numbers the mark that begins a sentence never comes, so what does is a little likelier.
    expect(sum / 4).toBeLessThan(loss);
    expect(sum / 4).toBeGreaterThan(loss - 0.3);
    captions.dispose();
  });
});

describe('what a model makes of a clip', () => {
  it.each<CaptionSource>(['clip', 'frame'])('is the same live and in training (%s)', async (from) => {
    const config = smallConfig({ dropout: 0.3 });
    const spec = preprocessSpec(config, capture);
    const built = buildModel(config, spec, 2);
    const [clip] = clips as [EngineClip];
    const [expected] = await featuresOf(built, [clip], spec, from, () => NO_AUGMENTATION);
    const classifier = new WindowClassifier(built, spec, { keepsFrames: from === 'frame' });
    const size = 24 * 24 * 3;
    for (let t = 0; t < capture.frames; t++) {
      await classifier.push(clip.frames.slice(t * size, (t + 1) * size), 24, 24, true);
    }
    expect(relativeError(await classifier.seen(from), expected ?? [])).toBeLessThan(1e-5);
  });
});

describe('learning to describe', () => {
  it('says of clips held out what is being done in them, far better than always the same', async () => {
    const { files, told } = learnt;
    const { captions } = files;
    expect(captions).toMatchObject({ from: 'clip', longest: 6, clips: 8 });
    expect(captions.words).toEqual(['a', 'bar', 'left', 'moves', 'right', 'the', 'to']);
    expect(captions.score).toMatchObject({ on: 'validation', seen: false, clips: 8, baseline: 0.5 });
    expect(captions.score.exact).toBeGreaterThan(0.8);
    expect(captions.losses.at(-1)).toBeLessThan((captions.losses[0] ?? 0) / 5);
    const looking = told.filter((each) => each.kind === 'extracting');
    expect(looking.at(-1)).toMatchObject({ done: 48, total: 48 });
    expect(told.at(-1)).toMatchObject({ kind: 'learning', done: captions.losses.length });
  });

  it('gives the same with the same seed, and leaves the model and memory as they were', async () => {
    const before = tf.memory().numTensors;
    const [one, two] = [await learn(), await learn()];
    expect(tf.memory().numTensors).toBe(before);
    const bytes = async ({ files }: typeof one): Promise<Uint8Array> =>
      new Uint8Array(await files.weights.arrayBuffer());
    expect(await bytes(one)).toEqual(await bytes(two));
    expect(two.files.captions.losses).toEqual(one.files.captions.losses);
  });

  it('is what live windows are then described with, by beams and greedily', async () => {
    const { files } = learnt;
    const decoder = await CaptionDecoder.of(files);
    const base = await loadModel(model);
    const { preprocess, split } = model.run;
    const held = clips.filter((clip) => split.validation.includes(`${clip.classId}/${clip.id}`));
    const features = await featuresOf(base, held, preprocess, 'clip', () => NO_AUGMENTATION);
    const said = features.map((image) => decoder.caption(image));
    const right = held.filter(({ classId }, index) =>
      SAID[classId]?.toLowerCase().startsWith(said[index] ?? '?'),
    );
    expect(right.length / held.length).toBeCloseTo(files.captions.score.exact);
    expect(features.map((image) => decoder.describeGreedily(image))).toEqual(said);
  });

  it('learns from one frame, which cannot tell where a bar is going', async () => {
    const { files } = await learn({ from: 'frame' });
    expect(files.captions.from).toBe('frame');
    const [kernel] = files.captions.tensors;
    expect(kernel?.shape[0]).toBe(3 * 3 * 6);
    expect(files.captions.losses.at(-1)).toBeLessThan(files.captions.losses[0] ?? 0);
  });

  it('takes clips by their ids where the split has them, though moved, and others by their session', async () => {
    const [first, ...rest] = clips as [EngineClip, ...EngineClip[]];
    const moved = rest.map((clip, index) => (index === 2 ? { ...clip, classId: 'elsewhere' } : clip));
    const added = { ...first, id: 'new-one' };
    const { files } = await learn(
      { texts: { ...texts, 'new-one': 'a new bar' } },
      { some: [first, ...moved, added] },
    );
    const validating = model.run.split.sessions.validation.includes(first.session);
    expect(files.captions.clips).toBe(validating ? 8 : 9);
    expect(files.captions.score.clips).toBe(validating ? 9 : 8);
  });

  it('looks at clips as they are only, where the run was taught so', async () => {
    const plain = { ...model.run, config: { ...model.run.config, augment: false } };
    const { files, told } = await learn({ model: { ...model, run: plain } });
    expect(told.filter((each) => each.kind === 'extracting').at(-1)).toMatchObject({ done: 16, total: 16 });
    expect(files.captions.losses.at(-1)).toBeLessThan(files.captions.losses[0] ?? 0);
  });

  it('says that the score flatters where the model has learnt from these clips', async () => {
    const refitted = { ...model.run, config: { ...model.run.config, refit: true } };
    const { files } = await learn({ model: { ...model, run: refitted } });
    expect(files.captions.score).toMatchObject({ on: 'validation', seen: true });
  });

  it('needs two different texts', async () => {
    const same = Object.fromEntries(clips.map(({ id }, i) => [id, i % 2 ? 'A bar.' : 'a bar']));
    await expect(learn({ texts: same })).rejects.toMatchObject({ code: 'TOO_FEW_TEXTS' });
    await expect(learn({ texts: {} })).rejects.toMatchObject({ code: 'TOO_FEW_TEXTS' });
  });

  it('can be stopped', async () => {
    await expect(learn({}, { stopAfter: 3 })).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(learn({}, { stopAfter: 20 })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('whose weights do not fit is no decoder', async () => {
    const { files } = learnt;
    const words = [...files.captions.words, 'more'];
    const broken = { ...files, captions: { ...files.captions, words } };
    await expect(CaptionDecoder.of(broken)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});
