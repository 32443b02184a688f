import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import SelectThatGoes from '../../../fixtures/renderer/SelectThatGoes.svelte';

let shown: ReturnType<typeof mount>;

afterEach(async () => {
  vi.restoreAllMocks();
  await unmount(shown);
});

async function choose(value: string): Promise<void> {
  const select = document.querySelector('select') as HTMLSelectElement;
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  flushSync();
  await tick();
}

describe('Select', () => {
  it('does not show as chosen what was not taken', async () => {
    shown = mount(SelectThatGoes, { target: document.body });
    await choose('refused');
    expect(document.querySelector('select')?.value).toBe('a');
    await choose('b');
    expect(document.querySelector('select')?.value).toBe('b');
  });

  it('may be taken away by what was chosen', async () => {
    const warn = vi.spyOn(console, 'warn');
    shown = mount(SelectThatGoes, { target: document.body });
    await choose('away');
    expect(document.querySelector('select')).toBeNull();
    expect(warn).not.toHaveBeenCalled();
  });
});
