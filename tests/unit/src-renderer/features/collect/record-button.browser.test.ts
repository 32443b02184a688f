import { flushSync, mount, unmount } from 'svelte';
import { expect, it, vi } from 'vitest';
import { Keyboard } from '../../../../../src-renderer/base/keyboard.svelte';
import { Parts } from '../../../../../src-renderer/base/parts';
import { AppSettings } from '../../../../../src-renderer/base/settings.svelte';
import RecordButton from '../../../../../src-renderer/features/collect/RecordButton.svelte';
import { Recording } from '../../../../../src-renderer/features/collect/recording.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

it.each(['hold', 'burst', 'motion'] as const)(
  'is pressed once by an Enter that stays down, and not by one that was down when it got the focus (%s)',
  async (way) => {
    const recording = { ready: true, activeClassId: null, burst: { active: false }, hold: vi.fn() };
    const settings = { value: { collect: { way, repetitions: 3 } } };
    const parts = new Parts()
      .add(Recording, recording as unknown as Recording)
      .add(AppSettings, settings as unknown as AppSettings)
      .add(Keyboard, new Keyboard());
    const inner = { gesture: gesture('wave', 'Wave'), focused: true };
    const shown = mount(WithParts, {
      target: document.body,
      props: { parts, component: RecordButton, inner },
    });
    flushSync();
    const button = document.querySelector('button');
    expect(document.activeElement).toBe(button);
    /** Whether the browser would press the button. */
    const enter = (repeat: boolean): boolean =>
      button?.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'Enter',
          code: 'Enter',
          repeat,
          bubbles: true,
          cancelable: true,
        }),
      ) ?? false;
    expect(enter(true)).toBe(false);
    expect(recording.hold).not.toHaveBeenCalled();
    expect(enter(false)).toBe(way !== 'hold');
    expect(recording.hold).toHaveBeenCalledTimes(way === 'hold' ? 1 : 0);
    await unmount(shown);
  },
);
