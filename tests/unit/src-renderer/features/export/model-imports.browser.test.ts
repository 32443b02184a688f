import { ORPCError } from '@orpc/client';
import { expect, it } from 'vitest';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { ModelImports } from '../../../../../src-renderer/features/export/model-imports.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';

function setUp(answer: () => Promise<unknown>): { imports: ModelImports; toasts: Toasts; asked: unknown[] } {
  const { client } = fakeMain();
  const asked: unknown[] = [];
  Object.assign(client, {
    transfers: {
      begin: () => Promise.resolve({ id: 't1' }),
      append: ({ bytes }: { bytes: Blob }) => Promise.resolve({ size: bytes.size }),
      end: () => Promise.resolve(),
    },
    models: {
      import: (input: unknown) => {
        asked.push(input);
        return answer();
      },
    },
  });
  const toasts = new Toasts();
  return { imports: new ModelImports(client, toasts), toasts, asked };
}

const file = new File(['model'], 'wl.onnx.zip');

it('hands a file over and tells of the run that was made of it', async () => {
  const { imports, toasts, asked } = setUp(() => Promise.resolve({ id: 'run-9', name: 'Best' }));
  const told: unknown[] = [];
  imports.onImported = (slug, runId) => Promise.resolve(void told.push([slug, runId]));
  await imports.import('hands', file);
  expect(asked).toEqual([{ slug: 'hands', transfer: 't1', fileName: 'wl.onnx.zip' }]);
  expect(told).toEqual([['hands', 'run-9']]);
  expect(toasts.items.map(({ text }) => text)).toEqual(['Imported the model Best.']);
  expect(imports.job).toBeNull();
});

it('says why a file was refused', async () => {
  const sentence = '“wl.onnx.zip” was not imported. It is no ONNX model, or it is damaged.';
  const { imports, toasts } = setUp(() => Promise.reject(new ORPCError('UNREADABLE', { message: sentence })));
  imports.onImported = () => Promise.reject(new Error('nothing was made'));
  await imports.import('hands', file);
  expect(toasts.items.map(({ text }) => text)).toEqual([sentence]);
  expect(imports.job).toBeNull();
});
