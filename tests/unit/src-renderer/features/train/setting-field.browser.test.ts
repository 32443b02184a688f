import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fieldLabel } from '../../../../../src-main/shared/setting';
import { fieldsAt, type SettingRow } from '../../../../../src-renderer/features/train/setting-fields';
import SettingField from '../../../../../src-renderer/ui/SettingField.svelte';

const places = ['main', 'finer', 'begin', 'command'] as const;
const rowsOf = (kind: 'numbers' | 'choices' | 'switches'): [string, SettingRow][] =>
  places.flatMap((place) => fieldsAt(place, false)[kind].map((row): [string, SettingRow] => [row.key, row]));

let shown: Record<string, unknown> | undefined;
afterEach(async () => {
  if (shown) await unmount(shown);
  shown = undefined;
});

function show({ setting }: SettingRow) {
  const onchange = vi.fn();
  shown = mount(SettingField, {
    target: document.body,
    props: { setting, value: setting.default, onchange },
  });
  flushSync();
  const field = (selector: string): HTMLElement =>
    document.querySelector<HTMLElement>(selector) as HTMLElement;
  return { onchange, field };
}

describe('SettingField', () => {
  it.each(rowsOf('numbers'))('holds %s to the bounds of the table', (_, row) => {
    const { setting } = row;
    if (setting.kind !== 'number' && setting.kind !== 'whole') throw new Error('It is no number.');
    const { onchange, field } = show(row);
    const input = field('input') as HTMLInputElement;
    expect([input.min, input.max]).toEqual([String(setting.min), String(setting.max)]);
    expect(input.step).toBe(setting.kind === 'whole' ? '1' : 'any');
    expect(input.value).toBe(String(setting.default));
    expect(field('label').textContent).toBe(fieldLabel(setting));
    input.value = '5';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    expect(onchange).toHaveBeenLastCalledWith(5);
    input.value = '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    expect(onchange.mock.lastCall?.[0] ?? null).toBeNull();
  });

  it.each(rowsOf('choices'))('offers what the table has for %s', (_, row) => {
    const { setting } = row;
    if (setting.kind !== 'choice') throw new Error('It is no choice.');
    const { field } = show(row);
    const options = [...(field('select') as HTMLSelectElement).options];
    expect(options.map(({ value, text }) => ({ value, text }))).toEqual(
      setting.options.map(({ value, label }) => ({ value, text: label })),
    );
  });

  it.each(rowsOf('switches'))('turns %s round', (_, row) => {
    const { onchange, field } = show(row);
    field('button[role=switch]').click();
    expect(onchange).toHaveBeenLastCalledWith(!row.setting.default);
  });
});

describe('fieldsAt', () => {
  it('leaves out how the network is built where it is built already', () => {
    const keys = (built: boolean) =>
      (['main', 'finer'] as const).flatMap((place) =>
        Object.values(fieldsAt(place, built)).flatMap((rows) => rows.map(({ key }) => key)),
      );
    const gone = keys(false).filter((key) => !keys(true).includes(key));
    expect(gone.sort()).toEqual(['channels', 'kernel', 'size', 'wrap']);
  });
});
