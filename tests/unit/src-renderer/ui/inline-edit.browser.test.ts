import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
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
  const refusal = (text: string): string | null =>
    text === 'Push' ? 'There is one called “Push” already.' : null;
  const props = { label: 'Name', value: 'Wave', onsave, refusal };
  shown = mount(InlineEdit, { target: document.body, props });
});

afterEach(() => unmount(shown));

describe('InlineEdit', () => {
  it('saves once with Enter', async () => {
    await type('Swipe');
    await press('Enter');
    expect(saved).toEqual(['Swipe']);
  });

  it('closes with an Enter that changes nothing, which does not press its button too', async () => {
    await type('Wave');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toBe('Rename Wave');
    expect(field()).toBeNull();
    expect(saved).toEqual([]);
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

  it('says in the field why a text cannot be saved, until another is typed', async () => {
    const alert = (): string | undefined => document.querySelector('[role="alert"]')?.textContent;
    await type('Push');
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await expect.poll(alert).toBe('There is one called “Push” already.');
    expect(field()?.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field()?.getAttribute('aria-describedby') ?? '')).not.toBeNull();
    const input = field();
    if (input) input.value = 'Pull';
    input?.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
    expect(alert()).toBeUndefined();
    await press('Enter');
    expect(saved).toEqual(['Pull']);
  });
});
