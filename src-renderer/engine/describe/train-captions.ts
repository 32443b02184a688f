import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CaptionFiles, CaptionScore, Run } from '../../../src-main/contract';
import { Adam } from '../adam';
import { EngineError, type CaptionProgress, type CaptionRequest, type EngineClip } from '../api';
import { NO_AUGMENTATION, randomAugmentation, type Augmentation } from '../augment';
import { usableClips } from '../clips';
import { AUGMENTATION } from '../defaults';
import { loadModel } from '../model-files';
import { Pace } from '../pace';
import { concatenate } from '../predict';
import { Random } from '../random';
import { clipKey } from '../split';
import { scheduledRate } from '../training-job';
import { CaptionDecoder } from './caption-decoder';
import { CaptionModel } from './caption-model';
import { featuresOf } from './features';
import { scoreOf } from './score';
import { Vocabulary, wordsOf } from './vocabulary';

interface CaptionContext {
  /** True once a person asked to stop. */
  stopped: () => boolean;
  onProgress: (progress: CaptionProgress) => void;
}

/**
 * Each clip is looked at as it is and varied in so many ways, where the run was taught so too; once and for all, as
 * nothing before the words learns.
 */
const CHANGED = 4;
/** Clips looked at together, and sentences learnt together. */
const LOOK_BATCH = 8;
const BATCH = 64;
/** Few clips are gone over more often, until so many batches have been learnt. */
const STEPS = 150;
const FEWEST_EPOCHS = 20;
const RATE = 0.02;

/** A clip that something is said of. */
interface Told {
  clip: EngineClip;
  text: string;
}

type Part = CaptionScore['on'];

/**
 * Learns to put the clips of a run into words, with teacher forcing. The run's CNN and LSTM are not touched. Clips stand
 * where the run's split has them, and those it does not know where their session does.
 * @throws EngineError `too-few-texts`, `bad-clip`, `bad-model`; `cancelled` where a person asked to stop
 */
export async function learnCaptions(
  { model: files, from, texts, seed }: CaptionRequest,
  loaded: readonly EngineClip[],
  context: CaptionContext,
): Promise<CaptionFiles> {
  const started = performance.now();
  const { run } = files;
  const told = usableClips(loaded, run.preprocess.frames).flatMap((clip): Told[] => {
    const text = texts[clip.id] ?? '';
    return wordsOf(text).length > 0 ? [{ clip, text }] : [];
  });
  const parts = partition(told, run);
  requireTwoTexts(parts.train);
  const random = new Random(seed);
  const breathe = breathing(context.stopped);
  const on: Part = parts.test.length > 0 ? 'test' : parts.validation.length > 0 ? 'validation' : 'train';
  const base = await loadModel(files);
  try {
    const looker = new Looker(base, { run, from }, breathe, context.onProgress);
    const { augment, augmentation: strengths = AUGMENTATION } = run.config;
    const changed = augment ? CHANGED : 0;
    looker.expect(parts.train.length * (1 + changed) + (on === 'train' ? 0 : parts[on].length));
    const plain = await looker.look(parts.train, () => NO_AUGMENTATION);
    const variants = [plain];
    for (let k = 0; k < changed; k++) {
      variants.push(await looker.look(parts.train, () => randomAugmentation(strengths, random)));
    }
    const judged = on === 'train' ? plain : await looker.look(parts[on], () => NO_AUGMENTATION);
    const learnt = parts.train.map(({ text }) => text);
    const vocabulary = Vocabulary.of(learnt);
    const sentences = learnt.map((text) => vocabulary.encode(text));
    const trained = await learnWords({ variants, sentences, vocabulary, random }, breathe, context);
    const longest = Math.max(...sentences.map(({ length }) => length));
    const named = new Map(trained.tensors.map(({ name }, k) => [name, trained.weights[k] as Float32Array]));
    const decoder = new CaptionDecoder(vocabulary, longest, named);
    const described = parts[on].map(({ clip, text }, index) => ({
      clip: clipKey(clip),
      text,
      said: decoder.describe(judged[index] as Float32Array),
    }));
    const seen = learntBy(run);
    return {
      captions: {
        schema: 1,
        created: new Date().toISOString(),
        from,
        words: [...vocabulary.words],
        longest,
        tensors: trained.tensors,
        seed,
        clips: parts.train.length,
        losses: trained.losses,
        score: {
          on,
          seen: on === 'train' || parts[on].some(({ clip }) => seen.has(clip.id)),
          ...scoreOf(described, learnt),
        },
        seconds: (performance.now() - started) / 1000,
      },
      weights: new Blob([concatenate(trained.weights) as Float32Array<ArrayBuffer>]),
    };
  } finally {
    base.dispose();
  }
}

/** Ids of clips, which they keep when they are moved to another class. */
const idsOf = (keys: readonly string[]): string[] => keys.map((key) => key.slice(key.indexOf('/') + 1));

function partition(told: readonly Told[], { split }: Run): Record<Part, Told[]> {
  const ids = {
    test: new Set(idsOf(split.test)),
    validation: new Set(idsOf(split.validation)),
    train: new Set(idsOf(split.train)),
  };
  const partOf = ({ clip }: Told): Part => {
    for (const part of ['train', 'validation', 'test'] as const) if (ids[part].has(clip.id)) return part;
    if (split.sessions.test.includes(clip.session)) return 'test';
    const apart = split.by === 'session' && split.sessions.validation.includes(clip.session);
    return apart ? 'validation' : 'train';
  };
  const parts: Record<Part, Told[]> = { train: [], validation: [], test: [] };
  for (const one of told) parts[partOf(one)].push(one);
  return parts;
}

/** Ids of the clips that a run's own CNN and LSTM have learnt from. */
function learntBy({ split, config, stopped, from }: Run): Set<string> {
  const refitted = config.refit === true && !stopped;
  return new Set(idsOf([...split.train, ...(refitted ? split.validation : []), ...(from?.learnt ?? [])]));
}

function requireTwoTexts(train: readonly Told[]): void {
  const different = new Set(train.map(({ text }) => wordsOf(text).join(' ')));
  if (different.size > 1) return;
  throw new EngineError(
    'too-few-texts',
    'Two different texts at least are needed, of clips that this model was trained on. Say of two classes what is being done in them.',
  );
}

/** Lets messages in now and then; throws where a person asked to stop. */
function breathing(stopped: () => boolean): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    if (stopped()) throw new EngineError('cancelled', 'Learning to describe was stopped.');
  };
}

/** Has the run's own model look at clips, and tells how far it is. */
class Looker {
  readonly #pace = new Pace();
  #done = 0;
  #total = 0;

  constructor(
    private readonly model: LayersModel,
    private readonly what: { run: Run; from: CaptionRequest['from'] },
    private readonly breathe: () => Promise<void>,
    private readonly onProgress: CaptionContext['onProgress'],
  ) {}

  expect(total: number): void {
    this.#total = total;
  }

  async look(told: readonly Told[], augment: () => Augmentation): Promise<Float32Array[]> {
    const { run, from } = this.what;
    const features: Float32Array[] = [];
    for (let start = 0; start < told.length; start += LOOK_BATCH) {
      const clips = told.slice(start, start + LOOK_BATCH).map(({ clip }) => clip);
      features.push(...(await featuresOf(this.model, clips, run.preprocess, from, augment)));
      // The first batch compiles every program and says nothing about the pace.
      if (this.#done === 0) this.#pace.skip();
      else this.#pace.done(clips.length);
      this.#done += clips.length;
      const [done, total] = [this.#done, this.#total];
      this.onProgress({ kind: 'looking', done, total, secondsLeft: this.#pace.secondsFor(total - done) });
      await this.breathe();
    }
    return features;
  }
}

interface Lesson {
  /** Of each way to look, the features of each clip. */
  variants: readonly Float32Array[][];
  /** Of each clip, its words. */
  sentences: readonly number[][];
  vocabulary: Vocabulary;
  random: Random;
}

/** Every epoch goes over every clip once, looked at in one of the ways. */
async function learnWords(
  { variants, sentences, vocabulary, random }: Lesson,
  breathe: () => Promise<void>,
  { onProgress }: CaptionContext,
): Promise<{ tensors: { name: string; shape: number[] }[]; weights: Float32Array[]; losses: number[] }> {
  const image = variants[0]?.[0]?.length ?? 0;
  const model = new CaptionModel({ image, words: vocabulary.size }, random);
  const adam = new Adam(model.variables, RATE);
  const pace = new Pace();
  const losses: number[] = [];
  const batches = Math.ceil(sentences.length / BATCH);
  const epochs = Math.max(FEWEST_EPOCHS, Math.ceil(STEPS / batches));
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      adam.learningRate = scheduledRate({ learningRate: RATE, epochs }, epoch);
      const order = random.shuffled(sentences.map((_, index) => index));
      const sums: tf.Scalar[] = [];
      for (let start = 0; start < order.length; start += BATCH) {
        const examples = order.slice(start, start + BATCH).map((index) => ({
          image: variants[random.below(variants.length)]?.[index] ?? new Float32Array(image),
          words: sentences[index] ?? [],
        }));
        sums.push(step(model, adam, examples));
        await breathe();
      }
      if (epoch === 0) pace.skip();
      else pace.done(1);
      const loss = (await totalOf(sums)) / sentences.length;
      losses.push(loss);
      const secondsLeft = pace.secondsFor(epochs - epoch - 1);
      onProgress({ kind: 'wording', done: epoch + 1, total: epochs, loss, secondsLeft });
    }
    return { tensors: model.tensors, weights: await model.weights(), losses };
  } finally {
    adam.dispose();
    model.dispose();
  }
}

/** Takes one step. Answers the loss before it, times the number of examples. */
function step(model: CaptionModel, adam: Adam, examples: Parameters<CaptionModel['loss']>[0]): tf.Scalar {
  const { value, grads } = tf.variableGrads(
    () => tf.mul(model.loss(examples), examples.length) as tf.Scalar,
    model.variables,
  );
  adam.apply(model.variables.map(({ name }) => grads[name] as tf.Tensor));
  tf.dispose(grads);
  return value;
}

/** Their sum, read once so that the device is not waited for after every step. They are disposed. */
async function totalOf(values: tf.Scalar[]): Promise<number> {
  const total = tf.tidy(() => tf.sum(tf.stack(values)));
  tf.dispose(values);
  try {
    return (await total.data())[0] as number;
  } finally {
    total.dispose();
  }
}
