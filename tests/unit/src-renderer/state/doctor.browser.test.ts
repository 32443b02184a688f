import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import type { Examiner } from '../../../../src-renderer/doctor/api';
import type { Examination } from '../../../../src-renderer/doctor/examine';
import type { App } from '../../../../src-renderer/state/app.svelte';
import { Clips } from '../../../../src-renderer/state/clips.svelte';
import { Doctor } from '../../../../src-renderer/state/doctor.svelte';
import { History } from '../../../../src-renderer/state/history.svelte';
import { Toasts } from '../../../../src-renderer/state/toasts.svelte';
import { fakeMain } from './fake-client';
import { clip, gesture, named } from './samples';

const ORDINARY: Examination = {
  light: 200,
  contrast: 150,
  blinded: 0,
  sharpness: 100,
  frozen: 0,
  motion: 5,
  signature: new Uint8Array(512),
};

let doctor: Doctor;
let clips: Clips;
/** How many clips were examined, and compared. */
let seen: number[];
let compared: number[];
let hold: Promise<void> | null;
const shown = (): string[] => doctor.suspects.map(({ clip: { id }, finding: { kind } }) => `${id} ${kind}`);

beforeEach(async () => {
  const main = fakeMain([
    clip('wave', 'a', { minute: 1 }),
    clip('wave', 'b', { minute: 2 }),
    clip('push', 'c', { minute: 3 }),
  ]);
  // A clip's only byte says which it is.
  Object.assign(main.client.clips, {
    read: ({ clips: refs }: { clips: ClipInfo[] }) =>
      Promise.resolve({
        clips: refs.flatMap(({ id }) => clips.all.find((one) => one.id === id) ?? []),
        frames: new Blob(refs.map(({ id }) => new Uint8Array(96).fill(id.charCodeAt(0)))),
        unreadable: [],
      }),
  });
  const history = new History(new Toasts());
  clips = new Clips(main.client, history, named());
  await clips.load('p');
  seen = [];
  compared = [];
  hold = null;
  const examiner = (): Examiner => ({
    examine: async ({ frames }) => {
      await hold;
      seen.push(frames[0] ?? 0);
      return { ...ORDINARY, light: frames[0] === 'c'.charCodeAt(0) ? 10 : 200 };
    },
    compare: (all) => {
      compared.push(all.length);
      return Promise.resolve([['a', 'b']]);
    },
    close: () => undefined,
  });
  const app = {
    clips,
    history,
    projects: { slug: 'p', classes: [gesture('wave'), gesture('push')] },
    runs: { list: [], report: null },
  };
  doctor = new Doctor(main.client, app as unknown as App, examiner);
});

describe('Doctor', () => {
  it('looks at each clip once, and compares those of which something can be seen', async () => {
    expect(doctor.checked).toBe(false);
    await doctor.check();
    expect(shown()).toEqual(['c dark', 'b duplicate']);
    expect(compared).toEqual([2]);
    await doctor.check();
    expect(seen).toHaveLength(3);
    expect([...doctor.flagged].sort()).toEqual(['push/c', 'wave/b']);
  });

  it('goes through them by key: fine, deleted, moved, and taken back', async () => {
    await doctor.check();
    doctor.keep();
    expect(shown()).toEqual(['b duplicate']);
    await doctor.relabel('push');
    expect(shown()).toEqual([]);
    expect(clips.of('push').map(({ id }) => id)).toEqual(['c', 'b']);
    await doctor.undo();
    expect(doctor.current?.clip.id).toBe('b');
    await doctor.remove();
    expect(doctor.current).toBeNull();
    expect(clips.all.map(({ id }) => id)).toEqual(['c', 'a']);
  });

  it('goes on where it was stopped, and forgets everything with the project', async () => {
    let go = (): void => undefined;
    hold = new Promise((resolve) => (go = resolve));
    const stopped = doctor.check();
    await expect.poll(() => doctor.status).toBe('reading');
    doctor.stop();
    go();
    await stopped;
    expect([doctor.status, doctor.checked]).toEqual(['idle', false]);
    hold = null;
    await doctor.check();
    expect(doctor.checked).toBe(true);
    doctor.clear();
    expect([doctor.checked, doctor.suspects.length]).toEqual([false, 0]);
  });
});
