import type { CheckpointState } from '../../../src-main/contract';
import { EngineError, goingOn, type Checkpoint, type EngineDevice } from '../api';
import { beganWithMotion, beginsWithWeights, preprocessSpec } from '../../learning/defaults';
import { concatenate } from '../../learning/concatenate';
import type { CounterfeitKinds } from './counterfeit-check';
import type { FirstPassResult, RunState } from './run-state';

/** A run at the end of an epoch as plain data, to go on from with {@link unpack}. */
export function pack(run: RunState, device: EngineDevice): Checkpoint {
  const { request, split, origin, initialWeights, backbone, seconds, firstPass, members, pass } = run;
  const { counterfeits } = run;
  const { latest, best, average } = pass;
  if (!latest || !best) throw new EngineError('INTERNAL', 'There is no epoch to keep yet.');
  const { weights, optimizer } = latest.trainer;
  const moments = optimizer.moments.flatMap((own) => (own ? [own] : []));
  const parts = [
    ...weights,
    ...moments.map((own) => own.mean),
    ...moments.map((own) => own.square),
    ...best.weights,
    ...(average?.weights ?? []),
    ...(initialWeights ?? []),
    ...members.flat(),
  ];
  const numbers = bytesOf(concatenate(parts));
  const state: CheckpointState = {
    schema: 1,
    saved: new Date().toISOString(),
    config: request.config,
    classes: request.classes,
    capture: request.capture,
    ...(origin && { from: origin }),
    ...(backbone !== undefined && { cnn: backbone }),
    split: { ...split, warnings: [...split.warnings] },
    backend: device.backend,
    seconds,
    pass: firstPass ? 2 + members.length : 1,
    first: firstPass && firstState(firstPass),
    ...(counterfeits && { counterfeits: keptKinds(counterfeits) }),
    epochs: [...pass.epochs],
    bestEpoch: best.epoch,
    averaged: average?.count ?? 0,
    random: [...latest.random],
    steps: optimizer.steps,
    moves: [...pass.moves],
    warnings: [...pass.warnings],
    sizes: {
      weights: weights.map(({ length }) => length),
      moments: moments.map((own) => own.mean.length),
    },
  };
  return { state, numbers: firstPass ? joined(numbers, firstPass.weights) : numbers };
}

const keptKinds = (kinds: CounterfeitKinds): CheckpointState['counterfeits'] =>
  Object.fromEntries([...kinds].map(([id, own]) => [id, [...own]]));

function firstState(first: FirstPassResult): CheckpointState['first'] {
  const { epochs, bestEpoch, metrics, temperature, framing, unseen, layers, device } = first;
  const { warnings, topology, rehearsed } = first;
  return {
    epochs,
    bestEpoch,
    metrics,
    ...(temperature !== null && { temperature }),
    ...(framing && { framing }),
    ...(unseen && { unseen }),
    layers,
    backend: device.backend,
    device: device.device,
    warnings,
    topology,
    ...(rehearsed && { rehearsed }),
  };
}

/**
 * The run that {@link pack} was given.
 * @throws EngineError `BAD_MODEL` where the numbers are not those that the state tells of.
 */
export function unpack(checkpoint: Checkpoint): RunState {
  const { state, numbers } = checkpoint;
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
  const average = state.averaged > 0 ? take(sizes) : null;
  // An earlier version may have begun it.
  const began = state.from || beginsWithWeights(state.config) || beganWithMotion(state.config);
  const initialWeights = began ? take(sizes) : null;
  const members = Array.from({ length: Math.max(0, state.pass - 2) }, () => take(sizes));
  const rest = numbers.slice(at);
  if ((state.first === null) !== (rest.length === 0) || state.bestEpoch >= state.epochs.length)
    throw damaged();
  return {
    request: goingOn(checkpoint),
    spec: preprocessSpec(state.config, state.capture),
    split: state.split,
    origin: state.from ?? null,
    initialWeights,
    backbone: state.cnn,
    seconds: state.seconds,
    counterfeits: state.counterfeits ? new Map(Object.entries(state.counterfeits)) : null,
    firstPass: state.first && {
      ...state.first,
      stopped: false,
      temperature: state.first.temperature ?? null,
      device: { backend: state.first.backend, device: state.first.device, software: false },
      weights: rest,
    },
    members,
    pass: {
      epochs: [...state.epochs],
      best: { epoch: state.bestEpoch, weights: best },
      average: average && { count: state.averaged, weights: average },
      latest: {
        epochs: state.epochs.length,
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
    'BAD_MODEL',
    'The saved progress of this training is inconsistent, so it cannot continue. Discard it and train again.',
  );

const bytesOf = (values: Float32Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
