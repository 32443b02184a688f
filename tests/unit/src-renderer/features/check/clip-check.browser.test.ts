import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo, Project } from '../../../../../src-main/contract';
import type { Examiner } from '../../../../../src-renderer/clip-check/api';
import type { Examination } from '../../../../../src-renderer/clip-check/examine';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { ClipCheck, type ClipCheckParts } from '../../../../../src-renderer/features/check/clip-check.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, gesture, named, trial } from '../../../../fixtures/renderer/samples';

const ORDINARY: Examination = {
  light: 200,
  contrast: 150,
  blinded: 0,
  sharpness: 100,
  frozen: 0,
  motion: 5,
  signature: new Uint8Array(512),
};

let clipCheck: ClipCheck;
let clips: Clips;
/** How many clips were examined; of each comparison, how many clips were known and how many there were. */
let seen: number[];
let compared: [number, number][];
/** Ids of the runs that were read. */
let reports: string[];
let fine: string[];
let hold: Promise<void> | null;
let parts: ClipCheckParts & { runs: { list: { id: string }[] } };
const shown = (): string[] =>
  clipCheck.flaggedClips.map(({ clip: { id }, finding: { kind } }) => `${id} ${kind}`);

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
  Object.assign(main.client, {
    models: {
      report: ({ runId }: { runId: string }) => {
        reports.push(runId);
        const right = { clip: 'push/c', predicted: 1, confidence: 0.5, own: 0.5 };
        return Promise.resolve(trial([right, { clip: 'wave/a', predicted: 1, confidence: 0.9, own: 0.1 }]));
      },
    },
  });
  const history = new History(new Toasts());
  clips = new Clips(main.client, history, named());
  await clips.load('p');
  seen = [];
  compared = [];
  reports = [];
  fine = [];
  hold = null;
  const examiner = (): Examiner => ({
    examine: async ({ frames }) => {
      await hold;
      seen.push(frames[0] ?? 0);
      return { ...ORDINARY, light: frames[0] === 'c'.charCodeAt(0) ? 10 : 200 };
    },
    compare: (all, known) => {
      compared.push([known, all.length]);
      return Promise.resolve([known === 0 ? ['a', 'b'] : ['a', 'd']]);
    },
    close: () => undefined,
  });
  const projects = new Projects(main.client, new Toasts(), history);
  const classes = [gesture('wave'), gesture('push')];
  const project = (): Project => ({ slug: 'p', classes, fine: [...fine] }) as unknown as Project;
  projects.current = project();
  Object.assign(main.client, {
    projects: {
      setFine: ({ findingKey, fine: isFine }: { findingKey: string; fine: boolean }) => {
        fine = [...fine.filter((each) => each !== findingKey), ...(isFine ? [findingKey] : [])];
        return Promise.resolve(project());
      },
    },
  });
  parts = { clips, history, projects, runs: { list: [] } };
  clipCheck = new ClipCheck(main.client, parts, examiner);
});

describe('ClipCheck', () => {
  it('looks at each clip once, and compares those of which something can be seen', async () => {
    expect(clipCheck.checked).toBe(false);
    await clipCheck.check();
    expect(shown()).toEqual(['c dark', 'b duplicate']);
    expect(compared).toEqual([[0, 2]]);
    await clipCheck.check();
    expect(seen).toHaveLength(3);
    expect(compared).toHaveLength(1);
    expect([...clipCheck.flaggedKeys].sort()).toEqual(['push/c', 'wave/b']);
  });

  it('looks at what was recorded since, and compares it with the rest', async () => {
    await clipCheck.check();
    clips.saved('p', clip('wave', 'd', { minute: 4 }));
    expect(shown()).toEqual(['c dark', 'b duplicate']);
    await clipCheck.check();
    expect(seen).toHaveLength(4);
    expect(compared).toEqual([
      [0, 2],
      [2, 3],
    ]);
    expect(shown()).toEqual(['c dark', 'b duplicate', 'd duplicate']);
  });

  it('asks each model once what it took clips for', async () => {
    parts.runs.list = [{ id: 'run-1' }];
    await clipCheck.check();
    await clipCheck.check();
    expect(reports).toEqual(['run-1']);
    expect(clipCheck.models).toBe(1);
    expect(shown()).toEqual(['c dark', 'b duplicate', 'a mislabelled']);
  });

  it('goes through them by key: fine, deleted, moved, and taken back', async () => {
    await clipCheck.check();
    await clipCheck.keep();
    expect(shown()).toEqual(['b duplicate']);
    expect(fine).toEqual(['push/c dark']);
    await clipCheck.undo();
    expect([fine, shown()]).toEqual([[], ['c dark', 'b duplicate']]);
    await clipCheck.redo();
    await clipCheck.remove();
    expect(clipCheck.current).toBeNull();
    expect(clips.all.map(({ id }) => id)).toEqual(['c', 'a']);
    await clipCheck.undo();
    expect(clipCheck.current?.clip.id).toBe('b');
  });

  it('says so where moving a copy puts one moment into two classes', async () => {
    await clipCheck.check();
    await clipCheck.relabel('wave');
    expect(shown()).toEqual(['b duplicate']);
    await clipCheck.relabel('push');
    expect(shown()).toEqual(['b contradiction', 'a contradiction']);
    expect(clips.of('push').map(({ id }) => id)).toEqual(['b']);
    await clipCheck.keep();
    expect(shown()).toEqual([]);
    expect(clipCheck.copies).toEqual([]);
  });

  it('deletes one clip of two that contradict each other, however fast the key is pressed', async () => {
    await clips.relabel([{ classId: 'wave', id: 'b' }], 'push');
    await clipCheck.check();
    expect(shown()).toEqual(['b contradiction', 'a contradiction', 'c dark']);
    await Promise.all([clipCheck.remove(), clipCheck.remove()]);
    expect(clips.all.map(({ id }) => id)).toEqual(['a']);
  });

  it('goes on where it was stopped, and forgets everything with the project', async () => {
    let go = (): void => undefined;
    hold = new Promise((resolve) => (go = resolve));
    const stopped = clipCheck.check();
    await expect.poll(() => clipCheck.status).toBe('reading');
    clipCheck.stop();
    go();
    await stopped;
    expect([clipCheck.status, clipCheck.checked]).toEqual(['idle', false]);
    hold = null;
    await clipCheck.check();
    expect(clipCheck.checked).toBe(true);
    clipCheck.clear();
    expect([clipCheck.checked, clipCheck.flaggedClips.length]).toEqual([false, 0]);
  });
});
