import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import InlineEdit from '../../../../src-renderer/ui/InlineEdit.svelte';

let saved: string[];
let shown: ReturnType<typeof mount>;

const field = (): HTMLInputElement | null => document.querySelector('input');

/** Opens the field and types into it. */
async function type(text: string): Promise<void> {
  document.querySelector('button')?.click();
  flushSync();
  await tick();
  const input = field();
  input?.focus();
  if (input) input.value = text;
  input?.dispatchEvent(new Event('input', { bubbles: true }));
}

async function press(key: string): Promise<void> {
  field()?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await expect.poll(() => field()).toBeNull();
}

beforeEach(() => {
  saved = [];
  const onsave = (text: string): Promise<boolean> => Promise.resolve(saved.push(text) > 0);
  shown = mount(InlineEdit, { target: document.body, props: { label: 'Name', value: 'Wave', onsave } });
});

afterEach(() => unmount(shown));

describe('InlineEdit', () => {
  it('saves once with Enter', async () => {
    await type('Swipe');
    await press('Enter');
    expect(saved).toEqual(['Swipe']);
  });

  it('saves nothing with Escape', async () => {
    await type('Swipe');
    await press('Escape');
    expect(saved).toEqual([]);
  });

  it('saves once where the field is left', async () => {
    await type('Swipe');
    field()?.blur();
    await expect.poll(() => field()).toBeNull();
    expect(saved).toEqual(['Swipe']);
  });
});
