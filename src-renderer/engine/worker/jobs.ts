import * as tf from '@tensorflow/tfjs-core';
import type { Evaluation, LayerRow, ModelFiles } from '../../../src-main/contract';
import { EngineError, type EngineClip, type LiveAnswer } from '../api';
import { activeBackend } from '../backends';
import { checkAgainstRun, labelsOf } from '../../learning/clips';
import { CaptionDecoder } from '../captions/caption-decoder';
import { trainCaptions } from '../captions/train-captions';

import { preprocessSpec } from '../../learning/defaults';
import { openDevices, type Devices } from '../backends/devices';
import { evaluatePredictions } from '../training/evaluate';
import { readBackbone } from '../model/backbone';
import { buildModel, layerTable } from '../model/model';
import { loadModel } from '../model/model-files';
import { measure } from './measure';
import { predictClips } from '../training/predict';
import type { JobKind, Jobs, JobProgress, Reply, Request } from '../protocol';
import { WindowClassifier } from '../stream/stream';
import { trainCountsOf, trainModel } from '../training/train';

/** A job whose clips are still coming, or which is at work. */
interface Running {
  clips: EngineClip[];
  stopped: boolean;
  paused: boolean;
  /** Called when all clips are here. */
  complete: () => void;
}

interface OpenStream {
  classifier: WindowClassifier;
  devices: Devices;
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
    case 'clip': {
      const job = running.get(request.id);
      job?.clips.push(request.clip);
      if (job) {
        post({ kind: 'progress', id: request.id, progress: { kind: 'loading', done: job.clips.length } });
      }
      return;
    }
    case 'clips-end':
      running.get(request.id)?.complete();
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
  job.complete();
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
    case 'train':
      return withClips(request.id, async (job) => {
        const { backends, ...wanted } = request.input;
        const devices = await openDevices(backends, wanted.config.backend !== 'auto');
        return trainModel(wanted, job.clips, {
          devices,
          stopped: () => job.stopped,
          paused: () => job.paused,
          onProgress: tell,
        });
      });
    case 'evaluate':
      return withClips(request.id, async (job) => {
        const { model, backends } = request.input;
        const devices = await openDevices(backends, false);
        return devices.guard(evaluate(model, job, (done) => tell({ kind: 'evaluated', done })));
      });
    case 'caption':
      return withClips(request.id, async (job) => {
        const { backends, ...wanted } = request.input;
        const devices = await openDevices(backends, false);
        const context = { stopped: () => job.stopped, onProgress: tell };
        return devices.guard(trainCaptions(wanted, job.clips, context));
      });
    case 'stream-open':
      return openStream(request.id, request.input);
    case 'stream-push':
      return push(request.input);
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

/** Waits for a job's clips, then for its turn, then does it. */
async function withClips<T>(id: number, work: (job: Running) => Promise<T>): Promise<T> {
  const job: Running = { clips: [], stopped: false, paused: false, complete: () => undefined };
  const complete = new Promise<void>((resolve) => {
    job.complete = resolve;
  });
  running.set(id, job);
  await complete;
  return inTurn(() => {
    if (job.stopped) throw new EngineError('CANCELLED', 'It was stopped before it had begun.');
    return work(job);
  });
}

async function evaluate(
  files: ModelFiles,
  job: Running,
  onDone: (done: number) => void,
): Promise<Evaluation> {
  const { run } = files;
  const clips = checkAgainstRun(job.clips, run);
  const model = await loadModel(files);
  try {
    const probabilities = await predictClips(
      model,
      clips,
      run.preprocess,
      run.config.batchSize,
      async (done) => {
        onDone(done);
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (job.stopped) throw new EngineError('CANCELLED', 'Evaluation was stopped.');
      },
    );
    const counts = trainCountsOf(run.split.train, run.classes);
    return evaluatePredictions(probabilities, labelsOf(clips, run.classes), run.classes, counts, clips);
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
  const classifier = new WindowClassifier(model, files.run.preprocess, from === 'frame');
  const caption = decoder && (async () => decoder.caption(await classifier.seen(from)));
  await devices.guard(classifier.warmUp());
  const close = (): void => {
    classifier.reset();
    model.dispose();
  };
  streams.set(id, { classifier, caption, devices, turn: Promise.resolve(), close });
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
    const { rgb, width, height, mirror, timestamp, missed } = frame;
    await open.devices.activate();
    const probabilities = await open.devices.guard(open.classifier.push(rgb, width, height, mirror, missed));
    if (!probabilities) return null;
    const caption = open.caption && { caption: await open.caption() };
    return { probabilities: [...probabilities], timestamp, ...caption };
  });
  open.turn = turn.catch(() => undefined);
  return turn;
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
