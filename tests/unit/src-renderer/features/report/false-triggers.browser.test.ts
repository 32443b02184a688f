import { beforeEach, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Measurements, type Run } from '../../../../../src-main/contract';
import type { LiveNews } from '../../../../../src-renderer/features/live/live-session.svelte';
import {
  FalseTriggers,
  type FalseTriggersParts,
} from '../../../../../src-renderer/features/report/false-triggers.svelte';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { gesture } from '../../../../fixtures/renderer/samples';

const run = {
  id: 'run-1',
  classes: [gesture('wave'), gesture('none', 'None')],
  preprocess: { frames: 10, fps: 10 },
} as unknown as Run;

let noted: Measurements[];
let failing: Error | null;
/** Those who are told what Live sees. */
let listeners: Set<(news: LiveNews) => void>;
let recording: { activeClassId: string | null };
let falseTriggers: FalseTriggers;

beforeEach(() => {
  noted = [];
  failing = null;
  listeners = new Set();
  recording = { activeClassId: null };
  const parts: FalseTriggersParts = {
    projects: { current: { slug: 'one', capture: DEFAULT_CAPTURE } },
    settings: { value: { live: { threshold: 0.6 } } },
    camera: { feed: { device: { label: 'Desk camera' } } },
    runs: {
      files: () => Promise.reject(new Error('not asked for')),
      note: (_slug: string, _id: string, measurements: Measurements) =>
        failing ? Promise.reject(failing) : Promise.resolve(void noted.push(measurements)),
    },
    live: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    recording,
  };
  falseTriggers = new FalseTriggers({} as Outside, parts);
});

function tell(news: LiveNews): void {
  for (const listener of listeners) listener(news);
}

/** The live view answers, ten times a second, from second `from` to `to`. */
function answers(from: number, to: number): void {
  for (let time = from * 1000; time <= to * 1000; time += 100)
    tell({ kind: 'frame', answer: { probabilities: [0.7, 0.3], timestamp: time }, gestures: [] });
}

it('counts before the camera until the time is over, and keeps it with the run', () => {
  falseTriggers.watchCamera(run, 1);
  answers(0, 30);
  expect(falseTriggers.job?.secondsLeft).toBeCloseTo(29);
  expect(noted).toEqual([]);
  answers(30.1, 70);
  expect(falseTriggers.job).toBeNull();
  expect(listeners.size).toBe(0);
  expect(noted).toHaveLength(1);
  expect(noted[0]?.triggers).toMatchObject({ source: 'Desk camera', threshold: 0.6 });
  expect(noted[0]?.triggers?.seconds).toBeCloseTo(60);
  expect(noted[0]?.triggers?.perClass).toMatchObject([{ classId: 'wave', name: 'wave', triggers: 1 }]);
  // It never let go, which one start alone would not tell.
  expect(noted[0]?.triggers?.perClass[0]?.on).toBeGreaterThan(0.99);
});

it('keeps what was measured when it is stopped, and nothing where nothing was', () => {
  falseTriggers.watchCamera(run, 5);
  falseTriggers.stop();
  expect(noted).toEqual([]);
  falseTriggers.watchCamera(run, 5);
  answers(0, 19);
  falseTriggers.stop();
  expect(noted[0]?.triggers?.seconds).toBeCloseTo(20);
});

it('ends where the model is no longer watched, and keeps what it has', () => {
  falseTriggers.watchCamera(run, 5);
  answers(0, 19);
  tell({ kind: 'stopped' });
  expect(falseTriggers.job).toBeNull();
  expect(noted[0]?.triggers?.seconds).toBeCloseTo(20);
  expect(listeners.size).toBe(0);
});

it('counts nothing while a gesture is recorded, nor in a window that still holds a part of it', () => {
  falseTriggers.watchCamera(run, 5);
  answers(0, 9);
  recording.activeClassId = 'wave';
  answers(9.1, 20);
  recording.activeClassId = null;
  answers(20.1, 20.9);
  expect(falseTriggers.job?.secondsLeft).toBeCloseTo(300 - 10);
  answers(21, 30);
  falseTriggers.stop();
  expect(noted[0]?.triggers?.seconds).toBeCloseTo(20);
});

it('says why it could not be kept, and keeps it at the second attempt', async () => {
  failing = new Error('no');
  falseTriggers.watchCamera(run, 5);
  answers(0, 5);
  falseTriggers.stop();
  await expect.poll(() => falseTriggers.problem?.runId).toBe('run-1');
  failing = null;
  await falseTriggers.keepAgain();
  expect(noted).toHaveLength(1);
  expect(falseTriggers.problem).toBeNull();
});
