import { beforeAll, expect, it } from 'vitest';
import type { ModelFiles, TrainConfig } from '../../../../../src-main/contract';
import type { TrainedModel, TrainRequest } from '../../../../../src-renderer/engine/api';
import { startBackend } from '../../../../../src-renderer/engine/backends';
import { loadModel } from '../../../../../src-renderer/engine/model/model-files';
import { numbersOf } from '../../../../../src-renderer/engine/model/warm-start';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import { defaultTrainConfig, goOnConfig } from '../../../../../src-renderer/learning/defaults';
import { capture, classes, movingBars, steadyDevices } from '../../../../fixtures/engine/support';

const clips = movingBars(12, ['a', 'b', 'c']);
const config: TrainConfig = { ...defaultTrainConfig(), epochs: 1, members: 1, augment: false, idle: false };
const UNITS = config.lstmUnits;

const train = (changes: Partial<TrainConfig>, from?: ModelFiles): Promise<TrainedModel> => {
  const request: TrainRequest = {
    config: { ...config, ...changes },
    classes,
    capture,
    ...(from && { from }),
  };
  return trainModel(request, clips, {
    devices: steadyDevices,
    stopped: () => false,
    onProgress: () => undefined,
  });
};

const unitsOf = ({ run }: TrainedModel): unknown =>
  run.layers.find(({ name }) => name === 'lstm')?.outputShape;

/** What the last layer makes of each unit, those that learnt and those of the witness. */
async function headOf(trained: TrainedModel): Promise<{ own: number[]; witness: number[] }> {
  const model = await loadModel(trained);
  try {
    const [outer = new Float32Array(), offset = new Float32Array()] = (await numbersOf(model)).slice(-2);
    const rows = [...outer];
    const known = rows.length - UNITS * offset.length;
    return { own: rows.slice(0, known), witness: rows.slice(known) };
  } finally {
    model.dispose();
  }
}

beforeAll(() => startBackend('wasm'));

it.each([
  ['of one pass', { refit: false }, 1],
  ['of two passes', { refit: true }, 1],
  ['made of two', { refit: true, members: 2 }, 2],
])(
  'a model %s keeps what it began with beside what it learnt',
  { timeout: 120_000 },
  async (_, changes, members) => {
    const trained = await train(changes);
    expect(unitsOf(trained)).toEqual([(members + 1) * UNITS]);
    const { own, witness } = await headOf(trained);
    expect(own.every((value) => value !== 0)).toBe(true);
    expect(witness.every((value) => value === 0)).toBe(true);
    // What is never seen is told by all of them.
    expect(trained.run.unseen?.means[0]).toHaveLength((members + 1) * UNITS);
  },
);

it('goes on from what it learnt alone', { timeout: 120_000 }, async () => {
  const { run, ...files } = await train({ refit: false });
  const base = {
    ...files,
    run: { ...run, schema: 1, id: 'run-1', name: 'Model 1', created: '', appVersion: '' },
  };
  const again = await train(
    { ...goOnConfig(run.config, clips.length), epochs: 1 },
    base as unknown as ModelFiles,
  );
  expect(unitsOf(again)).toEqual([2 * UNITS]);
});

it('has none where it began at random', { timeout: 120_000 }, async () => {
  expect(unitsOf(await train({ start: 'random', refit: false }))).toEqual([UNITS]);
});
