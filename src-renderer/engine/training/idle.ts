import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Framing, GestureClass, PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import { mirrorsOf, NO_AUGMENTATION, randomChange, type Augmentation } from '../../learning/augment';
import { backdropsFrom } from '../../learning/backdrop';
import { labelsOf } from '../../learning/clips';
import { AUGMENTATION } from '../../learning/defaults';
import { changeTo, isCentred, viewsOfWindows, WHOLE, type Centred, type View } from '../../learning/framing';
import { counterfeit } from '../../learning/counterfeits';
import { lastOf } from '../../learning/lstm';
import { isNone } from '../../learning/none-class';
import { asFirstFrame, channelCount, frameSize, preprocessClip } from '../../learning/preprocess';
import { Random } from '../../learning/random';
import { sceneOf } from '../../learning/rehearsal';
import { drawExcerpt, type Excerpt } from '../../learning/excerpts';
import { drawStretch, isStill, stretchFrames, WINDOWS } from '../../learning/stretches';
import { Adam } from '../kernels/adam';
import { dense } from '../kernels/dense';
import { hash } from '../kernels/hash';
import { dropout } from '../layers/dropout';
import { recurrence } from '../layers/recurrence';
import { applyFrameLayers } from '../model/forward';
import { frameLayersOf } from '../model/model';
import type { CounterfeitKinds } from './counterfeit-check';
import { crossEntropy } from './loss';
import { counterfeitShare, drawPieces, type Piece } from './pieces';
import { scheduledRate } from './schedule';

/** Share of the stretches that are seen whole where each movement is looked at by itself, as clips are. */
const SEEN_WHOLE = 0.3;
const EPOCHS = 10;
const BATCH = 16;
/** With fewer counterfeits for each clip, whole clips have taught it that nothing is due never. */
const ENOUGH = 0.1;
/** Stretches that go through the CNN at a time. */
const CHUNK = 4;
const RATE = 0.003;

interface IdleTask {
  spec: PreprocessSpec;
  config: TrainConfig;
  classes: readonly GestureClass[];
  clips: readonly KeptClip[];
  /** By which it will look; where each movement is looked at by itself, each window is seen so here too. */
  framing?: Framing | undefined;
  /** Pieces of recorded stretches that are learnt from beside what is made of the clips. */
  excerpts?: readonly Excerpt[] | undefined;
  /** Ways in which clips become movements that are no gesture; by default none are made. */
  kinds?: CounterfeitKinds | undefined;
  /** How many stretches of clips at most, where fewer than usual. */
  most?: number;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** Called between two pieces of work with the share that is done; may throw to end it. */
  between: (done: number) => Promise<void>;
}

type Film = Pick<KeptClip, 'shape' | 'mirror' | 'frames'>;

/** What is known of the windows of all stretches. The CNN does not change, so it goes over each frame once. */
interface Windows {
  /** x · W + b of each frame of each stretch, then of its windows' first frames: rows of `width`. */
  projected: Float32Array[];
  /** Of each window of a stretch, its rows in `projected`. */
  rows: number[][][];
  /** Output that is due in each. */
  labels: number[];
  width: number;
}

/**
 * Teaches a model that has learnt whole clips when a gesture is due, from stretches that are made of the clips: begun, over
 * and absent gestures are "idle", its last output. The recurrent kernel and the dense layer learn; what goes before
 * stays. Once stopped, it keeps what was learnt by then, which is
 * nothing before all stretches were looked at.
 */
export async function trainIdle(model: LayersModel, task: IdleTask): Promise<void> {
  const { classes, config, between, stopped } = task;
  const columns = classes.length + 1;
  const last = lastOf(model.weights);
  const [kernel, , bias] = last.map((weight) => weight.read()) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const variables = [1, 3, 4].map((index) => last[index]?.read()) as [
    tf.Variable<tf.Rank.R2>,
    tf.Variable<tf.Rank.R2>,
    tf.Variable<tf.Rank.R1>,
  ];
  const [recurrent, outer, offset] = variables;
  const chance = new Random(hash(0x57e7, config.seed));
  const { kinds = new Map() as CounterfeitKinds } = task;
  const pieces = drawPieces(task, kinds, bias.size / 4, chance);
  const windows = await watch(model, { kernel, bias }, task, pieces, chance, (done) => between(done / 2));
  if (stopped()) return;
  // Whole clips have taught it that it never is idle, but where it saw movements, too, that are no gesture.
  const knowsNone =
    [...kinds.values()].some((own) => own.length > 0) && counterfeitShare(task.clips) >= ENOUGH;
  if (!knowsNone)
    tf.tidy(() => {
      const known = tf.tensor1d(
        Array.from({ length: columns }, (_, index) => (index < classes.length ? 1 : 0)),
      );
      outer.assign(tf.mul(outer, known));
      offset.assign(tf.mul(offset, known));
    });
  const optimizer = new Adam(variables, RATE);
  const one = tf.scalar(1);
  const seed = hash(0x6a7e, config.seed);
  const random = new Random(seed);
  const all = windows.projected.map((_, index) => index);
  const steps = Math.ceil(all.length / BATCH);
  try {
    for (let epoch = 0; epoch < EPOCHS && !stopped(); epoch++) {
      optimizer.learningRate = scheduledRate({ learningRate: RATE, epochs: EPOCHS }, epoch);
      const order = random.shuffled(all);
      for (let step = 0; step < steps && !stopped(); step++) {
        const some = order.slice(step * BATCH, (step + 1) * BATCH);
        const { grads } = tf.tidy(() => {
          const { z, labels } = batchOf(windows, some, columns);
          const dropSeed = hash(optimizer.steps, seed);
          const loss = (): tf.Scalar => {
            const hidden = thinned(recurrence(z, recurrent), config, dropSeed);
            return crossEntropy(dense(hidden, outer, offset), labels);
          };
          return tf.engine().gradients(loss, variables, one);
        });
        optimizer.apply(grads);
        tf.dispose(grads);
        await between(0.5 + (0.5 * (epoch * steps + step + 1)) / (EPOCHS * steps));
      }
    }
  } finally {
    optimizer.dispose();
    one.dispose();
  }
}

/**
 * What windows of `count` stretches of a clip are to a model, or windows that are drawn as often of an excerpt: hidden states,
 * and the output that is due in each. Chance is of each clip's own, so that it does not matter which other clips there are.
 */
export async function stretchStates(
  model: LayersModel,
  task: Pick<IdleTask, 'spec' | 'config' | 'classes'>,
  piece: KeptClip | Excerpt,
  count: number,
  random: Random,
): Promise<{ label: number; values: Float32Array }[]> {
  const { config, classes } = task;
  const [kernel, recurrent, bias] = lastOf(model.weights).map((weight) => weight.read()) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const plain = { ...config, dropout: 0 };
  const whole = {
    ...task,
    config: plain,
    clips: 'due' in piece ? [] : [piece],
    stopped: () => false,
    between: () => Promise.resolve(),
  };
  const chosen = new Array<KeptClip | Excerpt>(count).fill(piece);
  const windows = await watch(model, { kernel, bias }, whole, chosen, random, whole.between);
  const states = tf.tidy(() => {
    const all = chosen.map((_, index) => index);
    return recurrence(batchOf(windows, all, classes.length + 1).z, recurrent);
  });
  const numbers = (await states.data()) as Float32Array;
  states.dispose();
  const units = bias.size / 4;
  return windows.labels.map((label, row) => ({
    label,
    values: numbers.slice(row * units, (row + 1) * units),
  }));
}

/** Draws the stretches and looks at each frame. */
async function watch(
  model: LayersModel,
  projection: { kernel: tf.Tensor2D; bias: tf.Tensor1D },
  task: IdleTask,
  chosen: readonly Piece[],
  random: Random,
  between: (done: number) => Promise<void>,
): Promise<Windows> {
  const { spec, config, stopped } = task;
  const width = projection.bias.size;
  const draw = stretchDrawer(task, random);
  const cnn = frameLayersOf(model);
  const frames = drawnFrames(task);
  const size = frames * frameSize(spec);
  const windows: Windows = { projected: [], rows: [], labels: [], width };
  // Used for one chunk after another, each of which is read from the device before the next.
  const room = new Float32Array(Math.min(CHUNK, chosen.length) * size);
  for (let at = 0; at < chosen.length && !stopped(); at += CHUNK) {
    const some = chosen.slice(at, at + CHUNK);
    const inputs = room.subarray(0, some.length * size);
    some.forEach((clip, index) => {
      const { rows, labels } = draw(clip, inputs.subarray(index * size, (index + 1) * size));
      windows.rows.push(rows);
      windows.labels.push(...labels);
    });
    const output = tf.tidy(() => {
      const shape = [some.length * frames, spec.height, spec.width, channelCount(spec)] as const;
      const features = applyFrameLayers(cnn, tf.tensor4d(inputs, [...shape]));
      const flat = tf.reshape(features, [some.length * frames, -1]);
      return dense(thinned(flat, config, hash(at, config.seed)), projection.kernel, projection.bias);
    });
    const numbers = (await output.data()) as Float32Array;
    output.dispose();
    for (let index = 0; index < some.length; index++)
      windows.projected.push(numbers.slice(index * frames * width, (index + 1) * frames * width));
    await between((at + some.length) / chosen.length);
  }
  return windows;
}

/** Frames that are drawn of a stretch. */
const drawnFrames = ({ spec, framing }: IdleTask): number =>
  isCentred(framing) ? WINDOWS * spec.frames : stretchFrames(spec.frames) + WINDOWS;

/**
 * Draws a stretch of a clip, or windows of an excerpt, as the network sees them. Into `out` go its frames, and after them those
 * that windows begin with, as first ones; or, where each movement is looked at by itself, the frames of each window.
 */
function stretchDrawer(
  { spec, config, classes, clips, framing }: IdleTask,
  random: Random,
): (piece: Piece, out: Float32Array) => { rows: number[][]; labels: number[] } {
  const still = new Set(clips.filter((clip) => isStill(clip, spec)));
  const none = classes.map(isNone);
  // A pose that is held is a class that is due at any time.
  const neighbours = neighboursOf(clips.filter((clip) => !still.has(clip)));
  const mirrors = mirrorsOf(classes);
  const { augmentation: strengths = AUGMENTATION } = config;
  return (given, out) => {
    const isCounterfeit = 'kind' in given;
    const piece = isCounterfeit ? counterfeit(given.of, given.kind, given.seed) : given;
    const [own = 0] = labelsOf([{ classId: piece.classId ?? '' }], classes);
    const recorded = 'due' in piece;
    const backdrops = recorded ? undefined : backdropsFrom(piece, clips);
    const { augmentation, label } = config.augment
      ? randomChange(own, mirrors, random, strengths, backdrops)
      : { augmentation: NO_AUGMENTATION, label: own };
    const stretch = recorded
      ? drawExcerpt(piece, spec.frames, random)
      : drawStretch(
          piece,
          random,
          isCounterfeit ? 'never' : still.has(piece) || none[own] === true ? 'always' : 'while made',
          neighbours(isCounterfeit ? given.of : piece),
        );
    const change = { ...augmentation, speed: 1, advance: 0 };
    const ends = stretch.windows.map(({ end }) => end);
    const views = (by: Centred): View[] =>
      random.next() < SEEN_WHOLE ? ends.map(() => WHOLE) : viewsOfWindows(spec, stretch, ends, by);
    const rows = isCentred(framing)
      ? drawWindows(stretch, ends, views(framing), { spec, change, out })
      : drawFrames(stretch, ends, { spec, change, out });
    return {
      rows,
      labels: stretch.windows.map(({ due }) => (due ? label : classes.length)),
    };
  };
}

/** Of a clip the others of its scene. */
function neighboursOf(clips: readonly KeptClip[]): (clip: KeptClip) => KeptClip[] {
  const known = new Map<string, KeptClip[]>();
  for (const clip of clips) {
    const there = known.get(sceneOf(clip)) ?? [];
    there.push(clip);
    known.set(sceneOf(clip), there);
  }
  return (clip) => (known.get(sceneOf(clip)) ?? []).filter((other) => other !== clip);
}

interface Drawing {
  spec: PreprocessSpec;
  change: Augmentation;
  out: Float32Array;
}

/** Draws the whole film, and the first frame of each window as such. @returns the frames of each window */
function drawFrames(film: Film, ends: readonly number[], { spec, change, out }: Drawing): number[][] {
  const size = frameSize(spec);
  const frames = stretchFrames(spec.frames);
  preprocessClip(spec, film, change, out);
  return ends.map((end, window) => {
    const start = end - spec.frames + 1;
    const first = out.subarray(start * size, (start + 1) * size);
    out.set(asFirstFrame(spec, first), (frames + window) * size);
    return [frames + window, ...Array.from({ length: spec.frames - 1 }, (_, t) => start + 1 + t)];
  });
}

/** Draws each window in its view. @returns the frames of each */
function drawWindows(
  film: Film,
  ends: readonly number[],
  views: readonly View[],
  { spec, change, out }: Drawing,
): number[][] {
  const [, height, width, channels] = film.shape;
  const size = height * width * channels;
  return ends.map((end, window) => {
    const start = end - spec.frames + 1;
    const frames = film.frames.subarray(start * size, (end + 1) * size);
    const clip = {
      shape: [spec.frames, height, width, channels] as Film['shape'],
      mirror: film.mirror,
      frames,
    };
    preprocessClip(
      spec,
      clip,
      changeTo(views[window] ?? WHOLE, change),
      out,
      window * spec.frames * frameSize(spec),
    );
    return Array.from({ length: spec.frames }, (_, t) => window * spec.frames + t);
  });
}

const thinned = (input: tf.Tensor, { dropout: rate }: TrainConfig, seed: number): tf.Tensor2D =>
  (rate > 0 ? dropout(input, rate, seed) : input) as tf.Tensor2D;

/** All windows of some stretches: `[B, T, 4H]`, and their labels `[B, classes + 1]`. */
function batchOf(
  { projected, rows, labels, width }: Windows,
  some: readonly number[],
  columns: number,
): { z: tf.Tensor3D; labels: tf.Tensor2D } {
  const time = rows[0]?.[0]?.length ?? 0;
  const count = some.length * WINDOWS;
  const values = new Float32Array(count * time * width);
  const truth = new Float32Array(count * columns);
  some.forEach((stretch, index) => {
    const known = projected[stretch] as Float32Array;
    rows[stretch]?.forEach((window, k) => {
      const row = index * WINDOWS + k;
      window.forEach((frame, t) =>
        values.set(known.subarray(frame * width, (frame + 1) * width), (row * time + t) * width),
      );
      truth[row * columns + (labels[stretch * WINDOWS + k] as number)] = 1;
    });
  });
  return { z: tf.tensor3d(values, [count, time, width]), labels: tf.tensor2d(truth, [count, columns]) };
}
