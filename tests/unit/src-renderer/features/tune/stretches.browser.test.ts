import { beforeEach, describe, expect, it } from 'vitest';
import type { NewStretch, Stretch, StretchChange } from '../../../../../src-main/contract';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { Stretches } from '../../../../../src-renderer/features/tune/stretches.svelte';
import type { Client } from '../../../../../src-renderer/rpc/connection';
import { greyGif } from '../../../../fixtures/gif';

const video = new Blob([greyGif(Array.from({ length: 20 }, (_, index) => 10 * index))]);

let kept: Stretch[];
let trash: Map<string, Stretch>;
let refusal: Error | null;
let read: number;
let toasts: Toasts;
let history: History;
let stretches: Stretches;

function stretchOf(id: string, change: Partial<Stretch> = {}): Stretch {
  return {
    ...{ id, name: id, created: '2026-01-01T00:00:00.000Z', source: 'a.webm', seconds: 9, size: 4 },
    ...{ type: 'video/webm', events: [], unknown: [], ...change },
  };
}

beforeEach(async () => {
  kept = [stretchOf('first'), stretchOf('second')];
  trash = new Map();
  refusal = null;
  read = 0;
  const client = {
    transfers: {
      begin: () => Promise.resolve({ id: 'transfer' }),
      append: () => Promise.resolve(),
      end: () => Promise.resolve(),
    },
    stretches: {
      list: () =>
        Promise.resolve({ stretches: kept, unreadable: [{ file: 'stretches/x.json', reason: 'Not JSON.' }] }),
      add: ({ stretch }: { stretch: NewStretch }) => {
        if (refusal) return Promise.reject(refusal);
        const added = stretchOf('new', stretch);
        kept = [...kept, added];
        return Promise.resolve(added);
      },
      read: ({ offset }: { offset: number }) => {
        read += 1;
        return Promise.resolve(new Blob(['abcd'.slice(offset)]));
      },
      change: ({ id, change }: { id: string; change: StretchChange }) => {
        if (refusal) return Promise.reject(refusal);
        kept = kept.map((each) => (each.id === id ? ({ ...each, ...change } as Stretch) : each));
        return Promise.resolve(kept.find((each) => each.id === id));
      },
      remove: ({ id }: { id: string }) => {
        const gone = kept.find((each) => each.id === id);
        if (gone) trash.set(`trash-${id}`, gone);
        kept = kept.filter((each) => each.id !== id);
        return Promise.resolve({ trashId: `trash-${id}` });
      },
      restore: ({ trashId }: { trashId: string }) => {
        const back = trash.get(trashId);
        if (back) kept = [...kept, back];
        return Promise.resolve(back);
      },
    },
  } as unknown as Client;
  toasts = new Toasts();
  history = new History(toasts);
  stretches = new Stretches(client, toasts, history);
  await stretches.load('one');
});

describe('the stretches of a project', () => {
  it('are listed, the newest chosen; what cannot be read is named', async () => {
    expect([stretches.loaded, stretches.selectedId]).toEqual([true, 'second']);
    expect(stretches.unreadable).toHaveLength(1);
    stretches.select('first');
    await stretches.load('one');
    expect(stretches.selected?.id).toBe('first');
    kept = [];
    await stretches.load('other');
    expect([stretches.selected, stretches.all.length]).toEqual([null, 0]);
  });

  it('take in a video, and say by its name why one is not taken in', async () => {
    expect(await stretches.add('one', video, { name: 'Evening', source: 'evening.gif' })).toBe(true);
    expect(stretches.selected).toMatchObject({ name: 'Evening', source: 'evening.gif' });
    expect(stretches.selected?.seconds).toBeCloseTo(2);
    const marks = [
      { kind: 'wave', start: 0.5, end: 9 },
      { kind: null, start: 0.1, end: 0.3 },
    ];
    await stretches.add('one', video, { name: 'Marked', source: 'marked.gif', marks });
    const marked = stretches.all.at(-1);
    expect(marked).toMatchObject({
      events: [{ class: 'wave', start: 0.5 }],
      unknown: [{ start: 0.1, end: 0.3 }],
    });
    expect(marked?.events[0]?.end).toBeLessThanOrEqual(2);
    expect(await stretches.add('one', new Blob(['no']), { name: 'No', source: 'no.mp4' })).toBe(false);
    expect(stretches.problem).toMatch(/^“no\.mp4” was not added: .+\.$/);
    refusal = new Error('A stretch is kept as MP4, MOV or WebM, and this is none.');
    await stretches.add('one', video, { name: 'Again', source: 'again.gif' });
    expect(stretches.problem).toContain('kept as MP4');
    expect([stretches.adding, stretches.all.length]).toEqual([null, 4]);
  });

  it('read a video once', async () => {
    const [first] = stretches.all;
    if (!first) throw new Error('There is none.');
    const [one, other] = await Promise.all([stretches.video(first), stretches.video(first)]);
    expect([await one.text(), one, read]).toEqual(['abcd', other, 1]);
  });

  it('are learnt from once that is ticked, and no longer where it is not', async () => {
    await stretches.letLearn('first', true);
    expect([kept[0]?.learn, stretches.all[0]?.learn]).toEqual([true, true]);
    await stretches.letLearn('first', false);
    expect(stretches.all[0]?.learn).toBe(false);
    refusal = new Error('The disk is full.');
    await stretches.letLearn('first', true);
    expect(stretches.all[0]?.learn).toBe(false);
    expect(toasts.items.at(-1)?.text).toContain('The disk is full.');
  });

  it('are marked, one step after another, and Undo takes it back', async () => {
    const mark = (start: number) =>
      stretches.mark('first', 'Marked Wave', (marks) => [...marks, { kind: 'wave', start, end: start + 1 }]);
    await Promise.all([mark(4), mark(1)]);
    const starts = () => kept[0]?.events.map(({ start }) => start);
    expect(starts()).toEqual([1, 4]);
    await history.undo();
    expect(starts()).toEqual([4]);
    await history.redo();
    expect(stretches.all[0]?.events).toHaveLength(2);
    refusal = new Error('The disk is full.');
    await mark(6);
    expect(stretches.all[0]?.events).toHaveLength(2);
    expect(toasts.items.at(-1)?.text).toContain('The disk is full.');
  });

  it('are renamed, thrown away, and come back', async () => {
    const names = (): string[] => stretches.all.map(({ name }) => name);
    const before = names();
    expect(await stretches.rename('second', 'Morning')).toBe(true);
    await history.undo();
    expect(names()).toEqual(before);
    await history.redo();
    expect(names()).toContain('Morning');
    expect(await stretches.rename('second', 'Morning')).toBe(true);
    expect(history.steps.done).toHaveLength(1);
    const { selected } = stretches;
    if (!selected) throw new Error('None is chosen.');
    await stretches.remove(selected);
    expect([stretches.all.map(({ id }) => id), stretches.selectedId]).toEqual([['first'], 'first']);
    await history.undo();
    expect(stretches.selected?.name).toBe('Morning');
  });

  it('are not kept where a recording is discarded, until Undo takes it in after all', async () => {
    const marks = [{ kind: 'wave', start: 0.5, end: 1 }];
    await stretches.discard('one', video, { name: 'Recording 3', source: 'Desk camera', marks });
    expect(kept.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(toasts.items.at(-1)).toMatchObject({
      text: 'Discarded Recording 3.',
      action: { label: 'Undo' },
    });
    refusal = new Error('The disk is full.');
    await history.undo();
    expect(toasts.items.at(-1)?.text).toContain('The disk is full.');
    refusal = null;
    await history.undo();
    expect(stretches.selected).toMatchObject({
      name: 'Recording 3',
      events: [{ class: 'wave', start: 0.5 }],
    });
    await history.redo();
    expect(kept.map(({ id }) => id)).toEqual(['first', 'second']);
    await history.undo();
    expect(stretches.selected?.name).toBe('Recording 3');
  });

  it('offer nothing of a recording that another project took the place of', async () => {
    await stretches.load('other');
    await stretches.discard('one', video, { name: 'Recording 3', source: 'Desk camera' });
    expect([toasts.items, history.canUndo]).toEqual([[], false]);
  });
});
