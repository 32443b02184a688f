import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GestureClass, LayerRow, Split } from '../../src-main/contract';
import {
  EngineError,
  type EngineClip,
  type EngineDevice,
  type TrainedModel,
  type TrainProgress,
  type TrainRequest,
} from './api';
import { soften } from './calibrate';
import { checkClips } from './clips';
import { preprocessSpec } from './defaults';
import type { Devices } from './devices';
import { buildModel, layerTable } from './model';
import { saveModel } from './model-files';
import { clipKey, splitClips } from './split';
import { Trainer } from './trainer';
import { newProgress, TrainingJob, type JobParameters, type Parts, type Progress } from './training-job';

interface TrainContext {
  devices: Devices;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  onProgress: (progress: TrainProgress) => void;
}

/**
 * Trains a model from scratch on clips that are already here. Where the device is lost on the way, goes on from the end
 * of the last epoch on the next one. With `config.refit` a second pass learns from the validation clips too: the first
 * tells how good the model is and how sure it may be, the second gives the weights that are kept.
 * @throws EngineError as {@link checkClips} and `splitClips` do; `cancelled` if stopped before an epoch has ended;
 * `context-lost` where the last device was lost.
 */
export async function trainModel(
  request: TrainRequest,
  loaded: readonly EngineClip[],
  context: TrainContext,
): Promise<TrainedModel> {
  const { config, classes, capture } = request;
  const { stopped, onProgress } = context;
  const checked = checkClips(loaded, classes, capture);
  const split = splitClips(checked.clips, config, classes);
  split.warnings.push(...checked.warnings);
  const spec = preprocessSpec(config, capture);
  const parts = partition(checked.clips, split);
  const all = { train: [...parts.train, ...parts.validation], validation: [], test: parts.test };
  const twice = config.refit === true && parts.validation.length > 0;
  const started = performance.now();
  const shared = { request, spec, stopped, onProgress, passes: twice ? 2 : 1 };
  const progress = newProgress();
  const first = await onDevices(
    {
      ...shared,
      parts,
      progress,
      pass: 1,
      later: twice ? config.epochs * Math.ceil(all.train.length / config.batchSize) : 0,
    },
    context.devices,
    async (job, model) => {
      const outcome = await job.run();
      const temperature = await job.calibrate();
      return { ...outcome, temperature, metrics: await job.metrics(), files: await saveModel(model) };
    },
    (layers, device) => onProgress({ kind: 'split', split, layers, device }),
  );
  const { epochs, bestEpoch, stopped: ended, temperature, metrics } = first.result;
  const again = newProgress();
  const second =
    twice && !ended
      ? await onDevices(
          { ...shared, parts: all, progress: again, pass: 2, later: 0 },
          context.devices,
          async (job, model) => {
            if ((await job.run()).stopped) return null;
            soften(model, temperature ?? 1);
            return { test: await job.evaluate('test'), files: await saveModel(model) };
          },
        ).catch((error: unknown) => failedAgain(error, again))
      : null;
  const last = second?.result ?? null;
  const { backend, device: name } = last && second ? second.device : first.device;
  split.warnings.push(...[progress, again].flatMap(({ moves, warnings }) => [...moves, ...warnings]));
  return {
    run: {
      config,
      classes,
      preprocess: spec,
      split,
      epochs,
      bestEpoch,
      stopped: ended || (twice && !last),
      metrics: last ? { ...metrics, test: last.test } : metrics,
      ...(temperature === null ? {} : { temperature }),
      layers: first.layers,
      backend: { name: backend, device: name },
      seconds: (performance.now() - started) / 1000,
    },
    ...(last ?? first.result).files,
  };
}

/** Whatever ends the second pass before it has a model, the first has one; other than a person's wish, it is told. */
function failedAgain(error: unknown, { warnings }: Progress): null {
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

/** Does the work of one pass, on the first device that lasts. `begin` is called once. */
async function onDevices<T>(
  parameters: Omit<JobParameters, 'model' | 'trainer' | 'isLost'>,
  devices: Devices,
  work: (job: TrainingJob, model: LayersModel) => Promise<T>,
  begin: (layers: LayerRow[], device: EngineDevice) => void = () => undefined,
): Promise<Done<T>> {
  const { request, spec, progress, onProgress } = parameters;
  const { config, classes } = request;
  for (;;) {
    const model = buildModel(config, spec, classes.length);
    const trainer = new Trainer(model, config.learningRate, config.seed);
    const layers = layerTable(model);
    const device = devices.current;
    if (progress.moves.length === 0) begin(layers, device);
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

function partition(clips: readonly EngineClip[], split: Split): Parts {
  const byKey = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const pick = (keys: string[]): EngineClip[] => keys.flatMap((key) => byKey.get(key) ?? []);
  return { train: pick(split.train), validation: pick(split.validation), test: pick(split.test) };
}

/** Clips of each class a saved run was trained on. */
export function trainCountsOf(train: readonly string[], classes: readonly GestureClass[]): number[] {
  return classes.map((item) => train.filter((key) => key.startsWith(`${item.id}/`)).length);
}
