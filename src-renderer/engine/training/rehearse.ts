import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Framing, PreprocessSpec, Rehearsed } from '../../../src-main/contract';
import { PACES } from '../../../src-main/shared/paces';
import { withoutFaint } from '../../learning/faint';
import { changeTo, Framer, WHOLE, type View } from '../../learning/framing';
import { lastOf } from '../../learning/lstm';
import { OWN_PACE, pacedWindow, type PacedFrame } from '../../learning/paces';
import { channelCount, FramePreprocessor, frameSize } from '../../learning/preprocess';
import type { Rehearsal } from '../../learning/rehearsal';
import { dense } from '../kernels/dense';
import { recurrence } from '../layers/recurrence';
import { applyFrameLayers } from '../model/forward';
import { frameLayersOf } from '../model/model';

interface Rehearsing {
  spec: PreprocessSpec;
  /** How many classes there are; what outputs follow them say that none is due. */
  classes: number;
  /** By which it looks; absent: at the whole square. */
  framing?: Framing | undefined;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** Called between two pieces of work; may throw to stop. */
  between: () => Promise<void>;
}

/** Frames that go through the CNN at a time, and windows that go through the LSTM. */
const FRAMES = 16;
const WINDOWS = 128;

/**
 * What a model answers to rehearsals, at the paces that it has in live use: what `engine/stream` gives, many frames at a time.
 * Null where it was stopped on the way.
 */
export async function answerRehearsals(
  model: LayersModel,
  rehearsals: readonly Rehearsal[],
  { spec, classes, framing, stopped, between }: Rehearsing,
): Promise<Rehearsed['streams'] | null> {
  const streams: Rehearsed['streams'] = [];
  for (const { pictures, gestures, unknown, ...source } of rehearsals) {
    const sums = new Map<number, { count: number; sum: number[] }>();
    const { looks, strengths } = looksAt(pictures, source, spec, framing);
    for (const { view, from, to } of looks) {
      // Frames before are seen in this view too, as the window is seen again once it changes.
      const start = Math.max(0, from - spanOf(spec) + 1);
      const projected: Float32Array[][] = [];
      const preprocessor = new FramePreprocessor(spec, reachOf(spec), changeTo(view));
      for (let at = start; at < to; at += FRAMES) {
        const some = pictures.slice(at, Math.min(to, at + FRAMES)).map((picture) => {
          preprocessor.next(picture, source.width, source.height, source.mirror);
          return Array.from({ length: reachOf(spec) + 1 }, (_, since) => preprocessor.since(since));
        });
        projected.push(...(await project(model, spec, some)));
        await between();
        if (stopped()) return null;
      }
      const ends = Array.from({ length: to - from }, (_, i) => from + i);
      const windows = ends.flatMap((end) => windowsAt(spec, end).map((frames) => ({ end, frames })));
      for (let at = 0; at < windows.length; at += WINDOWS) {
        const some = windows.slice(at, at + WINDOWS);
        const rows = some.map(({ end, frames }) =>
          frames.map(({ back, since }) => projected[end - start - back]?.[Math.min(since, reachOf(spec))]),
        );
        (await probabilitiesOf(model, rows)).forEach((probabilities, index) => {
          const { end } = some[index] ?? { end: -1 };
          const { count, sum } = sums.get(end) ?? { count: 0, sum: [] };
          sums.set(end, { count: count + 1, sum: probabilities.map((share, k) => share + (sum[k] ?? 0)) });
        });
        await between();
        if (stopped()) return null;
      }
    }
    const answers = pictures.map((_, end) => {
      const own = sums.get(end);
      const answer = own && Float32Array.from(own.sum, (share) => share / own.count);
      const strength = strengths[end] ?? 0;
      const told = answer && framing ? withoutFaint(answer, { strength, framing }) : answer;
      const probabilities = told ? [...told.subarray(0, classes)].map(rounded) : null;
      return { at: (1000 * end) / spec.fps, probabilities };
    });
    streams.push({ answers, gestures, unknown, seconds: pictures.length / spec.fps });
  }
  return streams;
}

/** Where it looks: from one frame to before another, in one view; and how strong the movement in the window of each frame is. */
function looksAt(
  pictures: Rehearsal['pictures'],
  { width, height, mirror }: Pick<Rehearsal, 'width' | 'height' | 'mirror'>,
  spec: PreprocessSpec,
  framing: Framing | undefined,
): { looks: { view: View; from: number; to: number }[]; strengths: number[] } {
  if (!framing) return { looks: [{ view: WHOLE, from: 0, to: pictures.length }], strengths: [] };
  const framer = new Framer(spec, framing);
  const looks: { view: View; from: number; to: number }[] = [];
  const strengths = pictures.map((picture, at) => {
    const view = framer.next(picture, width, height, mirror);
    const last = looks.at(-1);
    if (last?.view === view) last.to = at + 1;
    else looks.push({ view, from: at, to: at + 1 });
    return framer.strength;
  });
  return { looks, strengths };
}

/** The windows that end with this frame, at all paces that there are frames for. */
function windowsAt({ frames }: PreprocessSpec, end: number): PacedFrame[][] {
  if (end < frames - 1) return [];
  const fitting = PACES.map((pace) => pacedWindow(frames, pace)).filter(
    ([first]) => (first?.back ?? 0) <= end,
  );
  return fitting.length > 0 ? fitting : OWN_PACE.map((pace) => pacedWindow(frames, pace));
}

/** Frames that the longest window reaches over. */
const spanOf = ({ frames }: PreprocessSpec): number =>
  1 +
  Math.max(...[...PACES, ...OWN_PACE].flatMap((pace) => pacedWindow(frames, pace)).map(({ back }) => back));

/** The most frames between two of a window, where the network is given how one differs from the other. */
const reachOf = ({ frames, channels }: PreprocessSpec): number =>
  channels === 'grey-diff'
    ? Math.max(
        ...[...PACES, ...OWN_PACE].flatMap((pace) => pacedWindow(frames, pace)).map(({ since }) => since),
      )
    : 0;

/** What the LSTM adds up of frames, each as it follows ones before it. */
async function project(
  model: LayersModel,
  spec: PreprocessSpec,
  frames: readonly (readonly Float32Array[])[],
): Promise<Float32Array[][]> {
  const [kernel, , bias] = lastOf(model.weights).map((weight) => weight.read());
  const all = frames.flat();
  const size = frameSize(spec);
  const values = new Float32Array(all.length * size);
  all.forEach((frame, index) => values.set(frame, index * size));
  const output = tf.tidy(() => {
    const inputs = tf.tensor4d(values, [all.length, spec.height, spec.width, channelCount(spec)]);
    const flat = tf.reshape(applyFrameLayers(frameLayersOf(model), inputs), [all.length, -1]) as tf.Tensor2D;
    return dense(flat, kernel as tf.Tensor2D, bias as tf.Tensor1D);
  });
  const numbers = (await output.data()) as Float32Array;
  output.dispose();
  const width = numbers.length / all.length;
  let next = 0;
  return frames.map((variants) => variants.map(() => numbers.slice(next * width, (next += 1) * width)));
}

/** All outputs for windows, each as the rows of its frames. */
async function probabilitiesOf(
  model: LayersModel,
  windows: readonly (readonly (Float32Array | undefined)[])[],
): Promise<number[][]> {
  const [, recurrent, , outer, offset] = lastOf(model.weights).map((weight) => weight.read());
  const [time, width] = [windows[0]?.length ?? 0, windows[0]?.[0]?.length ?? 0];
  const values = new Float32Array(windows.length * time * width);
  windows.forEach((rows, window) =>
    rows.forEach((row, t) => row && values.set(row, (window * time + t) * width)),
  );
  const output = tf.tidy(() => {
    const z = tf.tensor3d(values, [windows.length, time, width]);
    const hidden = recurrence(z, recurrent as tf.Tensor2D) as tf.Tensor2D;
    return tf.softmax(dense(hidden, outer as tf.Tensor2D, offset as tf.Tensor1D)) as tf.Tensor2D;
  });
  const rows = await output.array();
  output.dispose();
  return rows;
}

/** Short enough to be kept with how far a run has come. */
const rounded = (share: number): number => Math.round(1e4 * share) / 1e4;
