import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import ButtonThatGoes from '../../../fixtures/renderer/ButtonThatGoes.svelte';

let shown: ReturnType<typeof mount>;

const told = (): string | undefined => document.querySelector('.tooltip')?.textContent.trim();
const button = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);

beforeEach(async () => {
  shown = mount(ButtonThatGoes, { target: document.body });
  flushSync();
  await expect.poll(() => button('.icon-button')).not.toBeNull();
  button('.icon-button')?.focus();
  await expect.poll(told).toBe('Delete this clip');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await unmount(shown);
});

describe('Tooltips', () => {
  it('tells the name of a button until the keyboard leaves it', async () => {
    button('.icon-button')?.blur();
    await expect.poll(told).toBeUndefined();
  });

  it('tells nothing over a menu that the button has opened', async () => {
    button('#expand')?.click();
    await expect.poll(told).toBeUndefined();
    expect(button('.icon-button')?.hasAttribute('disabled')).toBe(false);
  });

  it('goes by Escape, which is not kept from what lies below it', async () => {
    const heard = vi.fn((event: KeyboardEvent) => event.defaultPrevented);
    window.addEventListener('keydown', heard, { once: true });
    button('.icon-button')?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
    );
    expect(heard).toHaveReturnedWith(false);
    await expect.poll(told).toBeUndefined();
  });

  it('goes with its button, which is not asked for again', async () => {
    const warn = vi.spyOn(console, 'warn');
    button('#take')?.click();
    await expect.poll(told).toBeUndefined();
    document.dispatchEvent(new Event('scroll'));
    flushSync();
    expect(warn).not.toHaveBeenCalled();
  });
});
