import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutputValues } from '../../../../src-main/contract';
import { combinationOf, keys, keysWith, type Presser } from '../../../../src-main/outputs/keys';
import type { Channel } from '../../../../src-main/outputs/output';
import { settingProblem } from '../../../../src-main/shared/setting';
import { message } from '../../../fixtures/outputs/peers';

const { key: KEY } = keys.settings;
if (!KEY) throw new Error('There is no key to set.');
const never = new AbortController().signal;
let pressed: string[];
const note =
  (name: string) =>
  (...values: unknown[]): void =>
    void pressed.push([name, ...values.flat()].join(' '));
const presser: Presser = {
  keyTap: note('tap'),
  keyToggle: note('key'),
  mouseClick: note('click'),
  mouseToggle: note('button'),
  scrollMouse: note('scroll'),
  setKeyboardDelay: () => undefined,
  setMouseDelay: () => undefined,
};
const open = (settings: OutputValues): Promise<Channel> =>
  keysWith(() => Promise.resolve(presser)).open(settings);

beforeEach(() => {
  pressed = [];
  vi.stubEnv('DISPLAY', ':0');
});
afterEach(() => vi.unstubAllEnvs());

describe('a combination of keys', () => {
  it.each([
    ['Right', 'right', []],
    ['a', 'a', []],
    ['Ctrl+Shift+M', 'm', ['control', 'shift']],
    ['Cmd+F5', 'f5', ['command']],
    ['Ctrl++', '+', ['control']],
    ['+', '+', []],
  ])('is read from %s', (text, key, modifiers) => {
    expect(settingProblem(KEY, text)).toBeNull();
    expect(combinationOf(text)).toEqual({ key, modifiers });
  });

  it.each(['', 'Hyper+A', 'ab', 'Ctrl+', 'F25', 'Ctrl + A'])('is refused where it is none: “%s”', (text) => {
    expect(settingProblem(KEY, text)).not.toBeNull();
  });
});

describe('keys and mouse', () => {
  it.each([
    [{ action: 'key', key: 'Ctrl+Right' }, 'tap right control'],
    [{ action: 'louder' }, 'tap audio_vol_up'],
    [{ action: 'click' }, 'click left false'],
    [{ action: 'double' }, 'click left true'],
    [{ action: 'right' }, 'click right false'],
    [{ action: 'down' }, 'scroll 0 -3'],
  ])('do what is chosen: %j', async (settings, done) => {
    const channel = await open(settings);
    await channel.send(message(), never);
    expect(pressed).toEqual([done]);
    channel.close();
    expect(pressed).toHaveLength(1);
  });

  it('are held from the first gesture to the end of the last', async () => {
    const channel = await open({ action: 'hold', key: 'Shift+w' });
    const send = (classId: string, event: 'start' | 'end') =>
      channel.send(message({ classId, event }), never);
    await send('a', 'start');
    await send('b', 'start');
    await send('a', 'end');
    expect(pressed).toEqual(['key w down shift']);
    await send('b', 'end');
    await send('b', 'end');
    expect(pressed).toEqual(['key w down shift', 'key w up shift']);
  });

  it('are let go of where the output is switched off in mid-gesture', async () => {
    const channel = await open({ action: 'drag' });
    await channel.send(message(), never);
    channel.close();
    expect(pressed).toEqual(['button down left', 'button up left']);
  });

  it('want the end of what they hold, whether or not it was asked for', () => {
    expect(keys.untilEnd({ action: 'hold' })).toBe(true);
    expect(keys.untilEnd({})).toBe(false);
  });

  it('say why a key could not be pressed', async () => {
    const failing = {
      ...presser,
      keyTap: () => {
        throw new Error('no such key');
      },
    };
    const channel = await keysWith(() => Promise.resolve(failing)).open({});
    await expect(channel.send(message(), never)).rejects.toThrow(
      'The key could not be pressed (no such key).',
    );
  });

  it('say where a system has none', async () => {
    const without = keysWith(() => Promise.reject(new Error('Cannot find module\nat …')));
    await expect(without.open({})).rejects.toThrow(
      'Keys cannot be pressed on this system (Cannot find module).',
    );
  });

  it.runIf(process.platform === 'linux')(
    'say where there is no desktop, or one that does not allow it',
    async () => {
      vi.stubEnv('DISPLAY', '');
      vi.stubEnv('WAYLAND_DISPLAY', '');
      await expect(open({})).rejects.toThrow('There is no desktop here');
      vi.stubEnv('WAYLAND_DISPLAY', 'wayland-0');
      await expect(open({})).rejects.toThrow('Wayland');
    },
  );
});
