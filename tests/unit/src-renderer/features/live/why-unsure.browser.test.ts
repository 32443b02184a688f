import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../../../../src-renderer/gestures/gesture-rule';
import type { CapturedClip } from '../../../../../src-renderer/capture/api';
import { Navigation } from '../../../../../src-renderer/base/navigation.svelte';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Camera } from '../../../../../src-renderer/features/camera/camera.svelte';
import WhyUnsure from '../../../../../src-renderer/features/live/WhyUnsure.svelte';
import { LiveSession, type LiveNews } from '../../../../../src-renderer/features/live/live-session.svelte';
import { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

/** Four frames of 32×32 pixels of noise, no lighter than this. */
function clipOf(light: number): CapturedClip {
  const frames = new Uint8Array(4 * 32 * 32 * 3);
  let state = 1;
  for (let i = 0; i < frames.length; i++) {
    state = (state * 16807) % 2147483647;
    frames[i] = state % (light + 1);
  }
  return { shape: [4, 32, 32, 3], frames, timestamps: [0, 100, 200, 300], dropped: 0, late: 0 };
}

it('says under the picture why the model is unsure, what would help, and leads to Collect', async () => {
  let tell: (news: LiveNews) => void = () => undefined;
  let clip = clipOf(255);
  const live = {
    classes: [gesture('wave', 'Wave'), gesture('push', 'Push')],
    pace: 'on',
    slow: false,
    threshold: 0.8,
    ruleAt: (threshold: number) => ({ ...DEFAULT_RULE, threshold, none: [false, false] }),
    lastClip: () => clip,
    subscribe: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  } as unknown as LiveSession;
  const navigation = new Navigation();
  navigation.go('live');
  const parts = new Parts([navigation])
    .add(LiveSession, live)
    .add(Runs, { report: null } as Runs)
    .add(Camera, { mirror: true } as Camera);
  const shown = mount(WithParts, { target: document.body, props: { parts, component: WhyUnsure } });
  flushSync();
  const text = (): string => document.querySelector('section')?.textContent ?? '';
  const watch = (from: number): void => {
    for (let at = from; at <= from + 3000; at += 100) {
      const answer = { probabilities: [0.45, 0.55], timestamp: at };
      tell({ kind: 'frame', answer, gestures: [] });
    }
    flushSync();
  };
  expect(text()).toBe('');
  watch(0);
  expect(text()).toContain('It wavers between Push (55\u00a0%) and Wave (45\u00a0%).');
  expect(text()).toContain('Record more clips of both');

  clip = clipOf(20);
  watch(3100);
  expect(text()).toContain('The picture is dark.');
  expect(document.querySelector('section button')).toBeNull();

  clip = clipOf(255);
  watch(6200);
  document.querySelector<HTMLButtonElement>('section button')?.click();
  expect(navigation.screen).toBe('collect');

  tell({ kind: 'stopped' });
  flushSync();
  expect(text()).toBe('');
  await unmount(shown);
});
