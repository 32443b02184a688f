import { mount, unmount } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { expect, it, vi } from 'vitest';
import CaptionLine from '../../../../../src-renderer/features/live/CaptionLine.svelte';

it('shows a sentence once it has held, and lets it stay for a second at least', async () => {
  vi.useFakeTimers();
  const store = writable('');
  const said = fromStore(store);
  const props = {
    get said() {
      return said.current;
    },
  };
  const line = mount(CaptionLine, { target: document.body, props });
  const shown = (): string | undefined => document.querySelector('[aria-live="polite"]')?.textContent.trim();
  const say = async (text: string, ms: number): Promise<string | undefined> => {
    store.set(text);
    await vi.advanceTimersByTimeAsync(ms);
    return shown();
  };
  expect(await say('', 2000)).toBe('…');
  expect(await say('a hand waves', 300)).toBe('…');
  expect(await say('a hand pushes', 300)).toBe('…');
  expect(await say('a hand waves', 500)).toBe('a hand waves');
  expect(await say('a hand pushes', 500)).toBe('a hand waves');
  expect(await say('a hand pushes', 600)).toBe('a hand pushes');
  expect(await say('', 1100)).toBe('…');
  await unmount(line);
  vi.useRealTimers();
});
