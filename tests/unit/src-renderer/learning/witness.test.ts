import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreprocessSpec, TrainConfig } from '../../../../src-main/contract';
import { MAX_UNSEEN_UNITS } from '../../../../src-main/shared/unseen-bounds';
import { buildModel } from '../../../../src-renderer/engine/model/model';
import { instantNumbers } from '../../../../src-renderer/engine/model/motion-start';
import { numbersOf } from '../../../../src-renderer/engine/model/warm-start';
import { defaultTrainConfig, presetConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { mergeMembers } from '../../../../src-renderer/learning/ensemble';
import { lastOf, widened } from '../../../../src-renderer/learning/lstm';
import { Random } from '../../../../src-renderer/learning/random';
import {
  hasWitness,
  keptConfig,
  withoutWitness,
  withWitness,
  witnessNumbers,
} from '../../../../src-renderer/learning/witness';

const CLASSES = 3;
const FRAMES = 4;
const random = new Random(5);
const config: TrainConfig = { ...defaultTrainConfig(), refit: true, members: 1 };
const instant: TrainConfig = { ...config, ...presetConfig('instant', 60) };
const spec: PreprocessSpec = preprocessSpec(config, { frames: FRAMES, fps: 10, mirror: false });
const shape = { spec, outputs: CLASSES };

/** All weights of a network of this configuration, biases among them that are not 0. */
async function network(of: TrainConfig): Promise<Float32Array[]> {
  const model = buildModel(of, spec, CLASSES);
  try {
    return (await numbersOf(model)).map((values) => values.map((value) => value + 0.05 * random.normal()));
  } finally {
    model.dispose();
  }
}

const close = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 4));

/** The one that stays as it is, with a layer that was solved for it. */
const witnessOf = async (): Promise<Float32Array[]> =>
  witnessNumbers(await instantNumbers(), {
    kernel: Float32Array.from({ length: instant.lstmUnits * CLASSES }, () => random.normal()),
    bias: Float32Array.of(1, -2, 3),
  });

beforeAll(() => tf.setBackend('cpu'));

describe('a network that stands beside those that have learnt', () => {
  it.each([1, 2])('is gone again where what %i learnt goes on learning', async (count) => {
    const members = await Promise.all(Array.from({ length: count }, () => network(config)));
    const witness = await witnessOf();
    const asked = { ...config, members: count };
    const own = withoutWitness(withWitness(members, witness, asked, shape), asked, shape);
    const before = mergeMembers(members, config, spec, CLASSES);
    expect(own.map((values) => [...values])).toEqual(before.map((values) => close([...values])));
  });

  it('is found in a model that was kept when no answer hung on it', async () => {
    const own = await network(config);
    const [kernel, recurrent, bias, outer, offset] = lastOf(own);
    const wide = widened({ kernel, recurrent, bias }, config.lstmUnits);
    const rows = new Float32Array(2 * outer.length);
    rows.set(outer);
    const kept = [...own.slice(0, -5), wide.kernel, wide.recurrent, wide.bias, rows, offset];
    const found = withoutWitness(kept, config, shape);
    expect(found).toEqual(own);
    // One that answers by those units, too, is another network.
    const answering = kept.map((values) => values.slice());
    answering.at(-2)?.fill(1);
    expect(withoutWitness(answering, config, shape)).toBe(answering);
  });

  it('is in no model that has none', async () => {
    const own = await network(config);
    expect(withoutWitness(own, config, shape)).toBe(own);
    const other = { ...config, start: 'random' as const };
    expect(withoutWitness(own, other, shape)).toBe(own);
  });
});

describe('the network that is kept', () => {
  it('is as wide as all of them, as far as never seen can be told of it', () => {
    const steadyUnits = instant.lstmUnits + 1;
    const units = (members: number): number => keptConfig({ ...config, members }, 16).lstmUnits;
    expect([1, 3].map(units)).toEqual([1, 3].map((times) => times * config.lstmUnits + steadyUnits));
    expect(keptConfig({ ...config, members: 3 }, 16).filters).toEqual(
      config.filters.map((filters) => 4 * filters),
    );
    expect(3 * config.lstmUnits + steadyUnits).toBeLessThanOrEqual(MAX_UNSEEN_UNITS);
    expect(hasWitness({ ...config, members: 5 }, 16)).toBe(false);
    expect(units(5)).toBe(5 * config.lstmUnits);
  });

  it('is built as asked where it begins otherwise, is solved at once, or sees single pictures', () => {
    for (const changes of [{ start: 'random' as const }, { filters: [4, 8] }])
      expect(keptConfig({ ...config, ...changes }, 16)).toEqual({ ...config, ...changes });
    expect(keptConfig(instant, 16)).toEqual(instant);
    expect(keptConfig(config, 1)).toEqual(config);
  });
});
