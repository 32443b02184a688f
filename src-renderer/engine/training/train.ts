import type { LayersModel } from '@tensorflow/tfjs';
import type { GestureClass } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import type { KeptClip, TrainedModel, TrainProgress, TrainRequest } from '../api';
import { pack } from './checkpoint';
import { counterfeitsOf } from './counterfeit-check';
import { epochsOf, FRAME_EPOCHS } from '../../learning/defaults';
import type { Devices } from '../backends/devices';
import { knowsIdle, outputsOf } from '../model/idle';
import { buildModel, layerTable } from '../model/model';
import { saveModel } from '../model/model-files';
import { witnessed } from '../model/motion-start';
import { onDevices, type Begin, type PassParameters } from './pass';
import { secondPass } from './second-pass';
import { ensembleSize } from '../../learning/ensemble';
import { newPass, type FirstPassResult } from './run-state';
import { beginRun, resumeRun } from './start-run';
import { frameNumbers, numbersOf, numbersWith, putNumbers } from '../model/warm-start';

interface TrainContext {
  devices: Devices;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** True once a person asked to go on later; by default never. */
  paused?: () => boolean;
  onProgress: (progress: TrainProgress) => void;
}

/**
 * Trains a model on clips that are already here: from scratch, from another model, or from a checkpoint. Where the device
 * is lost on the way, goes on from the end of the last epoch on the next one. With `config.refit` a second pass learns from the validation
 * clips too: the first tells how good the model is and how sure it may be, the second gives the weights that are kept,
 * of an ensemble of `config.members` networks.
 * @throws EngineError as {@link beginRun} and {@link resumeRun} do; `CANCELLED` if stopped before an epoch has ended;
 * `PAUSED`; `CONTEXT_LOST` where the last device was lost.
 */
export async function trainModel(
  request: TrainRequest,
  loaded: readonly KeptClip[],
  context: TrainContext,
): Promise<TrainedModel> {
  const { checkpoint, config } = request;
  const { run, clips } = checkpoint ? resumeRun(checkpoint, loaded) : await beginRun(request, loaded);
  const { split, origin } = run;
  const all = { train: [...clips.train, ...clips.validation], validation: [], test: clips.test };
  const twice = config.refit === true && clips.validation.length > 0;
  const started = performance.now() - run.seconds * 1000;
  const seconds = (): number => (performance.now() - started) / 1000;
  const { devices, stopped, paused = () => false, onProgress } = context;
  const keep = (): void => {
    run.seconds = seconds();
    onProgress({ kind: 'checkpoint', checkpoint: pack(run, devices.current) });
  };
  const begin: Begin = (layers, device) => onProgress({ kind: 'split', split, layers, device });
  const shared = {
    request,
    spec: run.spec,
    stopped,
    paused,
    onProgress,
    passes: twice ? 1 + ensembleSize(config) : 1,
    keep,
    run,
    states: new Map(),
    // Not of what a later pass learns from, too: one that is gone on with must find the same.
    counterfeits: async (between: () => Promise<void>) =>
      (run.counterfeits ??= await counterfeitsOf({
        request,
        clips: clips.train,
        between,
        stopped,
        onProgress: (done, total) => onProgress({ kind: 'checking', done, total }),
      })),
  };
  const epochs = epochsOf(config);
  const staged = config.start === 'frames' && !origin;
  if (staged && !run.initialWeights) {
    run.initialWeights = await framesFirst(
      { ...shared, clips: { train: clips.train, validation: [], test: [] } },
      devices,
      shared.passes * epochs * Math.ceil(all.train.length / config.batchSize),
    );
  }
  const resumed = run.firstPass;
  const first =
    resumed ??
    (await firstPass(
      {
        ...shared,
        clips,
        state: run.pass,
        pass: 1,
        epochs,
        later: (shared.passes - 1) * epochs * Math.ceil(all.train.length / config.batchSize),
      },
      devices,
      { begin, known: new Set(origin?.learnt) },
    ));
  if (!resumed) [run.firstPass, run.pass] = [first, newPass()];
  const again =
    twice && !first.stopped
      ? await secondPass({ ...shared, clips: all, epochs: first.epochs.length }, first, {
          devices,
          begin: resumed ? begin : undefined,
        })
      : null;
  const last = again?.last ?? null;
  const { backend, device: name } = last?.device ?? first.device;
  split.warnings.push(...first.warnings, ...(again?.said ?? []));
  const { metrics, temperature } = first;
  const unseen = last ? last.result.unseen : first.unseen;
  const { framing } = first;
  return {
    run: {
      config: { ...config, ...(config.members !== undefined && { members: last?.members ?? 1 }) },
      classes: request.classes,
      preprocess: run.spec,
      split,
      epochs: first.epochs,
      bestEpoch: first.bestEpoch,
      stopped: first.stopped || (twice && !last),
      metrics: last ? { ...metrics, test: last.result.test } : metrics,
      ...(temperature === null ? {} : { temperature }),
      ...(knowsIdle(config, run.spec) && { idle: true as const }),
      ...(framing && { framing }),
      ...(unseen && { unseen }),
      ...(origin && { from: origin }),
      layers: last?.layers ?? first.layers,
      backend: { name: backend, device: name },
      seconds: seconds(),
    },
    ...(last?.result.files ?? {
      topology: new Blob([first.topology], { type: 'application/json' }),
      weights: new Blob([first.weights]),
    }),
    // A network that was to be replaced, and is not, has not learnt when none is due.
    ...(first.rehearsed && (last || !twice) && { rehearsed: first.rehearsed }),
  };
}

/** Weights to begin with: a CNN that has learnt to tell the classes by single frames, all else random. */
async function framesFirst(
  parameters: Omit<PassParameters, 'epochs' | 'state' | 'pass' | 'later'>,
  devices: Devices,
  later: number,
): Promise<Float32Array[]> {
  const { request, spec } = parameters;
  const { config, classes } = request;
  const { result } = await onDevices(
    {
      ...parameters,
      frames: true,
      epochs: Math.ceil(FRAME_EPOCHS * config.epochs),
      keep: () => undefined,
      state: newPass(),
      pass: 1,
      later,
    },
    devices,
    async (job, model) => {
      await job.run();
      const known = await frameNumbers(model);
      const whole = buildModel(config, spec, outputsOf(config, spec, classes));
      try {
        return await numbersWith(whole, known);
      } finally {
        whole.dispose();
      }
    },
  );
  return result;
}

/** Finds the best epoch, and how good it is. @param known keys of clips that were learnt from before */
async function firstPass(
  parameters: PassParameters,
  devices: Devices,
  { begin, known }: { begin: Begin; known: ReadonlySet<string> },
): Promise<FirstPassResult> {
  const { result, device } = await onDevices(
    parameters,
    devices,
    async (job, model) => {
      const outcome = await job.run();
      // Where another pass follows, its networks are those that are kept.
      const framing = await job.judge.framing();
      if (!outcome.stopped && parameters.passes === 1) await job.learnIdle(framing);
      const temperature = await job.judge.calibrate();
      const whole = await withItsWitness(model, parameters);
      try {
        job.judge.keeps(whole);
        const unseen = await job.judge.unseen();
        const metrics = await job.judge.metrics(unseen);
        const files = await saveModel(whole);
        const { request, clips } = parameters;
        const held = clips.validation.filter((clip) => !known.has(clipKey(clip)));
        const rehearses = request.rehearse === true && !outcome.stopped;
        return {
          ...outcome,
          rehearsed: rehearses ? await job.judge.rehearse(held, { temperature, framing }) : undefined,
          temperature,
          metrics,
          ...(unseen && { unseen }),
          ...(framing && { framing }),
          layers: layerTable(whole),
          topology: await files.topology.text(),
          weights: new Uint8Array(await files.weights.arrayBuffer()),
        };
      } finally {
        if (whole !== model) whole.dispose();
      }
    },
    begin,
  );
  const { moves, warnings } = parameters.state;
  return { ...result, device, warnings: [...moves, ...warnings] };
}

/** The model that is kept of one that has learnt: the same, where it did not begin with Beckon's own network. */
async function withItsWitness(model: LayersModel, { request, spec }: PassParameters): Promise<LayersModel> {
  const { config, classes } = request;
  const wide = await witnessed(await numbersOf(model), { ...config, members: 1 }, spec.frames);
  if (!wide) return model;
  const whole = buildModel(wide.config, spec, outputsOf(config, spec, classes));
  try {
    putNumbers(whole, wide.numbers);
    return whole;
  } catch (error) {
    whole.dispose();
    throw error;
  }
}

/** Clips of each class a saved run was trained on. */
export function trainCountsOf(train: readonly string[], classes: readonly GestureClass[]): number[] {
  return classes.map((item) => train.filter((key) => key.startsWith(`${item.id}/`)).length);
}
