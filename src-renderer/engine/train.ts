import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Evaluation, GestureClass, LayerRow, TrainConfig } from '../../src-main/contract';
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
import { hash } from './layers/dropout';
import { saveModel } from './model-files';
import { asBuilt, membersOf, sideBySide } from './side-by-side';
import { beginning, continuing, type Plan } from './train-plan';
import { Trainer } from './trainer';
import { newProgress, TrainingJob, type JobParameters, type Progress } from './training-job';
import { frameNumbers, HEAD, numbersOf, numbersWith } from './warm-start';

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
 * clips too: the first tells how good the model is and how sure it may be, the second gives the weights that are kept,
 * of `config.members` networks side by side.
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
  const begin: Begin = (layers, device) => onProgress({ kind: 'split', split, layers, device });
  const shared = {
    request,
    spec: plan.spec,
    stopped,
    paused,
    onProgress,
    passes: twice ? 1 + membersOf(config) : 1,
    plan,
  };
  const staged = config.start === 'frames' && !plan.from;
  if (staged && !plan.start) {
    plan.start = await framesFirst(
      { ...shared, parts: { train: parts.train, validation: [], test: [] } },
      devices,
      shared.passes * config.epochs * Math.ceil(all.train.length / config.batchSize),
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
        later: (shared.passes - 1) * config.epochs * Math.ceil(all.train.length / config.batchSize),
      },
      devices,
      begin,
    ));
  const again =
    twice && !first.stopped
      ? await secondPass({ ...shared, parts: all, epochs: first.epochs.length }, first, {
          devices,
          keeper,
          begin: plan.first ? begin : undefined,
        })
      : null;
  const last = again?.last ?? null;
  const { backend, device: name } = last?.device ?? first.device;
  split.warnings.push(...first.warnings, ...(again?.said ?? []));
  const { metrics, temperature } = first;
  return {
    run: {
      config: { ...config, ...(config.members !== undefined && { members: last?.members ?? 1 }) },
      classes: request.classes,
      preprocess: plan.spec,
      split,
      epochs: first.epochs,
      bestEpoch: first.bestEpoch,
      stopped: first.stopped || (twice && !last),
      metrics: last ? { ...metrics, test: last.result.test } : metrics,
      ...(temperature === null ? {} : { temperature }),
      ...(plan.from && { from: plan.from }),
      layers: last?.layers ?? first.layers,
      backend: { name: backend, device: name },
      seconds: seconds(),
    },
    ...(last?.result.files ?? {
      topology: new Blob([first.topology], { type: 'application/json' }),
      weights: new Blob([first.weights]),
    }),
  };
}

interface SecondPass {
  /** What was kept; null: what the first pass gave. */
  last:
    | (Done<{ test: Evaluation | null; files: Awaited<ReturnType<typeof saveModel>> }> & { members: number })
    | null;
  /** Sentences on what a person should know of how it went. */
  said: string[];
}

/**
 * Networks that learn from all clips, one after another, and are put side by side as one. Whatever ends it before the
 * first of them is done, the first pass has a model; after that, those that are done make one.
 */
async function secondPass(
  parameters: Omit<PassParameters, 'keep' | 'progress' | 'pass' | 'later'>,
  first: FirstPass,
  {
    devices,
    keeper,
    begin,
  }: {
    devices: Devices;
    keeper: (first: FirstPass) => (progress: Progress) => void;
    begin: Begin | undefined;
  },
): Promise<SecondPass> {
  const { plan, request, spec, parts, epochs } = parameters;
  const { config, classes } = request;
  const { members } = plan;
  const wanted = membersOf(config);
  const batches = epochs * Math.ceil(parts.train.length / config.batchSize);
  let progress = plan.first ? plan.progress : newProgress();
  let onResume = begin;
  const told = (error: unknown): string[] => [
    ...progress.moves,
    ...progress.warnings,
    ...failedAgain(error, members.length, wanted),
  ];
  try {
    while (members.length < wanted) {
      const pass = {
        ...parameters,
        keep: keeper(first),
        progress,
        pass: 2 + members.length,
        later: (wanted - members.length - 1) * batches,
        member: members.length,
      };
      const { result } = await onDevices(
        pass,
        devices,
        async (job, model) => ((await job.run()).stopped ? null : numbersOf(model)),
        onResume,
      );
      onResume = undefined;
      if (!result) break;
      members.push(result);
      const { moves, warnings } = progress;
      if (members.length < wanted) progress = { ...newProgress(), moves, warnings };
    }
    if (members.length === 0) return { last: null, said: told(null) };
    const whole = {
      ...parameters,
      progress: newProgress(),
      keep: () => undefined,
      pass: 1 + wanted,
      later: 0,
    };
    const built = asBuilt({ ...config, members: members.length });
    const done = await onDevices(
      { ...whole, built, start: sideBySide(members, config, spec, classes.length) },
      devices,
      async (job, model) => {
        soften(model, first.temperature ?? 1);
        return { test: await job.evaluate('test'), files: await saveModel(model) };
      },
    );
    return { last: { ...done, members: members.length }, said: told(null) };
  } catch (error) {
    return { last: null, said: told(error) };
  }
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
async function firstPass(parameters: PassParameters, devices: Devices, begin: Begin): Promise<FirstPass> {
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

/**
 * What a person should know of how a second pass ended, as sentences: of how many of its networks are done, and, other
 * than a person's wish, of what ended it.
 * @param error null: nothing did, or a person
 */
function failedAgain(error: unknown, done: number, wanted: number): string[] {
  if (error instanceof EngineError && error.code === 'paused') throw error;
  if (error !== null && !(error instanceof EngineError && error.code === 'cancelled')) {
    const why = error instanceof Error ? error.message : String(error);
    return [`The second pass, over all clips, failed, so the model of the first was kept. ${why}`];
  }
  return error === null && done > 0 && done < wanted
    ? [
        `It was stopped when ${done} of ${wanted} networks had learnt from all clips, and these answer together.`,
      ]
    : [];
}

interface Done<T> {
  result: T;
  layers: LayerRow[];
  /** The one that it ended on. */
  device: EngineDevice;
}

type Begin = (layers: LayerRow[], device: EngineDevice) => void;

/** What one pass is to do. */
type PassParameters = Omit<JobParameters, 'model' | 'trainer' | 'isLost'> & {
  plan: Plan;
  /** Its first weights; by default those of the plan. */
  start?: Float32Array[];
  /** How the network is built, where not as the request says. */
  built?: TrainConfig;
  /** Which of the networks that are put side by side in the end; each has chance of its own. */
  member?: number;
};

/** Of a network that learns beside others: its own seed; the first one's is that of the run. */
const seedOf = ({ seed }: TrainConfig, member: number): number => (member === 0 ? seed : hash(member, seed));

/**
 * The weights that a member begins with: those of the plan, and a last layer of its own (`fresh`) where that begins at
 * random. Null: its own random ones.
 */
function memberStart(
  { start, from }: Plan,
  member: number,
  fresh: readonly Float32Array[],
): Float32Array[] | null {
  const knowsClasses = from !== null && from.part !== 'cnn';
  if (!start || member === 0 || knowsClasses) return start;
  return [...start.slice(0, -HEAD), ...fresh.slice(-HEAD)];
}

/** Does the work of one pass, on the first device that lasts. `begin` is called once. */
async function onDevices<T>(
  { plan, start, built, member = 0, ...parameters }: PassParameters,
  devices: Devices,
  work: (job: TrainingJob, model: LayersModel) => Promise<T>,
  begin: Begin = () => undefined,
): Promise<Done<T>> {
  const { spec, progress, onProgress } = parameters;
  const { classes } = parameters.request;
  const asked = built ?? parameters.request.config;
  const config = { ...asked, seed: seedOf(asked, member) };
  const request = { ...parameters.request, config };
  for (let begun = false; ; begun = true) {
    const build = parameters.frames ? buildFrameModel : buildModel;
    const model = build(config, spec, classes.length, plan.cnn);
    const { learningRate, seed, weightDecay = 0 } = config;
    const cnnRate = parameters.frames ? 1 : (config.cnnRate ?? 1);
    const trainer = new Trainer(model, learningRate, { seed, cnnRate, weightDecay });
    const fresh = member > 0 ? await numbersOf(model) : [];
    const known = start ?? memberStart(plan, member, fresh);
    if (known) trainer.restore(known);
    const layers = layerTable(model);
    const device = devices.current;
    if (!begun) begin(layers, device);
    const isLost = (): boolean => devices.isLost();
    const job = new TrainingJob({ ...parameters, request, model, trainer, isLost });
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
