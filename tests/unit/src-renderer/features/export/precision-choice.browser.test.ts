import { expect, it } from 'vitest';
import type { ClipInfo, Evaluation, ModelFiles, Run } from '../../../../../src-main/contract';
import { PrecisionChoice } from '../../../../../src-renderer/features/export/precision-choice.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';

const clip = (classId: string, id: string): ClipInfo =>
  ({ classId, id, shape: [16, 8, 8, 3], meta: { session: 's1' } }) as ClipInfo;

const run = {
  id: 'run-1',
  classes: [{ id: 'wave' }, { id: 'stop' }],
  preprocess: { frames: 16 },
  split: { train: [], validation: ['stop/b'], test: [] },
};

/** An engine that is right on 19 of 20 clips with weights as they are, and on `kept` of them with others. */
function setUp(kept: number, clips: ClipInfo[] = [clip('wave', 'a'), clip('stop', 'b')]) {
  const { client } = fakeMain();
  const model: ModelFiles = {
    run: run as unknown as Run,
    topology: new Blob([JSON.stringify({ weightsManifest: [{ weights: [{ shape: [2, 2] }] }] })]),
    weights: new Blob([Float32Array.of(0.1, 0.2, 0.3, 1)]),
  };
  const seen: number[][] = [];
  const engine = {
    evaluate: async ({ weights }: ModelFiles): Promise<Evaluation> => {
      const values = [...new Float32Array(await weights.arrayBuffer())];
      seen.push(values);
      const right = values[0] === Math.fround(0.1) ? 19 : kept;
      return { clips: 20, accuracy: right / 20, perClass: [] } as unknown as Evaluation;
    },
  };
  const runs = { slug: 'hands', files: () => Promise.resolve(model) };
  const choice = new PrecisionChoice({ client, engine } as never, { clips: { all: clips }, runs });
  return { choice, seen };
}

it('measures what less exact weights cost, on the clips that were held out', async () => {
  const { choice, seen } = setUp(18);
  const measured = choice.choose('int8', 'run-1');
  expect(choice.measuring).toBe(true);
  await measured;
  expect(choice.words).toBe('On 20 validation clips, 90.0\u00a0% right with int8; 95.0\u00a0% before.');
  expect(choice).toMatchObject({ precision: 'int8', measuring: false });
  expect(seen[1]?.map((value) => Math.round(value * 127))).toEqual([13, 25, 38, 127]);
});

it('has nothing to say of weights as they are, or of a choice that was given up', async () => {
  const { choice } = setUp(18);
  const measured = choice.choose('float16', 'run-1');
  await choice.choose('float32', 'run-1');
  await measured;
  expect(choice).toMatchObject({ precision: 'float32', measuring: false, words: null });
});

it('says where there are no clips to measure it on', async () => {
  const { choice } = setUp(18, []);
  await choice.choose('float16', 'run-1');
  expect(choice.words).toBe(
    'The project has no clips of this model’s classes, so what float16 costs cannot be measured.',
  );
});
