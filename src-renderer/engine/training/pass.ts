import type { LayersModel } from '@tensorflow/tfjs';
import type { LayerRow, TrainConfig } from '../../../src-main/contract';
import type { EngineDevice } from '../api';
import type { Devices } from '../backends/devices';
import { hash } from '../kernels/hash';
import { outputsOf } from '../model/idle';
import { buildFrameModel, buildModel, layerTable } from '../model/model';
import type { RunState } from './run-state';
import { Trainer } from './trainer';
import type { JobParameters } from './job-parameters';
import { TrainingJob } from './training-job';
import { HEAD, numbersOf } from '../model/warm-start';

export interface Done<T> {
  result: T;
  layers: LayerRow[];
  /** The one that it ended on. */
  device: EngineDevice;
}

export type Begin = (layers: LayerRow[], device: EngineDevice) => void;

/** What one pass is to do. */
export type PassParameters = Omit<JobParameters, 'model' | 'trainer' | 'isLost'> & {
  run: RunState;
  /** Its first weights; by default those of the run. */
  start?: Float32Array[];
  /** How the network is built, where not as the request says. */
  built?: TrainConfig;
  /** Which member of the ensemble it is; each has chance of its own. */
  member?: number;
};

/** Of a network that learns beside others: its own seed; the first one's is that of the run. */
const seedOf = ({ seed }: TrainConfig, member: number): number => (member === 0 ? seed : hash(member, seed));

/**
 * The weights that a member begins with: those of the run, and a last layer of its own (`fresh`) where that begins at
 * random. Null: its own random ones.
 */
function memberStart(
  { initialWeights, origin }: RunState,
  member: number,
  fresh: readonly Float32Array[],
): Float32Array[] | null {
  const knowsClasses = origin !== null && origin.part !== 'cnn';
  if (!initialWeights || member === 0 || knowsClasses) return initialWeights;
  return [...initialWeights.slice(0, -HEAD), ...fresh.slice(-HEAD)];
}

/** Does the work of one pass, on the first device that lasts. `begin` is called once. */
export async function onDevices<T>(
  { run, start, built, member = 0, ...parameters }: PassParameters,
  devices: Devices,
  work: (job: TrainingJob, model: LayersModel) => Promise<T>,
  begin: Begin = () => undefined,
): Promise<Done<T>> {
  const { spec, state, onProgress } = parameters;
  const { classes } = parameters.request;
  const asked = built ?? parameters.request.config;
  const config = { ...asked, seed: seedOf(asked, member) };
  for (let begun = false; ; begun = true) {
    const build = parameters.frames ? buildFrameModel : buildModel;
    const model = build(config, spec, outputsOf(config, spec, classes), run.backbone);
    const { learningRate, seed, weightDecay = 0 } = config;
    const cnnRate = parameters.frames ? 1 : (config.cnnRate ?? 1);
    const trainer = new Trainer(model, learningRate, { seed, cnnRate, weightDecay });
    const layers = layerTable(model);
    const device = devices.current;
    // There, comparing takes far longer than training.
    const compare = parameters.request.compare === true && !device.software;
    const request = { ...parameters.request, config, compare };
    if (!begun) begin(layers, device);
    const isLost = (): boolean => devices.isLost();
    let job: TrainingJob | null = null;
    try {
      const fresh = member > 0 ? await numbersOf(model) : [];
      const known = start ?? memberStart(run, member, fresh);
      if (known) trainer.restore(known);
      job = new TrainingJob({ ...parameters, request, model, trainer, isLost });
      return { result: await devices.guard(work(job, model)), layers, device };
    } catch (error) {
      if (!devices.isLost()) throw error;
      job?.abandon();
      const next = await devices.next();
      if (!next) throw devices.lossError(error);
      const epoch = state.latest?.epochs ?? 0;
      const reason = moved(device.device, next.device, epoch);
      state.moves.push(reason);
      onProgress({ kind: 'moved', epoch, device: next, reason });
    } finally {
      trainer.dispose();
      model.dispose();
    }
  }
}

/** Says in a sentence where training goes on. */
function moved(from: string, to: string, epoch: number): string {
  const where = epoch === 0 ? 'started again from the beginning' : `continued from the end of epoch ${epoch}`;
  return `The graphics card (${from}) was lost during training, so it ${where} on ${to}.`;
}
