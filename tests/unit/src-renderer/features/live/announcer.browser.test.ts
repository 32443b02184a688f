import { mount, unmount } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { expect, it } from 'vitest';
import Announcer from '../../../../../src-renderer/features/live/Announcer.svelte';
import type { Verdict } from '../../../../../src-renderer/features/live/live-session.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

it('reads a gesture out again where it comes again after a pause', async () => {
  const store = writable<Verdict | null>(null);
  const verdict = fromStore(store);
  const props = {
    get verdict() {
      return verdict.current;
    },
  };
  const shown = mount(Announcer, { target: document.body, props });
  const said = (): string | null | undefined => document.querySelector('[aria-live]')?.textContent;
  const wave: Verdict = {
    winner: gesture('wave', 'Wave'),
    confidence: 0.9,
    sure: true,
    idle: false,
    unseen: false,
  };
  for (const [next, text] of [
    [wave, 'Wave'],
    [{ ...wave, sure: false }, ''],
    [wave, 'Wave'],
    // Doing nothing is nothing to announce.
    [{ ...wave, winner: gesture('none', 'None') }, ''],
  ] as const) {
    store.set(next);
    await expect.poll(said, { timeout: 5000 }).toBe(text);
  }
  await unmount(shown);
});
