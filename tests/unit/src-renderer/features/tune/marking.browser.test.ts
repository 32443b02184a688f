import { fromStore, writable } from 'svelte/store';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stretch } from '../../../../../src-main/contract';
import { Marking } from '../../../../../src-renderer/features/tune/marking.svelte';
import { markedOf, marksOf, type Mark } from '../../../../../src-renderer/features/tune/marks';
import { greyGif } from '../../../../fixtures/gif';
import { gesture } from '../../../../fixtures/renderer/samples';

let selected: { current: Stretch };
let labels: string[];
let marking: Marking;

const marks = (): string[] =>
  marking.marks.map(({ kind, start, end }) => `${String(kind)} ${start.toFixed(1)}-${end.toFixed(1)}`);

beforeEach(async () => {
  const shown = writable({
    id: 'one',
    name: 'One',
    seconds: 10,
    events: [],
    unknown: [],
  } as unknown as Stretch);
  const store = fromStore(shown);
  selected = store as { current: Stretch };
  labels = [];
  marking = new Marking({
    projects: { classes: [gesture('wave', 'Wave', '1'), gesture('push', 'Push', '2')] },
    stretches: {
      get selected() {
        return store.current;
      },
      video: () => Promise.resolve(new Blob([greyGif([0, 1])])),
      mark: (_id: string, label: string, change: (marks: Mark[]) => readonly Mark[]) => {
        labels.push(label);
        shown.set({ ...store.current, ...markedOf(change(marksOf(store.current))) });
        return Promise.resolve();
      },
    },
  });
  vi.spyOn(marking.player, 'play').mockImplementation(() => {
    marking.player.playing = true;
    return Promise.resolve();
  });
  expect(marking.ready).toBe(false);
  await marking.open(selected.current);
  marking.player.problem = null;
  marking.player.whole = { from: 0, to: 10 };
});

describe('marking', () => {
  it('takes what is held from begin to end, several at once, and plays meanwhile', () => {
    marking.player.time = 1;
    marking.press('Digit1', 'wave');
    marking.press('Digit1', 'wave');
    expect(marking.player.playing).toBe(true);
    marking.player.time = 2;
    marking.press('KeyO', null);
    marking.player.time = 2.5;
    marking.release('Digit1');
    marking.player.time = 3;
    marking.releaseAll();
    expect(marks()).toEqual(['wave 1.0-2.5', 'null 2.0-3.0']);
    expect(labels).toEqual(['Marked Wave', 'Marked Other movement']);
    // Touched, not held.
    marking.press('Digit2', 'push');
    marking.release('Digit2');
    marking.release('Digit2');
    expect(marks()).toHaveLength(2);
  });

  it('changes the selected mark: its ends, its place and its class', () => {
    marking.player.time = 4;
    marking.addHere();
    expect(marks()).toEqual(['wave 4.0-5.0']);
    marking.nudge('both', 0.5);
    marking.nudge('end', 0.1);
    marking.nudge('start', -0.3);
    expect(marks()).toEqual(['wave 4.2-5.6']);
    marking.choose('push');
    expect([marks(), marking.kind]).toEqual([['push 4.2-5.6'], 'push']);
    marking.nudge('end', -3);
    expect(marks()).toEqual(['push 4.2-5.6']);
    marking.removeSelected();
    expect([marks(), marking.selected]).toEqual([[], null]);
    marking.removeSelected();
    expect(labels.at(-1)).toBe('Deleted a mark of Push');
  });

  it('is over with the video that was shown', () => {
    marking.press('Digit1', 'wave');
    marking.close();
    expect([marking.held, marking.ready]).toEqual([[], false]);
    marking.press('Digit1', 'wave');
    expect(marking.held).toEqual([]);
  });
});
