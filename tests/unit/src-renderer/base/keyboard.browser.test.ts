import { describe, expect, it } from 'vitest';
import { Keyboard } from '../../../../src-renderer/base/keyboard.svelte';

async function keyboardOf(typed: Record<string, string> | null, mac = false): Promise<Keyboard> {
  const keyboard = new Keyboard(mac);
  await keyboard.read(
    typed === null
      ? {}
      : { keyboard: { getLayoutMap: () => Promise.resolve(new Map(Object.entries(typed))) } },
  );
  return keyboard;
}

describe('Keyboard', () => {
  it.each([
    ['a US one', { Digit2: '2', KeyZ: 'z', KeyL: 'l' }, '2', 'Z', 'L'],
    ['a French one', { Digit2: 'é', KeyZ: 'w', KeyW: 'z', KeyL: 'l' }, '2 É', 'Z', 'L'],
    ['a Czech one', { Digit2: 'ě', KeyZ: 'y', KeyY: 'z', KeyL: 'l' }, '2 Ě', 'Z', 'L'],
    ['a Russian one', { Digit2: '2', KeyZ: 'я', KeyL: 'д' }, '2', 'Я', 'Д'],
    ['Dvorak', { Digit2: '2', KeyZ: ';', Slash: 'z', KeyL: 'n', KeyP: 'l' }, '2', 'Z', 'L'],
    ['one that is not told of', null, '2', 'Z', 'L'],
  ])('calls the keys of %s what stands on them', async (_, typed, two, z, l) => {
    const keyboard = await keyboardOf(typed);
    expect(['2', 'Z', 'L', 'Space', '?', 'Ctrl'].map((name) => keyboard.printed(name))).toEqual([
      two,
      z,
      l,
      'Space',
      '?',
      'Ctrl',
    ]);
  });

  it('names a Mac’s own keys', async () => {
    const keyboard = await keyboardOf(null, true);
    expect(['Ctrl', 'Alt', 'Shift', 'Esc'].map((name) => keyboard.printed(name))).toEqual([
      '⌘',
      '⌥',
      '⇧',
      'Esc',
    ]);
  });

  it('goes by most keyboards where the layout may not be read', async () => {
    const keyboard = await keyboardOf({ Digit1: '&' });
    expect(keyboard.printed('1')).toBe('1 &');
    await keyboard.read({ keyboard: { getLayoutMap: () => Promise.reject(new Error('forbidden')) } });
    expect(keyboard.printed('1')).toBe('1');
  });
});
