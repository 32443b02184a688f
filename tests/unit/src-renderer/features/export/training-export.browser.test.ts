import { expect, it } from 'vitest';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { TrainingExport } from '../../../../../src-renderer/features/export/training-export.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';

function setUp(saved: unknown): { work: TrainingExport; toasts: Toasts; asked: unknown[] } {
  const { client } = fakeMain();
  const asked: unknown[] = [];
  const saveTraining = (input: unknown): Promise<unknown> => {
    asked.push(input);
    return Promise.resolve(saved);
  };
  Object.assign(client, { exports: { saveTraining } });
  const toasts = new Toasts();
  return { work: new TrainingExport(client, toasts), toasts, asked };
}

it('saves clips and what trains a run on with them, and says where', async () => {
  const { work, toasts, asked } = setUp({
    outcome: 'saved',
    name: 'wl-training.zip',
    clips: 12,
    leftOut: [],
  });
  await work.save('wl', 'run-1');
  expect(asked).toEqual([{ slug: 'wl', runId: 'run-1' }]);
  expect(toasts.items.map(({ text }) => text)).toEqual([
    'wl-training.zip is saved, with 12 clips. Its README says how to train.',
  ]);
  expect([work.job, work.report]).toEqual([null, null]);
});

it('lists the clips that did not go along, and says nothing where nothing was saved', async () => {
  const leftOut = [{ file: 'wave/1.safetensors', reason: 'It has 4 frames, and the network takes 16.' }];
  const { work } = setUp({ outcome: 'saved', name: 'wl-training.zip', clips: 11, leftOut });
  await work.save('wl', null);
  expect(work.report).toMatchObject({ title: 'Not all clips went along', files: leftOut });
  const other = setUp({ outcome: 'cancelled' });
  await other.work.save('wl', null);
  expect([other.toasts.items, other.work.report]).toEqual([[], null]);
});
