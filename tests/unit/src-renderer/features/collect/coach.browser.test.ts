import { flushSync, mount, unmount } from 'svelte';
import { fromStore, writable } from 'svelte/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../../../../../src-main/contract';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import type { InstantAnswer, InstantModel } from '../../../../../src-renderer/engine/api';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { Thumbnails } from '../../../../../src-renderer/features/clips/thumbnails';
import { Coach } from '../../../../../src-renderer/features/collect/coach.svelte';
import CoachLine from '../../../../../src-renderer/features/collect/CoachLine.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, gesture, named } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push')];
const all = classes.flatMap(({ id }) =>
  Array.from({ length: 4 }, (_, minute) => clip(id, `${id}${minute}`, { minute })),
);

let main: FakeMain;
let history: History;
let clips: Clips;
let coach: Coach;
let shown: ReturnType<typeof mount>;
const project = writable({ slug: 'p', classes, fine: [] } as unknown as Project);
const recording = writable<string | null>(null);
const model = writable<Pick<InstantModel, 'run' | 'tried'> | null>(null);

/** Has all clips answered rightly, but for these, by their ids. */
function answer(wrong: readonly string[] = []): void {
  const tried = clips.all.map(({ classId, id }): InstantAnswer => {
    const label = classes.findIndex((each) => each.id === classId);
    const isWrong = wrong.includes(id);
    const own = isWrong ? 0.04 : 0.9;
    return {
      classId,
      id,
      answer: isWrong ? 1 - label : label,
      confidence: isWrong ? 0.96 : 0.9,
      own,
      halves: 1,
    };
  });
  model.set({ run: { classes } as unknown as InstantModel['run'], tried });
  flushSync();
}

const line = (): HTMLElement | null => document.querySelector('[data-testid="coach"]');
const said = (): string => line()?.querySelector('p')?.textContent ?? '';
const press = (name: string): void => {
  const button = [...document.querySelectorAll('button')].find((each) => each.textContent.trim() === name);
  if (!button) throw new Error(`There is no button ${name}.`);
  button.click();
};

beforeEach(async () => {
  main = fakeMain(all);
  project.update((each) => ({ ...each, fine: [] }));
  recording.set(null);
  model.set(null);
  const [open, active, instant] = [fromStore(project), fromStore(recording), fromStore(model)];
  const projects = {
    get current() {
      return open.current;
    },
    classes,
    classOf: (id: string) => classes.find((each) => each.id === id),
    setFine: (key: string, fine: boolean) => {
      project.update((each) => ({ ...each, fine: fine ? [key] : [] }));
      return Promise.resolve();
    },
  } as unknown as Projects;
  history = new History(new Toasts());
  clips = new Clips(main.client, history, named());
  await clips.load('p');
  coach = new Coach({
    instant: {
      get model() {
        return instant.current;
      },
    },
    clips,
    projects,
    recording: {
      get activeClassId() {
        return active.current;
      },
    },
    history,
  });
  flushSync();
  const thumbnails = { peek: () => null, load: () => Promise.resolve(null) } as unknown as Thumbnails;
  const parts = new Parts([coach, clips]).add(Projects, projects).add(Thumbnails, thumbnails);
  const props = { parts, component: CoachLine, inner: { gesture: classes[0] } };
  shown = mount(WithParts, { target: document.body, props });
});
afterEach(async () => {
  await unmount(shown);
  coach.close();
});

describe('the line of a class', () => {
  it('is not there while there is nothing to say', () => {
    expect(line()).toBeNull();
    answer();
    expect(line()).toBeNull();
    expect(coach.announcement).toBe('');
  });

  it('points out a clip that looks like another class, to eyes and to screen readers once', () => {
    answer();
    answer(['wave1']);
    expect(said()).toBe('This one looks more like Push.');
    expect(coach.marks.get('wave/wave1')).toBe('looks more like Push');
    expect(coach.announcement).toContain('A clip of Wave looks more like Push.');
    coach.announcement = '';
    answer(['wave1']);
    expect(coach.announcement).toBe('');
  });

  it('takes back for screen readers what is no longer so', async () => {
    answer();
    answer(['wave1']);
    answer(['wave1']);
    expect(coach.announcement).toContain('A clip of Wave');
    press('Move to Push');
    await expect.poll(() => coach.announcement).toBe('');

    answer();
    answer(['push2']);
    expect(coach.announcement).toContain('A clip of Push');
    project.update((each) => ({ ...each, slug: 'other' }));
    model.set(null);
    flushSync();
    expect(coach.announcement).toBe('');
    project.update((each) => ({ ...each, slug: 'p' }));
  });

  it('does not announce what was wrong when the project was opened', () => {
    answer(['wave1']);
    expect(said()).not.toBe('');
    expect(coach.announcement).toBe('');
  });

  it('keeps the clip where it is, and remembers that, until it is undone', async () => {
    answer(['wave1']);
    press('Keep');
    await expect.poll(() => line()).toBeNull();
    answer(['wave1']);
    expect([line(), coach.marks.size, clips.of('wave').length]).toEqual([null, 0, 4]);
    await history.undo();
    await expect.poll(said).toBe('This one looks more like Push.');
  });

  it('moves the clip, says nothing against it there, and takes that back', async () => {
    answer(['wave1']);
    press('Move to Push');
    await expect.poll(() => clips.of('push').length).toBe(5);
    answer(['wave1']);
    expect([line(), coach.marks.size]).toEqual([null, 0]);
    await history.undo();
    await expect.poll(() => clips.of('wave').length).toBe(4);
    answer(['wave1']);
    expect(said()).toBe('This one looks more like Push.');
  });

  it('deletes the clip, and takes that back', async () => {
    answer(['wave1']);
    press('Delete');
    await expect.poll(() => clips.of('wave').length).toBe(3);
    await expect.poll(() => line()).toBeNull();
    await history.undo();
    await expect.poll(() => clips.of('wave').length).toBe(4);
  });

  it('gives the next clip buttons of its own, so that a second press does not act on it', async () => {
    main.clips.clear();
    for (const each of Array.from({ length: 11 }, (_, minute) => clip('wave', `w${minute}`, { minute })))
      main.clips.set(`wave/${each.id}`, each);
    for (const each of all.slice(4)) main.clips.set(`push/${each.id}`, each);
    await clips.load('p');
    answer(['w1', 'w2']);
    const before = [...document.querySelectorAll('button')].at(-1);
    before?.focus();
    before?.click();
    await expect.poll(() => [...coach.marks.keys()]).toEqual(['wave/w1']);
    flushSync();
    expect(said()).toBe('This one looks more like Push.');
    expect(document.activeElement).not.toBe([...document.querySelectorAll('button')].at(-1));
  });

  it('does not move while a class is recorded', () => {
    answer();
    recording.set('push');
    flushSync();
    answer(['wave1']);
    expect([line(), coach.marks.size]).toEqual([null, 0]);
    recording.set(null);
    flushSync();
    expect(said()).not.toBe('');
  });

  it('begins anew with another project', () => {
    answer(['wave1']);
    project.update((each) => ({ ...each, slug: 'other' }));
    model.set(null);
    flushSync();
    expect([line(), coach.marks.size]).toEqual([null, 0]);
  });

  it('says which classes are hard to tell apart', () => {
    answer(['wave0', 'wave1', 'wave2']);
    expect(said()).toBe('Wave and Push are hard to tell apart: 3 of 8 mixed up. Record more of both.');
    expect(line()?.querySelector('button')).toBeNull();
  });
});
