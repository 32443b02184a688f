import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  defaultTrainConfig,
  MOTION_UNITS,
  presetConfig,
  preprocessSpec,
} from '../../../../../src-renderer/learning/defaults';
import { buildModel } from '../../../../../src-renderer/engine/model/model';
import { fromFloat16, motionWeights } from '../../../../../src-renderer/engine/model/motion-start';

beforeAll(() => tf.setBackend('cpu'));
const capture = { frames: 16, fps: 10, mirror: true };
const config = defaultTrainConfig();
const models: ReturnType<typeof buildModel>[] = [];
afterEach(() => models.splice(0).forEach((model) => model.dispose()));

describe('motionWeights', () => {
  it.each(['instant', 'quick', 'balanced', 'best'] as const)(
    'gives a %s model all weights but its last layer’s, which stay random by the seed',
    async (preset) => {
      const config = { ...defaultTrainConfig(), ...presetConfig(preset, 100) };
      const spec = preprocessSpec(config, capture);
      const model = buildModel(config, spec, 4);
      models.push(model);
      const fresh = model.weights.map((weight) => weight.read().dataSync());
      const start = await motionWeights(config, spec, 4);
      expect(start?.map(({ length }) => length)).toEqual(fresh.map(({ length }) => length));
      const same = start?.map((values, i) => values.every((value, k) => value === fresh[i]?.[k]));
      expect(same).toEqual([...Array<boolean>(9).fill(false), true, true]);
      expect(start?.flatMap((values) => [...values]).every(Number.isFinite)).toBe(true);
    },
  );

  it('gives one of as many units as the network of before that one, so that what was paused goes on', async () => {
    const former = { ...config, lstmUnits: MOTION_UNITS.hands };
    const [before, now] = await Promise.all(
      [former, config].map((each) => motionWeights(each, preprocessSpec(each, capture), 3)),
    );
    // Biases of the LSTM: four gates of each unit.
    expect([before, now].map((numbers) => numbers?.at(-3)?.length)).toEqual([4 * 48, 4 * 96]);
    expect(before?.[0]).not.toEqual(now?.[0]);
  });

  it('leaves other networks, and those that do not ask, as they are', async () => {
    for (const change of [
      { start: 'random' as const },
      { size: 48 },
      { channels: 'rgb' as const },
      { filters: [8, 16] },
      { lstmUnits: 32 },
      { kernel: 5 },
    ]) {
      const other = { ...config, ...change };
      expect(await motionWeights(other, preprocessSpec(other, capture), 3)).toBeNull();
    }
  });
});

it('reads numbers of 16 bits', () => {
  const cases: [number, number][] = [
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x0001, 2 ** -24],
    [0x7bff, 65504],
    [0x7c00, Infinity],
  ];
  expect(cases.map(([bits]) => fromFloat16(bits))).toEqual(cases.map(([, value]) => value));
  expect(fromFloat16(0x7e00)).toBeNaN();
});
