import { beforeEach, expect, it } from 'vitest';
import type { LiveNews } from '../../../../../src-renderer/features/live/live-session.svelte';
import { RecentEvents } from '../../../../../src-renderer/features/live/recent-events.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

let tell: (news: LiveNews) => void;
let recent: RecentEvents;

beforeEach(() => {
  const live = {
    classes: [gesture('wave', 'Wave'), gesture('push', 'Push')],
    subscribe: (listener: (news: LiveNews) => void) => {
      tell = listener;
      return () => undefined;
    },
  };
  recent = new RecentEvents(live);
});

const frame = (seconds: number, ...gestures: ['start' | 'end', number][]): void =>
  tell({
    kind: 'frame',
    answer: { probabilities: [0.9, 0.1], timestamp: 1000 * seconds },
    gestures: gestures.map(([kind, index]) => ({ kind, index, at: 1000 * seconds, confidence: 0.9 })),
  });
const shown = (): string[] =>
  recent.all.map(
    ({ gesture: { name }, start, end }) => `${name} ${start / 1000}-${end === null ? '' : end / 1000}`,
  );

it('keeps the gestures of the last half minute, also the one that lasts', () => {
  frame(1, ['start', 0]);
  frame(2);
  expect(shown()).toEqual(['Wave 1-']);
  frame(3, ['end', 0], ['start', 1]);
  expect(shown()).toEqual(['Wave 1-3', 'Push 3-']);
  expect(recent.now).toBe(3000);
  frame(34);
  expect(shown()).toEqual(['Push 3-']);
});

it('ends what lasts where nothing is watched any more, and begins anew where times do', () => {
  frame(1, ['start', 0]);
  frame(4);
  tell({ kind: 'stopped' });
  expect(shown()).toEqual(['Wave 1-4']);
  tell({ kind: 'frame', answer: null, gestures: [] });
  frame(0.5);
  expect(shown()).toEqual([]);
});
