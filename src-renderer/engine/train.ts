import type { GestureClass, Split } from '../../src-main/contract';
import type { EngineClip, TrainedModel, TrainProgress, TrainRequest } from './api';
import { checkClips } from './clips';
import { preprocessSpec } from './defaults';
import type { Devices } from './devices';
import { buildModel, layerTable } from './model';
import { saveModel } from './model-files';
import { clipKey, splitClips } from './split';
import { Trainer } from './trainer';
import { newProgress, TrainingJob, type Parts } from './training-job';

interface TrainContext {
  devices: Devices;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  onProgress: (progress: TrainProgress) => void;
}

/**
 * Trains a model from scratch on clips that are already here. Where the device is lost on the way, goes on from the end
 * of the last epoch on the next one.
 * @throws EngineError as {@link checkClips} and `splitClips` do; `cancelled` if stopped before an epoch has ended;
 * `context-lost` where the last device was lost.
 */
export async function trainModel(
  request: TrainRequest,
  loaded: readonly EngineClip[],
  context: TrainContext,
): Promise<TrainedModel> {
  const { config, classes, capture } = request;
  const { devices, stopped, onProgress } = context;
  const checked = checkClips(loaded, classes, capture);
  const split = splitClips(checked.clips, config, classes);
  split.warnings.push(...checked.warnings);
  const spec = preprocessSpec(config, capture);
  const parts = partition(checked.clips, split);
  const progress = newProgress();
  const started = performance.now();
  for (;;) {
    const model = buildModel(config, spec, classes.length);
    const trainer = new Trainer(model, config.learningRate, config.seed);
    const layers = layerTable(model);
    const device = devices.current;
    if (progress.moves.length === 0) onProgress({ kind: 'split', split, layers, device });
    const isLost = (): boolean => devices.isLost();
    const job = new TrainingJob({
      request,
      spec,
      model,
      trainer,
      parts,
      stopped,
      isLost,
      onProgress,
      progress,
    });
    try {
      const outcome = await devices.guard(job.run());
      const metrics = await devices.guard(job.metrics());
      const files = await devices.guard(saveModel(model));
      split.warnings.push(...progress.moves, ...progress.warnings);
      return {
        run: {
          config,
          classes,
          preprocess: spec,
          split,
          ...outcome,
          metrics,
          layers,
          backend: { name: device.backend, device: device.device },
          seconds: (performance.now() - started) / 1000,
        },
        ...files,
      };
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
