import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, it, vi } from 'vitest';
import type { TextSetting } from '../../../../src-main/shared/setting';
import SettingField from '../../../../src-renderer/ui/SettingField.svelte';

const setting: TextSetting = {
  kind: 'text',
  format: 'template',
  label: 'Address',
  hint: 'What it is for.',
  default: '',
  reason: '',
};

let shown: Record<string, unknown> | undefined;
afterEach(async () => {
  if (shown) await unmount(shown);
  shown = undefined;
});

it('tells that a text is missing once it was typed in or asked for, and not before', async () => {
  const said = (): string | undefined => document.querySelector('[role=alert]')?.textContent;
  const show = (asked: boolean): void => {
    const props = { setting, value: '', onchange: vi.fn(), asked };
    shown = mount(SettingField, { target: document.body, props });
    flushSync();
  };
  show(false);
  expect(said()).toBeUndefined();
  document.querySelector('input')?.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
  expect(said()).toBe('Address is empty.');
  await unmount(shown ?? {});
  show(true);
  expect(said()).toBe('Address is empty.');
});

it.each([
  ['input', setting],
  ['textarea', { ...setting, lines: 4 }],
])('says in an %s what is wrong with a text as it is typed', (selector, row) => {
  const onchange = vi.fn();
  const show = (value: string): HTMLInputElement => {
    if (shown) void unmount(shown);
    shown = mount(SettingField, { target: document.body, props: { setting: row, value, onchange } });
    flushSync();
    return document.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
  };
  const fine = show('/{class}');
  expect([fine.getAttribute('aria-invalid'), document.body.textContent]).toEqual([
    null,
    expect.stringContaining('What it is for.'),
  ]);
  fine.value = '/{';
  fine.dispatchEvent(new Event('input', { bubbles: true }));
  expect(onchange).toHaveBeenLastCalledWith('/{');
  const wrong = show('/{');
  expect(wrong.getAttribute('aria-invalid')).toBe('true');
  expect(document.querySelector('[role=alert]')?.textContent).toContain('A { or } stands alone.');
});
