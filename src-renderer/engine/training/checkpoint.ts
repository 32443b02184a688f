import type { CheckpointState, Evaluation, Epoch, LayerRow, Origin, Split } from '../../../src-main/contract';
import { EngineError, type Checkpoint, type EngineDevice, type TrainRequest } from '../api';
import { beginsWithWeights } from '../../learning/defaults';
import { concatenate } from './predict';
import type { Progress } from './training-job';

/** What the first pass gave: how good the model is, and its files. */
export interface FirstPass {
  epochs: Epoch[];
  bestEpoch: number;
  stopped: boolean;
  temperature: number | null;
  metrics: { train: Evaluation; validation: Evaluation | null; test: Evaluation | null };
  layers: LayerRow[];
  device: EngineDevice;
  /** Sentences on what a person should know of how it went. */
  warnings: string[];
  topology: string;
  weights: Uint8Array<ArrayBuffer>;
}

/** A run that is under way. */
export interface Standing {
  request: TrainRequest;
  split: Split;
  /** The run that it goes on from, and the weights it began with. */
  from: Origin | null;
  start: Float32Array[] | null;
  /** The topology of a CNN from elsewhere. */
  cnn?: string | undefined;
  device: EngineDevice;
  seconds: number;
  /** Null during the first pass. */
  first: FirstPass | null;
  /** All weights of each network that has learnt from all clips. */
  members: Float32Array[][];
  /** Of this pass; with one epoch at least. */
  progress: Progress;
}

/** A run at the end of an epoch as plain data, to go on from with {@link unpack}. */
export function pack({
  request,
  split,
  from,
  start,
  cnn,
  device,
  seconds,
  first,
  members,
  progress,
}: Standing): Checkpoint {
  const { checkpoint, best, mean } = progress;
  if (!checkpoint || !best) throw new EngineError('internal', 'There is no epoch to keep yet.');
  const { weights, optimizer } = checkpoint.trainer;
  const moments = optimizer.moments.flatMap((own) => (own ? [own] : []));
  const parts = [
    ...weights,
    ...moments.map((own) => own.mean),
    ...moments.map((own) => own.square),
    ...best.weights,
    ...(mean?.weights ?? []),
    ...(start ?? []),
    ...members.flat(),
  ];
  const numbers = bytesOf(concatenate(parts));
  const state: CheckpointState = {
    schema: 1,
    saved: new Date().toISOString(),
    config: request.config,
    classes: request.classes,
    capture: request.capture,
    ...(from && { from }),
    ...(cnn !== undefined && { cnn }),
    split: { ...split, warnings: [...split.warnings] },
    backend: device.backend,
    seconds,
    pass: first ? 2 + members.length : 1,
    first: first && firstState(first),
    epochs: [...progress.epochs],
    bestEpoch: best.epoch,
    averaged: mean?.count ?? 0,
    random: [...checkpoint.random],
    steps: optimizer.steps,
    moves: [...progress.moves],
    warnings: [...progress.warnings],
    sizes: {
      weights: weights.map(({ length }) => length),
      moments: moments.map((own) => own.mean.length),
    },
  };
  return { state, numbers: first ? joined(numbers, first.weights) : numbers };
}

function firstState(first: FirstPass): CheckpointState['first'] {
  const { epochs, bestEpoch, metrics, temperature, layers, device, warnings, topology } = first;
  return {
    epochs,
    bestEpoch,
    metrics,
    ...(temperature !== null && { temperature }),
    layers,
    backend: device.backend,
    device: device.device,
    warnings,
    topology,
  };
}

/**
 * What {@link pack} was given, but for the request and the device.
 * @throws EngineError `bad-model` where the numbers are not those that the state tells of.
 */
export function unpack({ state, numbers }: Checkpoint): Omit<Standing, 'request' | 'device'> {
  const { weights: sizes, moments } = state.sizes;
  let at = 0;
  const take = (lengths: readonly number[]): Float32Array[] =>
    lengths.map((length) => {
      const end = at + 4 * length;
      if (end > numbers.length) throw damaged();
      const values = new Float32Array(numbers.slice(at, end).buffer);
      at = end;
      return values;
    });
  const weights = take(sizes);
  const means = take(moments);
  const squares = take(moments);
  const best = take(sizes);
  const mean = state.averaged > 0 ? take(sizes) : null;
  const start = state.from || beginsWithWeights(state.config) ? take(sizes) : null;
  const members = Array.from({ length: Math.max(0, state.pass - 2) }, () => take(sizes));
  const rest = numbers.slice(at);
  if ((state.first === null) !== (rest.length === 0) || state.bestEpoch >= state.epochs.length)
    throw damaged();
  return {
    split: state.split,
    from: state.from ?? null,
    start,
    cnn: state.cnn,
    seconds: state.seconds,
    first: state.first && {
      ...state.first,
      stopped: false,
      temperature: state.first.temperature ?? null,
      device: { backend: state.first.backend, device: state.first.device, software: false },
      weights: rest,
    },
    members,
    progress: {
      epochs: [...state.epochs],
      best: { epoch: state.bestEpoch, weights: best },
      mean: mean && { count: state.averaged, weights: mean },
      checkpoint: {
        epoch: state.epochs.length,
        trainer: {
          weights,
          optimizer: {
            steps: state.steps,
            moments: means.map((own, i) => ({ mean: own, square: squares[i] as Float32Array })),
          },
        },
        random: state.random,
      },
      moves: [...state.moves],
      warnings: [...state.warnings],
    },
  };
}

const damaged = (): EngineError =>
  new EngineError(
    'bad-model',
    'What was kept of this training does not fit together, so it cannot go on. Discard it and train anew.',
  );

const bytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
