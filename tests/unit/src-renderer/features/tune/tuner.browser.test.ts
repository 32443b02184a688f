import { fromStore, writable } from 'svelte/store';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  settingsSchema,
  type Measurements,
  type ModelFiles,
  type Run,
  type Stretch,
} from '../../../../../src-main/contract';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { Tuner } from '../../../../../src-renderer/features/tune/tuner.svelte';
import { greyGif } from '../../../../fixtures/gif';
import { brightIsWave } from '../../../../fixtures/renderer/bright-is-wave';
import { gesture } from '../../../../fixtures/renderer/samples';

const run = {
  id: 'run-1',
  classes: [gesture('wave', 'Wave'), gesture('none', 'None')],
  preprocess: { frames: 4, fps: 10, mirror: true },
} as unknown as Run;

/** Five seconds, in which it is bright from 1 s to 1.5 s and from 3 s to 3.5 s. */
const video = new Blob([
  greyGif(Array.from({ length: 50 }, (_, i) => (i % 20 >= 10 && i % 20 < 15 ? 200 : 20))),
]);
const stretchOf = (id: string, events: Stretch['events'] = []): Stretch => ({
  id,
  name: id,
  created: '2026-01-01T00:00:00.000Z',
  source: 'a.webm',
  seconds: 5,
  size: 1,
  type: 'video/webm',
  events,
  unknown: [],
});
const both = [
  { class: 'wave', start: 0.9, end: 1.5 },
  { class: 'wave', start: 2.9, end: 3.5 },
];

let all: { current: readonly Stretch[] };
let report: { current: Run };
let noted: Measurements[];
let watched: string[];
let broken: string[];
let shown: string[];
let tuner: Tuner;

beforeEach(() => {
  const [listed, kept] = [writable<readonly Stretch[]>([]), writable(run)];
  const stretches = fromStore(listed);
  const reports = fromStore(kept);
  all = {
    get current() {
      return stretches.current;
    },
    set current(value) {
      listed.set(value);
    },
  };
  report = {
    get current() {
      return reports.current;
    },
    set current(value) {
      kept.set(value);
    },
  };
  noted = [];
  watched = [];
  broken = [];
  shown = [];
  // A window begins anew with each stream.
  const engine = {
    openStream: (...asked: Parameters<Outside['engine']['openStream']>) =>
      brightIsWave().engine.openStream(...asked),
  };
  tuner = new Tuner(
    { engine: engine as Outside['engine'] },
    {
      projects: { current: { slug: 'one', capture: { ...DEFAULT_CAPTURE, width: 16, height: 16 } } },
      runs: {
        slug: 'one',
        selectedId: 'run-1',
        get report() {
          return report.current;
        },
        files: () => Promise.resolve({ run } as ModelFiles),
        note: (_slug, _id, measurements) => {
          noted.push(measurements);
          report.current = { ...report.current, ...measurements };
          return Promise.resolve();
        },
      },
      stretches: {
        get all() {
          return stretches.current;
        },
        get selected() {
          return stretches.current.at(-1) ?? null;
        },
        video: ({ id }) => {
          watched.push(id);
          return Promise.resolve(broken.includes(id) ? new Blob(['no video']) : video);
        },
      },
      settings: { value: settingsSchema.parse({}) },
      toasts: { attempt: (work) => work(), show: (text) => shown.push(text) },
    },
  );
});

const watch = () => tuner.watch(new AbortController().signal);

describe('tuning', () => {
  it('has the model watch each stretch once, the chosen one first, and says which it cannot', async () => {
    all.current = [stretchOf('first', both), stretchOf('broken'), stretchOf('chosen', both)];
    broken = ['broken'];
    await watch();
    expect(watched).toEqual(['chosen', 'first', 'broken']);
    expect(tuner.problemOf({ id: 'broken' })).toMatch(/\.$/);
    expect(tuner.complete).toBe(false);
    expect(tuner.answered).toHaveLength(2);
    await watch();
    expect(watched).toHaveLength(3);
    tuner.forget({ id: 'broken' });
    broken = [];
    await watch();
    expect(watched.at(-1)).toBe('broken');
    expect(tuner.complete).toBe(true);
  });

  it('says at once what another rule finds and misses, and what another mark changes', async () => {
    all.current = [stretchOf('one', both)];
    expect(tuner.score).toBeNull();
    await watch();
    expect(tuner.score).toMatchObject({ gestures: 2, right: 2, events: 2 });
    tuner.set({ cooldown: 3 });
    expect(tuner.score).toMatchObject({ right: 1, events: 1 });
    expect(tuner.toldOf(stretchOf('one', both))?.missed).toMatchObject([{ start: 2.9 }]);
    tuner.set({ cooldown: 0 });
    expect(tuner.changed).toBe(false);
    all.current = [stretchOf('one', both.slice(1))];
    expect(tuner.score).toMatchObject({ gestures: 1, right: 1, events: 2, falseKinds: { idle: 1 } });
    tuner.setOwn('wave', 0.95);
    expect(tuner.score).toMatchObject({ right: 0, events: 0 });
    tuner.setOwn('wave', null);
    expect(tuner.rule).not.toHaveProperty('classThresholds');
    tuner.set({ threshold: 0.3 });
    expect(tuner.rule).not.toHaveProperty('atOnce');
    tuner.reset();
    expect(tuner.rule).toEqual(tuner.kept);
  });

  it('moves what is enough at once with the threshold, and gives it up where a person says how many answers it takes', () => {
    tuner.rule = { ...tuner.kept, atOnce: 0.8 };
    tuner.set({ threshold: 0.8 });
    expect(tuner.rule).toEqual({ ...tuner.kept, threshold: 0.8, atOnce: 0.9 });
    tuner.set({ cooldown: 1 });
    expect(tuner.rule.atOnce).toBe(0.9);
    tuner.set({ windows: 3 });
    expect(tuner.rule).toEqual({ ...tuner.kept, threshold: 0.8, cooldown: 1, windows: 3 });
    tuner.reset();
  });

  it('suggests a rule that fits, and says where there is nothing to fit it to', async () => {
    all.current = [stretchOf('one')];
    await watch();
    await tuner.suggest();
    expect(tuner.problem).toMatch(/^No gesture is marked/);
    all.current = [stretchOf('one', both)];
    tuner.set({ threshold: 0.95 });
    expect(tuner.score?.right).toBe(0);
    await tuner.suggest();
    expect(tuner.problem).toBeNull();
    expect(tuner.score).toMatchObject({ right: 2, events: 2 });
  });

  it('suggests nothing that does worse than what stands on the sliders, and says where that stays', async () => {
    // One gesture that the model loses sight of: it is told of twice, unless there is a wait after the first time.
    all.current = [stretchOf('one', [{ class: 'wave', start: 0.9, end: 3.5 }])];
    await watch();
    tuner.set({ cooldown: 3 });
    expect(tuner.score).toMatchObject({ right: 1, events: 1 });
    const set = tuner.rule;
    await tuner.suggest();
    expect(tuner.rule).toEqual(set);
    expect(shown).toEqual(['The settings stay: no others that were tried are plainly better.']);
  });

  it('keeps the rule with the model, and how well it does once the model has watched all', async () => {
    all.current = [stretchOf('one', both), stretchOf('two', both)];
    const stop = new AbortController();
    tuner.set({ windows: 1 });
    await tuner.save();
    const events = { threshold: 0.7, windows: 1, release: 0.5, cooldown: 0, unseen: 0.02 };
    expect(noted).toEqual([{ events }]);
    stop.abort();
    await tuner.watch(stop.signal);
    expect(tuner.answered).toEqual([]);
    await watch();
    expect([tuner.changed, tuner.unsaved]).toEqual([false, true]);
    await tuner.save();
    expect(noted[1]?.stretches).toMatchObject({ stretches: 2, gestures: 4, right: 4, threshold: 0.7 });
    expect(tuner.unsaved).toBe(false);
  });

  it('counts no stretch that the rule was fitted to, unless there is no other', async () => {
    all.current = [stretchOf('one', both)];
    await watch();
    expect(tuner.judged).toMatchObject({ fitted: false, leftOut: 0 });
    await tuner.suggest();
    expect(tuner.judged).toMatchObject({ fitted: true, leftOut: 0 });
    expect(tuner.unsaved).toBe(true);
    await tuner.save();
    expect(noted[0]?.ruleFit).toEqual({ clips: 0, stretches: ['one'], gestures: 2, rule: noted[0]?.events });
    expect(noted[0]?.stretches).toMatchObject({ stretches: 1, fitted: true, leftOut: 0 });
    all.current = [stretchOf('one', both), stretchOf('two', both.slice(1))];
    await watch();
    expect(tuner.unsaved).toBe(true);
    await tuner.save();
    expect(noted[1]?.ruleFit?.stretches).toEqual(['one']);
    expect(noted[1]?.stretches).toMatchObject({ stretches: 1, fitted: false, leftOut: 1, gestures: 1 });
    expect(tuner.unsaved).toBe(false);
    // Whoever moves a slider has seen what becomes of both.
    tuner.set({ cooldown: 1 });
    await tuner.save();
    expect(noted[2]?.ruleFit).toMatchObject({ stretches: ['one', 'two'], gestures: 3, byHand: true });
    expect(noted[2]?.stretches).toMatchObject({ stretches: 2, fitted: true });
  });
});
