import { flushSync, mount, unmount } from 'svelte';
import { expect, it, vi } from 'vitest';
import type { OutputConfig, OutputKind } from '../../../../../src-main/contract';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import OutputForm from '../../../../../src-renderer/features/outputs/OutputForm.svelte';
import { Outputs } from '../../../../../src-renderer/features/outputs/outputs.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';

it('says that a name is missing, in its field, where it is to be saved or tested without one', async () => {
  const kind: OutputKind = {
    id: 'osc',
    name: 'OSC',
    description: 'Sends OSC.',
    settings: {},
    moments: ['start'],
    offered: ['start'],
    presets: [],
  };
  const output: OutputConfig = { id: 'a', kind: 'osc', name: 'OSC', settings: {}, moments: {} };
  const outputs = {
    test: vi.fn(() => Promise.resolve(null)),
    save: vi.fn(() => Promise.resolve(true)),
  };
  const parts = new Parts()
    .add(Outputs, outputs as unknown as Outputs)
    .add(Toasts, new Toasts())
    .add(Projects, { classes: [] } as unknown as Projects);
  const inner = { kind, output, onclose: () => undefined };
  const shown = mount(WithParts, { target: document.body, props: { parts, component: OutputForm, inner } });
  const field = document.querySelector('input');
  const type = (text: string): void => {
    if (field) field.value = text;
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  };
  const said = (): string | undefined => document.querySelector('[role="alert"]')?.textContent;
  const test = [...document.querySelectorAll('button')].find(({ innerText }) => innerText.includes('test'));

  type(' ');
  expect(said()).toBeUndefined();
  test?.click();
  await expect.poll(said).toBe('It needs a name.');
  await expect.poll(() => document.activeElement).toBe(field);
  document.querySelector('form')?.requestSubmit();
  expect([outputs.test.mock.calls, outputs.save.mock.calls]).toEqual([[], []]);
  type('Sound');
  expect(said()).toBeUndefined();
  test?.click();
  await expect.poll(() => outputs.test.mock.calls.length).toBe(1);
  await unmount(shown);
});
