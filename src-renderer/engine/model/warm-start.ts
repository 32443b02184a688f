import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type {
  GestureClass,
  ModelFiles,
  Origin,
  PreprocessSpec,
  Run,
  TrainConfig,
} from '../../../src-main/contract';
import { withoutWitness } from '../../learning/witness';
import { EngineError } from '../api';
import { knowsIdle, outputsIn, outputsOf } from './idle';
import { buildModel, cnnTopology, frameLayersOf } from './model';
import { loadModel } from './model-files';

/** What a run that goes on from this one should remember of it. */
export function originOf({ id, name, split, config, stopped, from }: Run, part?: 'cnn'): Origin {
  const learnt = [...(from?.learnt ?? []), ...split.train];
  if (config.refit === true && !stopped) learnt.push(...split.validation);
  return { id, name, learnt: [...new Set(learnt)].sort(), ...(part && { part }) };
}

/**
 * Weights to begin with, of a model for `classes`: those of a trained one, with its last layer's columns of the classes
 * that both know. Columns of new classes are random, from `config.seed`.
 * @throws EngineError `BAD_MODEL` where the two are not built alike.
 */
export async function warmWeights(
  base: ModelFiles,
  config: TrainConfig,
  spec: PreprocessSpec,
  classes: readonly GestureClass[],
): Promise<Float32Array[]> {
  const before = await loadModel(base);
  const model = buildModel(config, spec, outputsOf(config, spec, classes), topologyIn(base, before));
  try {
    const [all, fresh] = await Promise.all([numbersOf(before), numbersOf(model)]);
    const old = withoutWitness(all, config.lstmUnits);
    const body = fresh.length - HEAD;
    const alike = (values: Float32Array, i: number): boolean => i >= body || values.length === old[i]?.length;
    if (old.length !== fresh.length || !fresh.every(alike)) {
      throw new EngineError(
        'BAD_MODEL',
        `“${base.run.name}” is built differently, so training cannot continue from it. Use its network settings.`,
      );
    }
    const { classes: learnt, idle } = base.run;
    const columns = classes.map(({ id }) => learnt.findIndex((one) => one.id === id));
    // That for "idle" comes last.
    if (knowsIdle(config, spec)) columns.push(idle ? learnt.length : -1);
    const width = outputsIn(base.run);
    return fresh.map((values, i) => {
      const known = old[i] as Float32Array;
      // The temperature is in the last layer already, and was none of what it had learnt.
      return i < body ? known : withColumns(values, known, columns, width, base.run.temperature ?? 1);
    });
  } finally {
    before.dispose();
    model.dispose();
  }
}

/**
 * Weights to begin with: the CNN of a trained model, and random ones for what comes after it, from `config.seed`.
 * @throws EngineError `BAD_MODEL` where the two CNNs are not built alike.
 */
export async function cnnWeights(
  base: ModelFiles,
  config: TrainConfig,
  spec: PreprocessSpec,
  classCount: number,
): Promise<Float32Array[]> {
  const before = await loadModel(base);
  const model = buildModel(config, spec, classCount, topologyIn(base, before));
  try {
    const [old, own] = await Promise.all([frameNumbers(before), frameNumbers(model)]);
    if (old.length !== own.length || !own.every(({ length }, i) => length === old[i]?.length)) {
      throw new EngineError(
        'BAD_MODEL',
        `The CNN of “${base.run.name}” is built differently, so training cannot start from it. Use its picture size, channels, filters and kernel size.`,
      );
    }
    return await numbersWith(model, old);
  } finally {
    before.dispose();
    model.dispose();
  }
}

/** All weights of a model, in order, the first of them replaced by those that are known. */
export const beginningWith = (all: readonly Float32Array[], known: readonly Float32Array[]): Float32Array[] =>
  all.map((values, index) => known[index] ?? values);

/** The weights of the layers over single frames, in order. */
export const frameNumbers = (model: LayersModel): Promise<Float32Array[]> =>
  Promise.all(frameWeights(model).map(async (weight) => (await weight.read().data()) as Float32Array));

const frameWeights = (model: LayersModel): LayersModel['weights'] =>
  frameLayersOf(model).flatMap((layer) => layer.weights);

/** Puts weights of {@link frameNumbers} into a model. @returns all its weights then, in order */
export async function numbersWith(model: LayersModel, cnn: readonly Float32Array[]): Promise<Float32Array[]> {
  tidy(() =>
    frameWeights(model).forEach((weight, index) => {
      weight.write(tensor(cnn[index] as Float32Array, weight.shape as number[]));
    }),
  );
  return numbersOf(model);
}

/** The topology of a trained model's CNN where that is a pretrained backbone. */
const topologyIn = ({ run }: ModelFiles, model: LayersModel): string | undefined =>
  run.config.network && cnnTopology(model);

/** The same, of a model that is not open. */
export async function topologyOf(base: ModelFiles): Promise<string | undefined> {
  if (!base.run.config.network) return undefined;
  const model = await loadModel(base);
  try {
    return cnnTopology(model);
  } finally {
    model.dispose();
  }
}

/** Weights of the last layer: kernel `[features, classes]` and bias `[classes]`. */
export const HEAD = 2;

/** `values` `[…, classes]`, with the columns that are known; −1: it is not. */
function withColumns(
  values: Float32Array,
  known: Float32Array,
  columns: readonly number[],
  width: number,
  factor: number,
): Float32Array {
  return values.map((value, i) => {
    const column = columns[i % columns.length] ?? -1;
    const row = Math.floor(i / columns.length);
    return column < 0 ? value : (known[row * width + column] as number) * factor;
  });
}

/** Puts all its weights in place. */
export const putNumbers = (model: LayersModel, numbers: readonly Float32Array[]): void =>
  tidy(() =>
    numbers.forEach((values, index) => {
      const weight = model.weights[index];
      weight?.write(tensor(values, weight.shape as number[]));
    }),
  );

/** All its weights, in order, as numbers. */
export const numbersOf = (model: LayersModel): Promise<Float32Array[]> =>
  Promise.all(model.weights.map(async (weight) => (await weight.read().data()) as Float32Array));
