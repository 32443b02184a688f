import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraFeed, CapturedFrame, SampleControl } from '../../../../../src-renderer/capture/api';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import type { Outside } from '../../../../../src-renderer/base/outside';
import {
  Recording,
  type RecordingParts,
} from '../../../../../src-renderer/features/collect/recording.svelte';
import { PendingClips } from '../../../../../src-renderer/features/clips/pending.svelte';
import { Session } from '../../../../../src-renderer/features/clips/session.svelte';
import { Thumbnails } from '../../../../../src-renderer/features/clips/thumbnails';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';
import { gesture, named } from '../../../../fixtures/renderer/samples';

const CAPTURE = { frames: 4, fps: 10, width: 16, height: 16, mirror: true };

let main: FakeMain;
let parts: RecordingParts & { clips: Clips; pendingClips: PendingClips; toasts: Toasts };
let history: History;
let recording: Recording;
let listeners: Set<(frame: CapturedFrame) => void>;
let clockFailure: Error | null;
let detach: () => void;
/** When the next frame is taken, in ms. */
let now: number;

const feed: CameraFeed = {
  device: { id: 'cam', label: 'Webcam' },
  stream: new MediaStream(),
  sample: null,
  onEnded: null,
  close: () => undefined,
};

/** Sends frames as the frame clock does. */
function frames(count: number, trouble: Partial<CapturedFrame> = {}): void {
  for (let i = 0; i < count; i++) {
    const frame = {
      rgb: new Uint8Array(16 * 16 * 3),
      timestamp: (now += 100 * (1 + (trouble.dropped ?? 0))),
      dropped: 0,
      late: false,
      ...trouble,
    };
    for (const listener of listeners) listener(frame);
  }
}

const saved = (classId: string): number => parts.clips.of(classId).length;

beforeEach(async () => {
  main = fakeMain();
  listeners = new Set();
  now = 0;
  clockFailure = null;
  const toasts = new Toasts();
  history = new History(toasts);
  const outside: Pick<Outside, 'startClock'> = {
    startClock: (_, capture) => {
      if (clockFailure) return Promise.reject(clockFailure);
      return Promise.resolve({
        capture,
        onFrame: (listener: (frame: CapturedFrame) => void) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close: () => listeners.clear(),
      });
    },
  };
  const pendingClips = new PendingClips(main.client, new Thumbnails(main.client));
  parts = {
    toasts,
    clips: new Clips(main.client, history, named()),
    pendingClips,
    session: new Session(),
    projects: {
      slug: 'p',
      current: { slug: 'p' },
      classes: [gesture('wave', 'Wave'), gesture('push', 'Push')],
      classOf: (id: string) => gesture(id, id),
    },
    settings: { value: { collect: { way: 'hold', repetitions: 2, pause: 1, sounds: false, voice: false } } },
    camera: { feed: null },
    info: { version: '1.2.3' },
  };
  pendingClips.onSaved = (slug, clip) => parts.clips.saved(slug, clip);
  await parts.clips.load('p');
  recording = new Recording(outside, parts);
  detach = recording.attach(feed, CAPTURE);
  await expect.poll(() => recording.ready).toBe(true);
});

afterEach(() => detach());

describe('Recording', () => {
  it('records one clip after another while held, and discards the unfinished one', async () => {
    const hold = recording.hold('wave');
    frames(10);
    expect(recording.recorded).toBe(2);
    expect(recording.progress).toBe(0.5);
    recording.release(hold);
    frames(10);
    await expect.poll(() => saved('wave')).toBe(2);
    expect(recording.note).toBe('2 clips recorded.');
    expect(parts.pendingClips.list).toEqual([]);
    expect(recording.classId).toBeNull();
  });

  it('is a step for each clip, and for single pictures one for each hold', async () => {
    const steps = (): string[] => history.steps.done.map(({ label }) => label);
    const wave = recording.hold('wave');
    frames(8);
    recording.release(wave);
    await expect.poll(steps).toEqual(['Recorded 1 clip of wave', 'Recorded 1 clip of wave']);
    detach();
    detach = recording.attach(feed, { ...CAPTURE, frames: 1 });
    await expect.poll(() => recording.ready).toBe(true);
    const push = recording.hold('push');
    frames(3);
    recording.release(push);
    await expect.poll(() => steps().slice(2)).toEqual(['Recorded 3 clips of push']);
    await history.undo();
    expect(saved('push')).toBe(0);
  });

  it('says that nothing was kept where no clip was completed', () => {
    const hold = recording.hold('wave');
    frames(3);
    recording.release(hold);
    expect(recording.note).toBe('Released too early, so nothing was kept.');
  });

  it('writes what is known of a clip beside it', async () => {
    parts.session.name = 'Evening';
    const hold = recording.hold('push');
    frames(4);
    recording.release(hold);
    await expect.poll(() => saved('push')).toBe(1);
    expect(parts.clips.of('push')[0]?.meta).toMatchObject({
      session: 'Evening',
      source: 'Webcam',
      mirror: true,
      fps: 10,
      appVersion: '1.2.3',
    });
    expect(parts.clips.of('push')[0]?.shape).toEqual([4, 16, 16, 3]);
  });

  it('keeps what was seen around a clip, each clip in its own class though another is recorded at once', async () => {
    const around = (classId: string): unknown[] =>
      parts.clips.of(classId).map(({ surroundings }) => surroundings);
    frames(3);
    const wave = recording.hold('wave');
    frames(5);
    recording.release(wave);
    frames(1);
    expect(parts.pendingClips.list.map(({ classId }) => classId)).toEqual(['wave']);
    const push = recording.hold('push');
    frames(4);
    recording.release(push);
    frames(5);
    await expect.poll(() => [saved('wave'), saved('push')]).toEqual([1, 1]);
    expect(around('wave')).toEqual([{ before: 3, after: 2 }]);
    expect(around('push')).toEqual([{ before: 2, after: 5 }]);
  });

  it('saves a clip that waits for what comes after it when its screen is left', async () => {
    const hold = recording.hold('wave');
    frames(4);
    recording.release(hold);
    detach();
    await expect.poll(() => saved('wave')).toBe(1);
    expect(parts.clips.of('wave')[0]).not.toHaveProperty('surroundings');
  });

  it('counts late and dropped frames', () => {
    recording.hold('wave');
    frames(2);
    frames(1, { filled: true });
    frames(1, { late: true });
    expect(recording.recorded).toBe(1);
    expect([recording.dropped, recording.late]).toEqual([1, 1]);
  });

  it('says what lost frames mean for as long as the take goes on', () => {
    const hold = recording.hold('wave');
    expect(recording.trouble).toBe('');
    frames(2);
    frames(1, { filled: true });
    frames(1);
    expect(recording.trouble).toMatch(/^1 frame was lost: /);
    recording.release(hold);
    expect(recording.trouble).toBe('');
  });

  it('records one class at a time', () => {
    recording.hold('wave');
    expect(recording.hold('push')).toBeNull();
    expect(recording.classId).toBe('wave');
  });

  it('is ended by who began it, and by nobody else', () => {
    const first = recording.hold('wave');
    recording.release(recording.hold('push'));
    recording.release({ classId: 'wave' });
    expect(recording.classId).toBe('wave');
    recording.release(first);
    expect(recording.classId).toBeNull();

    const second = recording.hold('push');
    recording.release(first);
    expect(recording.classId).toBe('push');
    recording.release(second);
    expect(recording.classId).toBeNull();
  });

  it('ends a hold with a word where the window loses the focus', async () => {
    const hold = recording.hold('wave');
    frames(6);
    recording.interrupt();
    expect(recording.note).toBe('The window lost focus. 1 clip recorded.');
    await expect.poll(() => saved('wave')).toBe(1);
    recording.release(hold);
    expect(recording.note).toContain('lost focus');
    expect(recording.hold('push')).not.toBeNull();
  });

  it('stops where a clip cannot be saved, keeps the clip, and saves it when asked again', async () => {
    main.failing = new Error('The disk is full.');
    recording.hold('wave');
    frames(5);
    await expect.poll(() => parts.pendingClips.unsaved).toBe(1);
    expect(recording.classId).toBeNull();
    expect(parts.toasts.items.at(-1)?.tone).toBe('error');
    recording.hold('wave');
    expect(recording.classId).toBeNull();

    main.failing = null;
    parts.pendingClips.retry(parts.pendingClips.list[0]?.key ?? -1);
    await expect.poll(() => saved('wave')).toBe(1);
    expect(parts.pendingClips.list).toEqual([]);
  });

  it.each([
    [
      'DISK_FULL',
      'The disk is full, so Beckon could not save the clip of “Wave”. Free some space and try again.',
    ],
    ['NO_PERMISSION', 'Beckon has no permission to save the clip of “Wave”.'],
  ])('shows the whole sentence of %s, and what was saved before stays', async (code, message) => {
    recording.hold('wave');
    frames(4);
    await expect.poll(() => saved('wave')).toBe(1);
    main.failing = new ORPCError(code, { message });
    frames(4);
    await expect.poll(() => parts.pendingClips.unsaved).toBe(1);
    expect(parts.toasts.items.map(({ tone, text }) => [tone, text])).toEqual([['error', message]]);
    expect(parts.pendingClips.list[0]?.problem).toEqual({ code, message });
    expect(saved('wave')).toBe(1);
  });

  it('has the sample camera’s person perform in other ways after clips were recorded', async () => {
    const seats: [number, number | undefined][] = [];
    const sample = {
      gestures: [],
      perform: () => {
        throw new Error('No gesture was asked for.');
      },
      loop: () => undefined,
      newSession: (seed, performances) => seats.push([seed, performances]),
    } satisfies SampleControl;
    const seat = async (): Promise<void> => {
      detach();
      detach = recording.attach({ ...feed, sample }, CAPTURE);
      await expect.poll(() => recording.ready).toBe(true);
    };
    await seat();
    const hold = recording.hold('wave');
    frames(4);
    recording.release(hold);
    await expect.poll(() => saved('wave')).toBe(1);
    await seat();
    const [[person, first] = [], [same, second] = []] = seats;
    expect(same).toBe(person);
    expect(second).not.toBe(first);
  });

  it('keeps what was seen just now in the selected class, once', async () => {
    recording.keepLast();
    expect(recording.note).toContain('no complete clip yet');
    recording.selectedClassId = 'push';
    frames(9);
    recording.keepLast();
    await expect.poll(() => saved('push')).toBe(1);
    expect(recording.note).toContain('Kept the last 0.4 s as push');
    recording.keepLast();
    expect(recording.note).toContain('already been kept');
    frames(4);
    recording.keepLast();
    await expect.poll(() => saved('push')).toBe(2);
  });

  it('records in the way that was chosen when a class’s key is pressed, one at a time', () => {
    parts.settings.value.collect.way = 'motion';
    recording.press('wave');
    expect([recording.motion.classId, recording.classId, recording.activeClassId]).toEqual([
      'wave',
      null,
      'wave',
    ]);
    recording.hold('push');
    expect(recording.classId).toBeNull();
    recording.press('push');
    expect(recording.activeClassId).toBeNull();

    parts.settings.value.collect.way = 'hold';
    recording.press('push');
    expect(recording.classId).toBe('push');
    recording.watch('wave');
    expect(recording.motion.active).toBe(false);
  });

  it('records a clip in a burst, and reviews what is done when it is stopped', async () => {
    parts.settings.value.collect.way = 'burst';
    recording.press('wave');
    expect([recording.burst.phase, recording.burst.total]).toEqual(['count', 2]);
    await expect.poll(() => recording.burst.phase, { timeout: 20_000 }).toBe('record');
    now = performance.now();
    frames(9);
    await expect.poll(() => recording.burst.done).toBe(1);
    // What is seen after a clip, too, is kept with it.
    frames(5);
    recording.press('wave');
    await expect.poll(() => recording.burst.active).toBe(false);
    await expect.poll(() => recording.review.items.length).toBe(1);
    expect(saved('wave')).toBe(1);
  });

  it('ends a burst when its screen is left', async () => {
    void recording.startBurst('wave', [null, null]);
    detach();
    await expect.poll(() => recording.burst.active).toBe(false);
    expect(recording.review.open).toBe(false);
  });

  it('says why the picture gives no frames, and records once it does when asked again', async () => {
    detach();
    clockFailure = new Error('no track');
    detach = recording.attach(feed, CAPTURE);
    await expect.poll(() => recording.problem?.message).toContain('no track');
    expect(recording.ready).toBe(false);
    clockFailure = null;
    recording.retry();
    expect(recording.problem).toBeNull();
    await expect.poll(() => recording.ready).toBe(true);
    recording.hold('wave');
    frames(4);
    expect(recording.recorded).toBe(1);
  });

  it('saves nothing once its screen is left', () => {
    recording.hold('wave');
    frames(3);
    detach();
    frames(8);
    expect(recording.ready).toBe(false);
    expect(main.clips.size).toBe(0);
  });
});
