import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../../../src-main/contract';
import type { Figure } from '../../../../../src-main/shared/score-words';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { Thumbnails } from '../../../../../src-renderer/features/clips/thumbnails';
import RefusedClips from '../../../../../src-renderer/features/report/RefusedClips.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, gesture, named } from '../../../../fixtures/renderer/samples';

let shown: ReturnType<typeof mount> | null = null;
afterEach(async () => {
  if (shown) await unmount(shown);
  shown = null;
});

/** The report of a model that was tried on these clips, the first of which was deleted since. */
async function show(typicalities: readonly (number | undefined)[]): Promise<void> {
  const all = typicalities.map((_, index) => clip('wave', `c${index}`));
  const clips = new Clips(fakeMain(all.slice(1)).client, new History(new Toasts()), named());
  await clips.load('p');
  const thumbnails = { peek: () => null, load: () => Promise.resolve(null) } as unknown as Thumbnails;
  const answers = typicalities.map((typicality, index) => ({
    clip: `wave/c${index}`,
    predicted: 0,
    confidence: 1,
    ...(typicality !== undefined && { typicality }),
  }));
  const figure = { part: 'test', evaluation: { answers } as unknown as Evaluation } as Figure<Evaluation>;
  const inner = { figure, run: { classes: [gesture('wave', 'Wave'), gesture('push', 'Push')] } };
  const parts = new Parts([clips]).add(Thumbnails, thumbnails);
  shown = mount(WithParts, { target: document.body, props: { parts, component: RefusedClips, inner } });
  flushSync();
}

const textOf = (selector: string): string =>
  document.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const said = (): string => textOf('[data-testid="refused"] p');

describe('clips that a model would refuse', () => {
  it('are counted, and shown where they still are', async () => {
    await show([0.01, 0, 0.5, 1]);
    expect(said()).toContain('2 of 4 test clips would be refused as movements that it has never seen.');
    document.querySelector<HTMLButtonElement>('[data-testid="refused"] button')?.click();
    await expect.poll(() => document.querySelectorAll('[role="dialog"] figure').length).toBe(1);
    expect(textOf('[role="dialog"]')).toContain('1 clip has been moved or deleted');
  });

  it('are none, where all are like what it has learnt', async () => {
    await show([0.02, 1]);
    expect(said()).toBe('None of the 2 test clips would be refused as a movement that it has never seen.');
  });

  it('are not spoken of where the model does not know', async () => {
    await show([undefined]);
    expect(document.querySelector('[data-testid="refused"]')).toBeNull();
  });
});
