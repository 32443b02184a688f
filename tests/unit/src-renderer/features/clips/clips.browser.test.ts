import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../../src-main/contract';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, named } from '../../../../fixtures/renderer/samples';

let main: FakeMain;
let toasts: Toasts;
let history: History;
let clips: Clips;

const keys = (): string[] => [...main.clips.keys()].sort();
const shown = (): string[] => clips.all.map(({ classId, id }) => `${classId}/${id}`).sort();

beforeEach(async () => {
  main = fakeMain([
    clip('wave', 'a', { minute: 1 }),
    clip('wave', 'b', { minute: 2 }),
    clip('push', 'c', { minute: 3 }),
  ]);
  toasts = new Toasts();
  history = new History(toasts);
  clips = new Clips(
    main.client,
    history,
    named((id) => ({ push: 'Push', wave: 'Wave' })[id] ?? id),
  );
  await clips.load('p');
});

describe('Clips', () => {
  it('lists newest first and by class', () => {
    expect(clips.all.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    expect(clips.of('wave').map(({ id }) => id)).toEqual(['b', 'a']);
    expect(clips.of('none')).toEqual([]);
  });

  it('shows a clip once that is saved while the clips are listed, whether or not the listing has it', async () => {
    const { list } = main.client.clips;
    for (const [id, found] of [
      ['seen', true],
      ['missed', false],
    ] as const) {
      const fresh = clip('wave', id, { minute: 9 });
      main.client.clips.list = (async (input: { slug: string }) => {
        if (found) main.clips.set(`wave/${id}`, fresh);
        const listed = await list(input);
        if (!found) clips.saved('p', fresh);
        return listed;
      }) as typeof list;
      await clips.load('p');
      main.clips.set(`wave/${id}`, fresh);
      if (found) clips.saved('p', fresh);
      expect(shown()).toEqual(keys());
    }
  });

  it('takes back what is still being done when Undo is asked for', async () => {
    const removed = clips.remove(clips.of('wave'));
    const moved = clips.relabel(clips.of('push'), 'wave');
    await Promise.all([history.undo(), history.undo()]);
    expect(keys()).toEqual(['push/c', 'wave/a', 'wave/b']);
    await Promise.all([removed, moved]);
    expect(shown()).toEqual(keys());
  });

  it('takes in what others do to the clips, and knows what it did itself', async () => {
    const fresh = clip('wave', 'd', { minute: 4 });
    clips.selected.add('push/c');
    const change = { gone: [{ classId: 'push', id: 'c' }], came: [fresh] };
    clips.follow('p', change);
    clips.follow('p', change);
    clips.follow('other', { gone: [fresh], came: [] });
    expect(shown()).toEqual(['wave/a', 'wave/b', 'wave/d']);
    expect(clips.selected.size).toBe(0);
  });

  it('offers to take back what another window did, and keeps its own steps where it did nothing', async () => {
    await clips.remove(clips.of('push'));
    history.did({
      label: 'Deleted class Push',
      undo: () => Promise.resolve(),
      redo: () => Promise.resolve(),
    });
    await clips.followHistory('p');
    expect(history.steps.done.map(({ label }) => label)).toEqual(['Deleted 1 clip', 'Deleted class Push']);
    await main.client.clips.relabel({ slug: 'p', clips: [{ classId: 'wave', id: 'a' }], to: 'push' });
    await clips.followHistory('p');
    expect(history.steps.done.map(({ label }) => label)).toEqual(['Deleted 1 clip', 'Moved 1 clip to Push']);
    await history.undo();
    expect(keys()).toEqual(['wave/a', 'wave/b']);
  });

  it('keeps its own steps also where the project remembers as many as can be', async () => {
    for (let n = 0; n < 100; n++) await clips.recorded('p', [Promise.resolve(clip('wave', 'a'))]);
    const renamed = { undo: () => Promise.resolve(), redo: () => Promise.resolve() };
    history.did({ label: 'Renamed class Wave to Hello', ...renamed });
    await clips.followHistory('p');
    expect(history.steps.done.at(-1)?.label).toBe('Renamed class Wave to Hello');
    // Nor are they lost when there are fewer again.
    await clips.recorded('p', [Promise.resolve(clip('wave', 'a'))]);
    await history.undo();
    await clips.followHistory('p');
    expect(history.steps.done.at(-1)?.label).toBe('Renamed class Wave to Hello');
    await main.client.clips.remove({ slug: 'p', clips: [{ classId: 'wave', id: 'b' }] });
    await clips.followHistory('p');
    expect(history.steps.done.at(-1)?.label).toBe('Deleted 1 clip');
  });

  it('deletes, takes it back, and does it again', async () => {
    await clips.remove(clips.of('wave'));
    expect(keys()).toEqual(['push/c']);
    expect(shown()).toEqual(keys());
    await history.undo();
    expect(keys()).toEqual(['push/c', 'wave/a', 'wave/b']);
    expect(clips.all.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
    await history.redo();
    expect(keys()).toEqual(['push/c']);
    await history.undo();
    expect(shown()).toEqual(['push/c', 'wave/a', 'wave/b']);
  });

  it('moves clips of several classes, and each back to its own', async () => {
    await clips.relabel(clips.all, 'push');
    expect(keys()).toEqual(['push/a', 'push/b', 'push/c']);
    expect(toasts.items.map(({ text }) => text)).toEqual(['Moved 2 clips to Push.']);
    await history.undo();
    expect(keys()).toEqual(['push/c', 'wave/a', 'wave/b']);
    await history.redo();
    expect(shown()).toEqual(['push/a', 'push/b', 'push/c']);
  });

  it('takes back and does again what was done before a restart', async () => {
    await clips.relabel(clips.of('wave'), 'push');
    await clips.remove(clips.of('push').filter(({ id }) => id === 'c'));
    await history.undo();
    const later = new History(new Toasts());
    clips = new Clips(
      main.client,
      later,
      named((id) => (id === 'push' ? 'Shove' : id)),
    );
    await clips.load('p');
    await clips.loadHistory();
    expect(later.steps.done.map(({ label }) => label)).toEqual(['Moved 2 clips to Shove']);
    expect(later.steps.undone.map(({ label }) => label)).toEqual(['Deleted 1 clip']);
    await later.redo();
    expect(shown()).toEqual(['push/a', 'push/b']);
    await later.undo();
    await later.undo();
    expect(shown()).toEqual(['push/c', 'wave/a', 'wave/b']);
    expect(keys()).toEqual(shown());
  });

  it('counts deletions in quick succession as a step each', async () => {
    await Promise.all(['a', 'b'].map((id) => clips.remove([{ classId: 'wave', id }])));
    expect(history.steps.done).toHaveLength(2);
    await history.undo();
    expect(shown()).toEqual(['push/c', 'wave/b']);
    await history.undo();
    expect(shown()).toHaveLength(3);
  });

  it('takes back what is being recorded, and not what was done before it', async () => {
    await clips.remove(clips.of('push'));
    let save = (_: ClipInfo | null): void => undefined;
    const saving = new Promise<ClipInfo | null>((resolve) => (save = resolve));
    const recorded = clips.recorded('p', [saving, Promise.resolve(null)]);
    const undone = history.undo();
    const fresh = clip('wave', 'd', { minute: 4 });
    main.clips.set('wave/d', fresh);
    clips.saved('p', fresh);
    save(fresh);
    await Promise.all([recorded, undone]);
    expect(shown()).toEqual(['wave/a', 'wave/b']);
    expect(keys()).toEqual(shown());
    expect(history.steps.undone.map(({ label }) => label)).toEqual(['Recorded 1 clip of Wave']);
    await history.redo();
    expect(shown()).toEqual(['wave/a', 'wave/b', 'wave/d']);
  });

  it('says nothing of what was recorded, and no longer offers to take back what was done before', async () => {
    await clips.remove(clips.of('push'));
    await clips.recorded('p', [Promise.resolve(null)]);
    expect(toasts.items).toHaveLength(1);
    await clips.recorded('p', [Promise.resolve(clip('wave', 'a'))]);
    expect(toasts.items).toEqual([]);
    expect(history.steps.done.map(({ label }) => label)).toEqual([
      'Deleted 1 clip',
      'Recorded 1 clip of Wave',
    ]);
  });

  it('catches up where another window has done something since', async () => {
    await clips.remove(clips.of('push'));
    await main.client.clips.remove({ slug: 'p', clips: [{ classId: 'wave', id: 'a' }] });
    await history.undo();
    expect(toasts.items.at(-1)?.tone).toBe('error');
    expect(shown()).toEqual(['wave/b']);
    expect(history.steps.done).toHaveLength(2);
    await history.undo();
    expect(shown()).toEqual(['wave/a', 'wave/b']);
  });

  it('remembers no step where nothing would move', async () => {
    await clips.relabel(clips.of('push'), 'push');
    await clips.remove([]);
    expect(history.canUndo).toBe(false);
  });

  it('tells of a failure and changes nothing', async () => {
    await clips.remove([{ classId: 'wave', id: 'gone' }]);
    expect(toasts.items[0]?.tone).toBe('error');
    expect(shown()).toHaveLength(3);
    expect(history.canUndo).toBe(false);
  });

  it('drops deleted clips from the selection', async () => {
    clips.toggle('wave/a');
    clips.toggle('push/c');
    await clips.remove(clips.of('wave'));
    expect([...clips.selected]).toEqual(['push/c']);
  });

  it('selects from one clip to another, in either direction', () => {
    clips.selectRange('wave', 'wave/a', 'wave/b');
    expect([...clips.selected].sort()).toEqual(['wave/a', 'wave/b']);
  });

  it('ignores what arrives for a project that is no longer open', async () => {
    clips.saved('other', clip('wave', 'd'));
    expect(shown()).toHaveLength(3);
    clips.clear();
    expect(shown()).toEqual([]);
  });
});

describe('History', () => {
  it('offers Undo in the message, and takes back the step it names once only', async () => {
    await clips.remove(clips.of('push'));
    const [toast] = toasts.items;
    toast?.action?.run();
    await expect.poll(shown).toHaveLength(3);
    toast?.action?.run();
    await history.undo();
    expect(keys()).toHaveLength(3);
    expect(toasts.items.map(({ text }) => text)).toEqual(['Undone: Deleted 1 clip.']);
  });
});
