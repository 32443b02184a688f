import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { ClipRef, Evaluation, LayerRow } from '../../../src-main/contract';
import { EngineError, type EngineClip, type KeptClip, type LiveAnswer, type Look } from '../api';
import { activeBackend } from '../backends';
import { argMax } from '../../learning/arg-max';
import { checkAgainstRun, checkAny, labelsOf, usableClips } from '../../learning/clips';
import { CaptionDecoder } from '../captions/caption-decoder';
import { trainCaptions } from '../captions/train-captions';

import { preprocessSpec } from '../../learning/defaults';
import { keepClip, keepingFor, needsOf, type Keeping } from '../../learning/kept-clips';
import { openDevices, type Devices } from '../backends/devices';
import { evaluatePredictions } from '../training/evaluate';
import { readBackbone } from '../model/backbone';
import { buildModel, layerTable } from '../model/model';
import { WHOLE } from '../../learning/framing';
import { givenDue, outputsIn } from '../model/idle';
import { loadModel } from '../model/model-files';
import { ClipQueue } from './clip-queue';
import { Gaps } from './gaps';
import { featuresOf, lookAtExcerpts, recall, solveInstantly, unseenOf } from './instant';
import { measure } from './measure';
import { concatenate } from '../../learning/concatenate';
import { answerClips } from '../training/predict';
import type { JobKind, Jobs, JobProgress, Reply, Request } from '../protocol';
import { lookAt } from '../stream/look';
import { classifierOf, type WindowClassifier } from '../stream/stream';
import { trainCountsOf, trainModel } from '../training/train';
import { sharesOfThreshold, withTypicality } from '../training/unseen';

/** A job whose clips are still coming, or which is at work. */
interface Running {
  readonly clips: ClipQueue;
  stopped: boolean;
  paused: boolean;
}

interface OpenStream {
  /** How many of the network's outputs are classes. */
  classes: number;
  classifier: WindowClassifier;
  model: LayersModel;
  devices: Devices;
  /** The class that was answered last. */
  last: number;
  gaps: Gaps;
  /** Puts the window that was just classified into words. */
  caption: (() => Promise<string>) | null;
  /** Frames wait for those before them. */
  turn: Promise<unknown>;
  close: () => void;
}

type Post = (reply: Reply) => void;

const running = new Map<number, Running>();
const streams = new Map<number, OpenStream>();
/** One job at a time has the device; live frames go in between. */
let queue: Promise<unknown> = Promise.resolve();

/** Does what one message asks for and posts the answers. */
export function answer(request: Request, post: Post): void {
  switch (request.kind) {
    case 'clip':
      running.get(request.id)?.clips.push(request.clip);
      return;
    case 'clips-end':
      running.get(request.id)?.clips.end();
      return;
    case 'stop':
      stop(request.id);
      return;
    case 'pause': {
      const job = running.get(request.id);
      if (job) job.paused = true;
      return;
    }
    case 'stream-reset':
      resetStream(request.stream);
      return;
    case 'stream-close':
      streams.get(request.stream)?.close();
      streams.delete(request.stream);
      return;
    default:
      void perform(request, post);
  }
}

function stop(id: number): void {
  const job = running.get(id);
  if (!job) return;
  job.stopped = true;
  job.clips.drop();
}

type JobRequest = Extract<Request, { input: unknown }>;

async function perform(request: JobRequest, post: Post): Promise<void> {
  const { id } = request;
  try {
    post({ kind: 'done', id, output: await output(request, post) });
  } catch (error) {
    const { code, message } = asEngineError(error);
    post({ kind: 'failed', id, code, message });
  } finally {
    running.delete(id);
  }
}

async function output(request: JobRequest, post: Post): Promise<Jobs[JobKind]['output']> {
  const tell = (progress: JobProgress): void => {
    post({ kind: 'progress', id: request.id, progress });
  };
  switch (request.kind) {
    case 'measure':
      return inTurn(() => measure(request.input.known, request.input.version));
    case 'layer-table':
      return layersOf(request.input);
    case 'read-backbone':
      return inTurn(async () => {
        const { files, range, backends } = request.input;
        const devices = await openDevices(backends, false);
        return devices.guard(readBackbone(files, range));
      });
    case 'train': {
      const { backends, shapes, surroundings, ...wanted } = request.input;
      const { config, capture } = wanted;
      const needs = needsOf(preprocessSpec(config, capture), config);
      return withAllClips(request.id, tell, keepingFor(shapes, needs, surroundings), async (clips, job) => {
        const devices = await openDevices(backends, config.backend !== 'auto');
        return trainModel(wanted, clips, {
          devices,
          stopped: () => job.stopped,
          paused: () => job.paused,
          onProgress: tell,
        });
      });
    }
    case 'evaluate':
      return withJob(request.id, tell, (job) =>
        inTurnOf(job, async () => {
          const { backends } = request.input;
          const devices = await openDevices(backends, false);
          return devices.guard(evaluate(request.input, job, tell));
        }),
      );
    case 'caption': {
      const { backends, shapes, ...wanted } = request.input;
      const { run } = wanted.model;
      const keeping = keepingFor(shapes, needsOf(run.preprocess, run.config));
      return withAllClips(request.id, tell, keeping, async (clips, job) => {
        const devices = await openDevices(backends, false);
        const context = { stopped: () => job.stopped, onProgress: tell };
        return devices.guard(trainCaptions(wanted, clips, context));
      });
    }
    case 'instant-unseen':
      return unseenOf(request.input);
    case 'instant-excerpts':
      return inTurn(async () => {
        const { backends, pieces, request: asked } = request.input;
        const devices = await openDevices(backends, false);
        await devices.guard(lookAtExcerpts(asked, pieces));
        return null;
      });
    case 'instant-features':
      return featuresOf(request.input);
    case 'instant-recall':
      await recall(request.input);
      return null;
    case 'instant':
      return withJob(request.id, tell, (job) =>
        inTurnOf(job, async () => {
          const devices = await openDevices(request.input.backends, false);
          const next = async (): Promise<EngineClip | null> => {
            const clip = await job.clips.next();
            if (job.stopped) throw new EngineError('CANCELLED', 'It was stopped.');
            return clip;
          };
          return devices.guard(solveInstantly(request.input, next));
        }),
      );
    case 'stream-open':
      return openStream(request.id, request.input);
    case 'stream-push':
      return push(request.input);
    case 'stream-look':
      return look(request.input);
  }
}

/** On whatever backend is there: any will do. */
async function layersOf(input: Jobs['layer-table']['input']): Promise<LayerRow[]> {
  const active = activeBackend();
  await openDevices(active ? [active] : ['wasm', 'webgl'], false);
  const spec = preprocessSpec(input.config, input.capture);
  const model = buildModel(input.config, spec, input.classCount, input.cnn);
  try {
    return layerTable(model);
  } finally {
    model.dispose();
  }
}

/** Does work that has the device for itself, after what was asked for before. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(work);
  queue = turn.catch(() => undefined);
  return turn;
}

/** Does a job that messages can reach from now on. */
function withJob<T>(
  id: number,
  tell: (progress: JobProgress) => void,
  work: (job: Running) => Promise<T>,
): Promise<T> {
  const clips = new ClipQueue((done) => tell({ kind: 'loading', done }));
  const job: Running = { clips, stopped: false, paused: false };
  running.set(id, job);
  return work(job);
}

/** Waits for a job's turn, then does it. */
function inTurnOf<T>(job: Running, work: () => Promise<T>): Promise<T> {
  return inTurn(() => {
    if (job.stopped) throw new EngineError('CANCELLED', 'It was stopped before it had started.');
    return work();
  });
}

/** Takes all of a job's clips as they are to be kept, waits for its turn, then does it. */
function withAllClips<T>(
  id: number,
  tell: (progress: JobProgress) => void,
  keeping: Keeping,
  work: (clips: KeptClip[], job: Running) => Promise<T>,
): Promise<T> {
  return withJob(id, tell, async (job) => {
    const clips: KeptClip[] = [];
    for (;;) {
      const clip = await job.clips.next();
      if (!clip) break;
      clips.push(keepClip(clip, keeping));
    }
    return inTurnOf(job, () => work(clips, job));
  });
}

/** Looks at the clips batch by batch as they come, and keeps none. */
async function evaluate(
  { model: files, unknown }: Jobs['evaluate']['input'],
  job: Running,
  tell: (progress: JobProgress) => void,
): Promise<Evaluation> {
  const { run } = files;
  const { preprocess, unseen } = run;
  const { batchSize } = run.config;
  const known = new Set(run.classes.map(({ id }) => id));
  const openSet: NonNullable<Evaluation['openSet']> = { known: [], unknown: [] };
  if (unknown && !unseen)
    throw new EngineError('BAD_MODEL', 'This model cannot tell what it has never seen. Train it again.');
  const model = await loadModel(files);
  const parts: Float32Array[] = [];
  const states: Float32Array[] = [];
  const seen: (ClipRef & { session: string })[] = [];
  let looked = 0;
  try {
    for (;;) {
      const batch = await job.clips.some(batchSize);
      if (job.stopped) throw new EngineError('CANCELLED', 'Evaluation was stopped.');
      if (batch.length === 0) break;
      const clips = checkAgainstRun(
        batch.filter(({ classId }) => !unknown || known.has(classId)),
        run,
      );
      const answered = await answerClips(model, clips, preprocess, batchSize);
      if (unknown && unseen) {
        const others = usableClips(
          batch.filter(({ classId }) => !known.has(classId)),
          preprocess.frames,
        );
        const foreign = await answerClips(model, others, preprocess, batchSize);
        openSet.known.push(...sharesOfThreshold(answered.states, unseen));
        openSet.unknown.push(...sharesOfThreshold(foreign.states, unseen));
        looked += others.length;
      }
      parts.push(givenDue(answered.probabilities, outputsIn(run), run.classes.length));
      states.push(...answered.states);
      seen.push(...clips.map(({ classId, id, session }) => ({ classId, id, session })));
      tell({ kind: 'evaluated', done: seen.length + looked });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    checkAny(seen);
    const counts = trainCountsOf(run.split.train, run.classes);
    const labels = labelsOf(seen, run.classes);
    const bare = evaluatePredictions(concatenate(parts), labels, run.classes, counts, seen);
    const evaluation = unseen ? withTypicality(bare, states, unseen) : bare;
    return unknown ? { ...evaluation, openSet } : evaluation;
  } finally {
    model.dispose();
  }
}

async function openStream(
  id: number,
  { model: files, captions, backends }: Jobs['stream-open']['input'],
): Promise<number> {
  const devices = await openDevices(backends, false);
  const decoder = captions && (await CaptionDecoder.of(captions));
  const from = captions?.captions.from ?? 'clip';
  const model = await loadModel(files);
  const classifier = classifierOf(model, files.run, from === 'frame');
  const caption = decoder && (async () => decoder.caption(await classifier.seen(from)));
  await devices.guard(classifier.warmUp());
  const close = (): void => {
    classifier.reset();
    model.dispose();
  };
  streams.set(id, {
    classes: files.run.classes.length,
    classifier,
    model,
    caption,
    devices,
    last: 0,
    gaps: new Gaps(1000 / files.run.preprocess.fps),
    turn: Promise.resolve(),
    close,
  });
  return id;
}

/** After the frames that were pushed before, so that none of them gets into the new window. */
function resetStream(id: number): void {
  const open = streams.get(id);
  if (!open) return;
  open.turn = open.turn.then(() => {
    if (streams.has(id)) open.classifier.reset();
  });
}

function push({ stream, frame }: Jobs['stream-push']['input']): Promise<LiveAnswer | null> {
  const open = streams.get(stream);
  if (!open) return Promise.reject(new EngineError('CANCELLED', 'The live view was closed.'));
  const turn = open.turn.then(async () => {
    if (!streams.has(stream)) throw new EngineError('CANCELLED', 'The live view was closed.');
    const { rgb, width, height, mirror, timestamp, missed, filled } = frame;
    await open.devices.activate();
    const pushed = open.classifier.push(rgb, width, height, mirror, missed, filled);
    const probabilities = await open.devices.guard(pushed);
    if (!probabilities) return null;
    open.last = argMax([...probabilities.subarray(0, open.classes)]);
    const caption = open.caption && { caption: await open.caption() };
    const view = open.classifier.view === WHOLE ? null : { view: open.classifier.view };
    const { typicality, unnamed } = open.classifier;
    return {
      probabilities: [...probabilities.subarray(0, open.classes)],
      timestamp,
      ...(typicality !== null && { typicality }),
      ...(unnamed && { unnamed }),
      ...view,
      ...caption,
    };
  });
  open.gaps.begin();
  open.turn = turn.catch(() => undefined).then(() => open.gaps.end());
  return turn;
}

/** Recognition comes first: what is to be seen is found out between frames, in pieces. */
async function look({ stream, at }: Jobs['stream-look']['input']): Promise<Look | null> {
  const open = streams.get(stream);
  if (!open) throw new EngineError('CANCELLED', 'The live view was closed.');
  if (open.gaps.busy) return null;
  const { model, classifier, classes, devices, last, gaps } = open;
  const room = async (ms: number): Promise<boolean> => {
    const found = await gaps.room(ms);
    if (!found || !streams.has(stream)) return false;
    await devices.activate();
    return true;
  };
  return devices.guard(lookAt(model, classifier, at, { of: at.of ?? last, classes, room }));
}

function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/out of memory|unable to create webgltexture|allocation failed/i.test(message)) {
    const bytes = tf.memory().numBytes;
    return new EngineError(
      'OUT_OF_MEMORY',
      `The graphics card has too little memory (${Math.round(bytes / 2 ** 20)} MB in use). Choose a smaller batch or picture.`,
      { cause: error },
    );
  }
  return new EngineError('INTERNAL', `The engine failed: ${message}`, { cause: error });
}
