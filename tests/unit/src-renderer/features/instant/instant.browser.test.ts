import { flushSync } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ClipInfo, type Stretch } from '../../../../../src-main/contract';
import type { Outside } from '../../../../../src-renderer/base/outside';
import type { CameraFeed, CapturedFrame } from '../../../../../src-renderer/capture/api';
import {
  EngineError,
  type InstantModel,
  type InstantPiece,
  type InstantRequest,
  type LiveAnswer,
} from '../../../../../src-renderer/engine/api';
import { Instant } from '../../../../../src-renderer/features/instant/instant.svelte';
import { sessionsOf } from '../../../../../src-renderer/learning/clip-groups';
import { greyGif } from '../../../../fixtures/gif';
import { clip, gesture } from '../../../../fixtures/renderer/samples';

const WINDOW = 4;
/** Twelve seconds. */
const VIDEO = new Blob([greyGif(Array.from({ length: 120 }, (_, i) => 2 * i))]);
const classes = ['wave', 'push', 'nod'].map((name) => gesture(name));
const [wave, push, nod] = classes.map(({ id }) => id) as [string, string, string];
const clipsOf = (classId: string, count: number): ClipInfo[] =>
  Array.from({ length: count }, (_, i) => clip(classId, `${classId}-${i}`));

/** An instant model whose engine and camera the test holds in its hand. */
class Stage {
  readonly #clips = writable<readonly ClipInfo[]>([]);
  readonly #busy = writable(false);
  readonly asked: InstantRequest[] = [];
  stretches: Stretch[] = [];
  /** Places of excerpts that have been looked at. */
  readonly looked = new Set<number>();
  readonly frames = new Set<(frame: CapturedFrame) => void>();
  answer: LiveAnswer = { probabilities: [0.9, 0.05], timestamp: 0 };
  openStreams = 0;
  refusal: Error | null = null;
  /** What a model waits for before it is there. */
  held: Promise<unknown> = Promise.resolve();
  readonly instant: Instant;

  constructor() {
    const clips = fromStore(this.#clips);
    const busy = fromStore(this.#busy);
    const outside = {
      client: {
        features: { read: () => Promise.resolve(null), save: () => Promise.resolve() },
        stretches: {
          list: () => Promise.resolve({ stretches: this.stretches }),
          read: ({ offset }: { offset: number }) => Promise.resolve(VIDEO.slice(offset)),
        },
      },
      engine: {
        solveInstantly: (request: InstantRequest) => {
          this.asked.push(request);
          const { excerpts = [] } = request;
          const missing = excerpts.flatMap((_, place) => (this.looked.has(place) ? [] : [place]));
          const model = { ...modelOf(request), excerpts: excerpts.length - missing.length, missing };
          return this.refusal ? Promise.reject(this.refusal) : this.held.then(() => model);
        },
        lookAtExcerpts: (_: InstantRequest, pieces: readonly InstantPiece[]) => {
          for (const { place } of pieces) this.looked.add(place);
          return Promise.resolve();
        },
        features: () => Promise.resolve({ clips: [] }),
        openStream: () => {
          this.openStreams += 1;
          return Promise.resolve({
            push: () => Promise.resolve(this.answer),
            reset: () => undefined,
            close: () => void (this.openStreams -= 1),
          });
        },
      },
      startClock: () =>
        Promise.resolve({
          onFrame: (listener: (frame: CapturedFrame) => void) => {
            this.frames.add(listener);
            return () => this.frames.delete(listener);
          },
          close: () => undefined,
        }),
    } as unknown as Outside;
    this.instant = new Instant(outside, {
      projects: { current: { slug: 'hands' } as never, classes, capture: DEFAULT_CAPTURE },
      clips: {
        get all() {
          return clips.current;
        },
        loading: false,
        get sessions() {
          return sessionsOf(clips.current);
        },
      },
      settings: { value: { live: { threshold: 0.7, unseen: 0.02 } } },
      training: {
        get busy() {
          return busy.current;
        },
      },
    });
    flushSync();
  }

  set clips(all: readonly ClipInfo[]) {
    this.#clips.set(all);
    flushSync();
  }

  set busy(busy: boolean) {
    this.#busy.set(busy);
    flushSync();
  }

  send(): void {
    const frame = { rgb: new Uint8Array(3), timestamp: 0, dropped: 0, late: false };
    for (const listener of this.frames) listener(frame);
  }
}

const modelOf = ({ classes: own, clips }: InstantRequest): InstantModel =>
  ({
    run: { id: 'instant', classes: own, preprocess: { frames: WINDOW, fps: 10 } },
    clips: clips.length,
    excerpts: 0,
    missing: [],
    // It takes the first clip for another class.
    tried: clips.map(({ classId, id }, index) => {
      const label = own.findIndex((each) => each.id === classId);
      return { classId, id, answer: index === 0 ? 1 - label : label };
    }),
  }) as unknown as InstantModel;

let stage: Stage;
let detach: () => void;
beforeEach(() => {
  stage = new Stage();
  detach = stage.instant.attach({} as CameraFeed, DEFAULT_CAPTURE, true);
  flushSync();
});
afterEach(() => stage.instant.close());

describe('the instant model', () => {
  it('is there as soon as two classes have three clips each, and knows no class with fewer', async () => {
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 2)];
    expect(stage.instant.classes).toEqual([]);
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3), ...clipsOf(nod, 1)];
    await expect.poll(() => stage.instant.model?.clips).toBe(6);
    expect(stage.asked).toHaveLength(1);
    expect(stage.asked[0]?.classes.map(({ id }) => id)).toEqual([wave, push]);
    expect(stage.asked[0]?.config.instant).toBe(true);
  });

  it('tells how many clips it names rightly without those of their session', async () => {
    expect(stage.instant.score).toBeNull();
    const clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    stage.clips = clips;
    await expect.poll(() => stage.instant.score).toEqual({ right: 5, of: 6, sessions: false });
    stage.clips = clips.map((clip, i) => ({ ...clip, meta: { ...clip.meta, session: `s${i % 2}` } }));
    await expect.poll(() => stage.instant.score?.sessions).toBe(true);
  });

  it('is made anew after clips have come or gone, and goes with them', async () => {
    const all = [...clipsOf(wave, 4), ...clipsOf(push, 3)];
    stage.clips = all;
    await expect.poll(() => stage.instant.model?.clips).toBe(7);
    stage.clips = all.slice(1);
    await expect.poll(() => stage.instant.model?.clips).toBe(6);
    stage.clips = all.slice(2);
    expect(stage.instant.model).toBeNull();
  });

  it('is done with first where clips come faster than it is made, and then made of all', async () => {
    const all = [...clipsOf(wave, 4), ...clipsOf(push, 4)];
    let done = (): void => undefined;
    stage.held = new Promise<void>((resolve) => (done = resolve));
    stage.clips = all.slice(1, 7);
    await expect.poll(() => stage.asked.length).toBe(1);
    stage.clips = all.slice(0, 7);
    stage.clips = all;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(stage.asked).toHaveLength(1);
    done();
    await expect.poll(() => stage.instant.model?.clips).toBe(8);
    expect(stage.asked).toHaveLength(2);
  });

  it('is not made where nobody sees its answers', () => {
    detach();
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    expect(stage.instant.classes).toHaveLength(2);
    expect(stage.asked).toEqual([]);
  });

  it('leaves the machine to a training, and is made afterwards', async () => {
    stage.busy = true;
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    expect(stage.asked).toEqual([]);
    stage.busy = false;
    await expect.poll(() => stage.instant.model?.clips).toBe(6);
  });

  it('names what the camera shows, and ends with the screen', async () => {
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    await expect.poll(() => stage.frames.size).toBe(1);
    stage.send();
    await expect.poll(() => stage.instant.verdict?.winner.id).toBe(wave);
    expect(stage.instant.verdict).toMatchObject({ sure: true, idle: false });
    stage.answer = { probabilities: [0.1, 0.2], timestamp: 0 };
    stage.send();
    await expect.poll(() => stage.instant.verdict?.idle).toBe(true);
    detach();
    flushSync();
    expect(stage.openStreams).toBe(0);
    expect(stage.instant.verdict).toBeNull();
  });

  it('names a gesture for as long as it lasts, also where its end is like nothing known', async () => {
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    await expect.poll(() => stage.frames.size).toBe(1);
    const strange = { probabilities: [0.8, 0.05], timestamp: 0, typicality: 0.01 };
    const see = async (answer: LiveAnswer): Promise<void> => {
      stage.answer = answer;
      stage.send();
      await expect.poll(() => stage.instant.verdict?.confidence).toBe(answer.probabilities[0]);
    };
    await see(strange);
    expect(stage.instant.verdict).toMatchObject({ sure: false, unseen: true });
    await see({ probabilities: [0.9, 0.05], timestamp: 0 });
    await see({ probabilities: [0.95, 0.05], timestamp: 0 });
    await see(strange);
    expect(stage.instant.verdict).toMatchObject({ winner: { id: wave }, sure: true, unseen: false });
  });

  it('answers with the model before until the new one has an answer', async () => {
    const all = [...clipsOf(wave, 3), ...clipsOf(push, 4)];
    stage.clips = all.slice(0, 6);
    await expect.poll(() => stage.frames.size).toBe(1);
    stage.send();
    await expect.poll(() => stage.instant.verdict?.winner.id).toBe(wave);
    stage.clips = all;
    await expect.poll(() => stage.frames.size).toBe(2);
    expect(stage.instant.verdict?.winner.id).toBe(wave);
    expect(stage.openStreams).toBe(2);
    stage.send();
    await expect.poll(() => stage.openStreams).toBe(1);
    expect(stage.instant.verdict?.winner.id).toBe(wave);
  });

  it('answers with the new one at once where the last window of frames is at hand', async () => {
    const all = [...clipsOf(wave, 3), ...clipsOf(push, 4)];
    stage.clips = all.slice(0, 6);
    await expect.poll(() => stage.frames.size).toBe(1);
    for (let frame = 0; frame < WINDOW; frame++) stage.send();
    await expect.poll(() => stage.instant.verdict?.clips).toBe(6);
    stage.clips = all;
    // No other frame comes.
    await expect.poll(() => stage.instant.verdict?.clips).toBe(7);
    await expect.poll(() => stage.openStreams).toBe(1);
    expect(stage.instant.verdict?.winner.id).toBe(wave);
  });

  it('is there at once, and learns from ticked stretches of its classes once they have been looked at', async () => {
    const stretch = (id: string, learn: boolean, size = VIDEO.size): Stretch => ({
      ...{ id, name: id, created: '2026-01-01T00:00:00.000Z', source: 'a.webm', seconds: 12, size, learn },
      ...{ type: 'video/webm', unknown: [], events: [{ class: wave, start: 5, end: 6.5 }] },
    });
    stage.stretches = [stretch('ticked', true), stretch('judge', false), stretch('torn', true, 9e9)];
    stage.clips = [...clipsOf(push, 3), ...clipsOf(nod, 3)];
    await expect.poll(() => stage.asked.length).toBe(2);
    await expect.poll(() => stage.instant.model?.excerpts).toBeGreaterThan(0);
    const [before, after] = stage.asked.map(({ excerpts = [] }) => excerpts);
    // What is no class of its own is left out, and so is what cannot be read.
    expect(before?.map(({ classId }) => classId)).not.toContain(wave);
    expect(before?.map((each) => each.stretch)).toContain('torn');
    expect(new Set(after?.map((each) => each.stretch))).toEqual(new Set(['ticked']));
    expect(stage.instant.model?.missing).toEqual([]);
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3), ...clipsOf(nod, 3)];
    await expect.poll(() => stage.asked.at(-1)?.excerpts?.some(({ classId }) => classId === wave)).toBe(true);
    expect(stage.asked.length).toBeLessThanOrEqual(4);
  });

  it('says why there is none', async () => {
    stage.refusal = new EngineError('BAD_MODEL', 'No.');
    stage.clips = [...clipsOf(wave, 3), ...clipsOf(push, 3)];
    await expect.poll(() => stage.instant.problem?.message).toBe('No.');
    expect(stage.instant.model).toBeNull();
  });
});
