import { beforeEach, describe, expect, it } from 'vitest';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Library } from '../../../../../src-renderer/features/clips/library.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';
import { clip, named } from '../../../../fixtures/renderer/samples';

let clips: Clips;
let library: Library;
let flagged: ReadonlySet<string>;
const shown = (): string[] => library.shown.map(({ id }) => id);
const selected = (): string[] => [...clips.selected].sort();

beforeEach(async () => {
  const main = fakeMain([
    clip('wave', 'a', { minute: 1, session: 's1' }),
    clip('push', 'b', { minute: 2, session: 's1' }),
    clip('wave', 'c', { minute: 3, session: 's2' }),
    clip('wave', 'd', { minute: 4, session: 's2' }),
  ]);
  clips = new Clips(main.client, new History(new Toasts()), named());
  await clips.load('p');
  flagged = new Set(['wave/a', 'push/b']);
  library = new Library(clips, () => flagged);
  library.show();
});

describe('Library', () => {
  it('shows all clips, or those of a class and a session', () => {
    expect(shown()).toEqual(['d', 'c', 'b', 'a']);
    library.narrow({ classId: 'wave' });
    expect(shown()).toEqual(['d', 'c', 'a']);
    library.narrow({ session: 's2' });
    expect(shown()).toEqual(['d', 'c']);
    library.narrow({ source: 'nothing is from there' });
    expect(shown()).toEqual([]);
    expect(library.filtered).toBe(true);
    library.showAll();
    expect(shown()).toEqual(['d', 'c', 'b', 'a']);
    library.show('push');
    expect(shown()).toEqual(['b']);
    library.showAll();
    library.narrow({ flagged: true });
    expect(shown()).toEqual(['b', 'a']);
    library.narrow({ classId: 'wave' });
    expect(shown()).toEqual(['a']);
  });

  it('lets nothing be selected that is out of sight', () => {
    library.selectAll();
    library.narrow({ session: 's1' });
    expect(selected()).toEqual(['push/b', 'wave/a']);
    library.close();
    expect(selected()).toEqual([]);
  });

  it('selects by click, by range, and by Shift with the arrow keys', () => {
    library.pick('wave/c');
    library.pick('wave/a', true);
    expect(selected()).toEqual(['push/b', 'wave/a', 'wave/c']);
    library.pick('push/b');
    expect(selected()).toEqual(['wave/a', 'wave/c']);
    clips.selected.clear();
    library.show();
    library.moveTo(0);
    library.moveTo(1, true);
    library.moveTo(9, true);
    expect(library.index).toBe(3);
    expect(selected()).toEqual(['push/b', 'wave/a', 'wave/c', 'wave/d']);
  });

  it('acts on the clip that the keyboard is on where none is selected', () => {
    expect(library.targets).toEqual([]);
    library.moveTo(2);
    expect(library.targets.map(({ id }) => id)).toEqual(['b']);
    library.pick('wave/d');
    expect(library.targets.map(({ id }) => id)).toEqual(['d']);
  });

  it('stands at the same place after the clip there was deleted', async () => {
    library.moveTo(1);
    await clips.remove(library.targets);
    expect(library.index).toBe(1);
    expect(library.targets.map(({ id }) => id)).toEqual(['b']);
  });
});
