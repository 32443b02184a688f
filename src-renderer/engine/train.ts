import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GestureClass, LayerRow } from '../../src-main/contract';
import {
  EngineError,
  type EngineClip,
  type EngineDevice,
  type TrainedModel,
  type TrainProgress,
  type TrainRequest,
} from './api';
import { soften } from './calibrate';
import { pack, type FirstPass } from './checkpoint';
import { FRAME_EPOCHS } from './defaults';
import type { Devices } from './devices';
import { buildFrameModel, buildModel, layerTable } from './model';
import { saveModel } from './model-files';
import { beginning, continuing, type Plan } from './train-plan';
import { Trainer } from './trainer';
import { newProgress, TrainingJob, type JobParameters, type Progress } from './training-job';
import { frameNumbers, numbersWith } from './warm-start';

interface TrainContext {
  devices: Devices;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** True once a person asked to go on later; by default never. */
  paused?: () => boolean;
  onProgress: (progress: TrainProgress) => void;
}

/**
 * Trains a model on clips that are already here: from scratch, from another model, or from a checkpoint. Where the device is lost on the way,
 * goes on from the end of the last epoch on the next one. With `config.refit` a second pass learns from the validation
 * clips too: the first tells how good the model is and how sure it may be, the second gives the weights that are kept.
 * @throws EngineError as {@link beginning} and {@link continuing} do; `cancelled` if stopped before an epoch has ended;
 * `paused`; `context-lost` where the last device was lost.
 */
export async function trainModel(
  request: TrainRequest,
  loaded: readonly EngineClip[],
  context: TrainContext,
): Promise<TrainedModel> {
  const { checkpoint, config } = request;
  const plan = checkpoint ? continuing(checkpoint, loaded) : await beginning(request, loaded);
  const { parts, split } = plan;
  const all = { train: [...parts.train, ...parts.validation], validation: [], test: parts.test };
  const twice = config.refit === true && parts.validation.length > 0;
  const started = performance.now() - plan.seconds * 1000;
  const seconds = (): number => (performance.now() - started) / 1000;
  const { devices, stopped, paused = () => false, onProgress } = context;
  const keeper = (first: FirstPass | null) => (progress: Progress) => {
    const standing = { ...plan, request, device: devices.current, seconds: seconds(), first, progress };
    onProgress({ kind: 'checkpoint', checkpoint: pack(standing) });
  };
  const begin = (layers: LayerRow[], device: EngineDevice): void =>
    onProgress({ kind: 'split', split, layers, device });
  const shared = { request, spec: plan.spec, stopped, paused, onProgress, passes: twice ? 2 : 1, plan };
  const staged = config.start === 'frames' && !plan.from;
  if (staged && !plan.start) {
    plan.start = await framesFirst(
      { ...shared, parts: { train: parts.train, validation: [], test: [] } },
      devices,
      (twice ? 2 : 1) * config.epochs * Math.ceil(all.train.length / config.batchSize),
    );
  }
  const first =
    plan.first ??
    (await firstPass(
      {
        ...shared,
        parts,
        keep: keeper(null),
        progress: plan.progress,
        pass: 1,
        epochs: config.epochs,
        later: twice ? config.epochs * Math.ceil(all.train.length / config.batchSize) : 0,
      },
      devices,
      begin,
    ));
  const again = plan.first ? plan.progress : newProgress();
  const second =
    twice && !first.stopped
      ? await onDevices(
          {
            ...shared,
            parts: all,
            keep: keeper(first),
            progress: again,
            pass: 2,
            epochs: first.epochs.length,
            later: 0,
          },
          devices,
          async (job, model) => {
            if ((await job.run()).stopped) return null;
            soften(model, first.temperature ?? 1);
            return { test: await job.evaluate('test'), files: await saveModel(model) };
          },
          plan.first ? begin : undefined,
        ).catch((error: unknown) => failedAgain(error, again))
      : null;
  const last = second?.result ?? null;
  const { backend, device: name } = last && second ? second.device : first.device;
  split.warnings.push(...first.warnings, ...again.moves, ...again.warnings);
  const { metrics, temperature } = first;
  return {
    run: {
      config,
      classes: request.classes,
      preprocess: plan.spec,
      split,
      epochs: first.epochs,
      bestEpoch: first.bestEpoch,
      stopped: first.stopped || (twice && !last),
      metrics: last ? { ...metrics, test: last.test } : metrics,
      ...(temperature === null ? {} : { temperature }),
      ...(plan.from && { from: plan.from }),
      layers: first.layers,
      backend: { name: backend, device: name },
      seconds: seconds(),
    },
    ...(last?.files ?? {
      topology: new Blob([first.topology], { type: 'application/json' }),
      weights: new Blob([first.weights]),
    }),
  };
}

/** Weights to begin with: a CNN that has learnt to tell the classes by single frames, all else random. */
async function framesFirst(
  parameters: Omit<PassParameters, 'epochs' | 'keep' | 'progress' | 'pass' | 'later'>,
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
      progress: newProgress(),
      pass: 1,
      later,
    },
    devices,
    async (job, model) => {
      await job.run();
      const known = await frameNumbers(model);
      const whole = buildModel(config, spec, classes.length);
      try {
        return await numbersWith(whole, known);
      } finally {
        whole.dispose();
      }
    },
  );
  return result;
}

/** Finds the best epoch, and how good it is. */
async function firstPass(
  parameters: PassParameters,
  devices: Devices,
  begin: (layers: LayerRow[], device: EngineDevice) => void,
): Promise<FirstPass> {
  const { result, layers, device } = await onDevices(
    parameters,
    devices,
    async (job, model) => {
      const outcome = await job.run();
      const temperature = await job.calibrate();
      const metrics = await job.metrics();
      const files = await saveModel(model);
      return {
        ...outcome,
        temperature,
        metrics,
        topology: await files.topology.text(),
        weights: new Uint8Array(await files.weights.arrayBuffer()),
      };
    },
    begin,
  );
  const { moves, warnings } = parameters.progress;
  return { ...result, layers, device, warnings: [...moves, ...warnings] };
}

/** Whatever ends the second pass before it has a model, the first has one; other than a person's wish, it is told. */
function failedAgain(error: unknown, { warnings }: Progress): null {
  if (error instanceof EngineError && error.code === 'paused') throw error;
  if (!(error instanceof EngineError && error.code === 'cancelled')) {
    const why = error instanceof Error ? error.message : String(error);
    warnings.push(`The second pass, over all clips, failed, so the model of the first was kept. ${why}`);
  }
  return null;
}

interface Done<T> {
  result: T;
  layers: LayerRow[];
  /** The one that it ended on. */
  device: EngineDevice;
}

/** What one pass is to do; its first weights are those of the plan. */
type PassParameters = Omit<JobParameters, 'model' | 'trainer' | 'isLost'> & { plan: Plan };

/** Does the work of one pass, on the first device that lasts. `begin` is called once. */
async function onDevices<T>(
  { plan, ...parameters }: PassParameters,
  devices: Devices,
  work: (job: TrainingJob, model: LayersModel) => Promise<T>,
  begin: (layers: LayerRow[], device: EngineDevice) => void = () => undefined,
): Promise<Done<T>> {
  const { request, spec, progress, onProgress } = parameters;
  const { config, classes } = request;
  for (let begun = false; ; begun = true) {
    const build = parameters.frames ? buildFrameModel : buildModel;
    const model = build(config, spec, classes.length, plan.cnn);
    const { learningRate, seed, weightDecay = 0 } = config;
    const cnnRate = parameters.frames ? 1 : (config.cnnRate ?? 1);
    const trainer = new Trainer(model, learningRate, { seed, cnnRate, weightDecay });
    if (plan.start) trainer.restore(plan.start);
    const layers = layerTable(model);
    const device = devices.current;
    if (!begun) begin(layers, device);
    const isLost = (): boolean => devices.isLost();
    const job = new TrainingJob({ ...parameters, model, trainer, isLost });
    try {
      return { result: await devices.guard(work(job, model)), layers, device };
    } catch (error) {
      if (!devices.isLost()) throw error;
      job.abandon();
      const next = await devices.next();
      if (!next) throw devices.lossError(error);
      const epoch = progress.checkpoint?.epoch ?? 0;
      const reason = moved(device.device, next.device, epoch);
      progress.moves.push(reason);
      onProgress({ kind: 'moved', epoch, device: next, reason });
    } finally {
      trainer.dispose();
      model.dispose();
    }
  }
}

/** Says in a sentence where training goes on. */
function moved(from: string, to: string, epoch: number): string {
  const where = epoch === 0 ? 'began again from the start' : `went on from the end of epoch ${epoch}`;
  return `The graphics card (${from}) was taken away during training, so it ${where} on ${to}.`;
}

/** Clips of each class a saved run was trained on. */
export function trainCountsOf(train: readonly string[], classes: readonly GestureClass[]): number[] {
  return classes.map((item) => train.filter((key) => key.startsWith(`${item.id}/`)).length);
}
