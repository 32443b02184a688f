import type * as Robot from '@jitsi/robotjs';
import { defineOutput, OutputError } from './output';

/** What presses keys and buttons of this computer. */
export type Presser = Pick<
  typeof Robot,
  'keyTap' | 'keyToggle' | 'mouseClick' | 'mouseToggle' | 'scrollMouse' | 'setKeyboardDelay' | 'setMouseDelay'
>;

/** Keys that have a name, as the library calls them. */
const NAMED: Readonly<Record<string, string>> = {
  space: 'space',
  enter: 'enter',
  tab: 'tab',
  escape: 'escape',
  backspace: 'backspace',
  delete: 'delete',
  insert: 'insert',
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  pageup: 'pageup',
  pagedown: 'pagedown',
  ...Object.fromEntries(Array.from({ length: 24 }, (_, i) => [`f${i + 1}`, `f${i + 1}`])),
};
const MODIFIERS: Readonly<Record<string, string>> = {
  ctrl: 'control',
  control: 'control',
  shift: 'shift',
  alt: 'alt',
  cmd: 'command',
  command: 'command',
  win: 'command',
};
const MEDIA: Readonly<Record<string, string>> = {
  play: 'audio_play',
  next: 'audio_next',
  previous: 'audio_prev',
  mute: 'audio_mute',
  louder: 'audio_vol_up',
  quieter: 'audio_vol_down',
};
const BUTTONS: Readonly<Record<string, string>> = { click: 'left', right: 'right', middle: 'middle' };
const HOLDING: readonly string[] = ['hold', 'drag'];
/** How far one turn of the wheel goes. */
const TURN = 3;

/** Matches any of these words, however they are written. */
const anyOf = (words: readonly string[]): string =>
  words.map((word) => word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)).join('|');

const COMBINATION = `^(?:(?:${anyOf(Object.keys(MODIFIERS))})\\+)*(?:${anyOf(Object.keys(NAMED))}|[!-~])$`;

/** `Ctrl+Shift+A` as the library takes it. */
export function combinationOf(text: string): { key: string; modifiers: string[] } {
  // The last may be a plus itself.
  const at = text.slice(0, -1).lastIndexOf('+');
  const last = text.slice(at + 1);
  const before = at < 0 ? [] : text.slice(0, at).split('+');
  return {
    key: NAMED[last.toLowerCase()] ?? last.toLowerCase(),
    modifiers: before.map((word) => MODIFIERS[word.toLowerCase()] ?? word.toLowerCase()),
  };
}

/** Presses keys, media keys and mouse buttons. @param load brings the library, which not every system has */
export const keysWith = (load: () => Promise<Presser>) =>
  defineOutput({
    id: 'keys',
    name: 'Keys and mouse',
    description: 'Presses a key, a media key or a mouse button, in whatever window is in front.',
    settings: {
      action: {
        kind: 'choice',
        label: 'What it does',
        options: [
          { value: 'key', label: 'Presses a key' },
          { value: 'hold', label: 'Holds a key down until the gesture ends' },
          { value: 'play', label: 'Plays or pauses' },
          { value: 'next', label: 'Next track' },
          { value: 'previous', label: 'Previous track' },
          { value: 'mute', label: 'Mutes the sound' },
          { value: 'louder', label: 'Turns the volume up' },
          { value: 'quieter', label: 'Turns the volume down' },
          { value: 'click', label: 'Clicks' },
          { value: 'double', label: 'Double-clicks' },
          { value: 'right', label: 'Clicks with the right button' },
          { value: 'middle', label: 'Clicks with the middle button' },
          { value: 'drag', label: 'Holds the button down until the gesture ends' },
          { value: 'up', label: 'Scrolls up' },
          { value: 'down', label: 'Scrolls down' },
        ],
        default: 'key',
        reason: 'Slides, games and tools take keys.',
      },
      key: {
        kind: 'text',
        format: 'plain',
        label: 'Key',
        hint: 'Such as Right, Space, PageDown, F5, a or Ctrl+Shift+M, where a key is pressed or held.',
        pattern: {
          source: COMBINATION,
          problem:
            'That is no key. Write one letter, digit or sign, or Space, Enter, Tab, Escape, Up, Down, Left, Right, Home, End, PageUp, PageDown or F1 to F24, with Ctrl+, Shift+, Alt+ or Cmd+ before it.',
        },
        default: 'Right',
        reason: 'The next slide.',
      },
      allowed: {
        kind: 'consent',
        of: ['action', 'key'],
        label: 'Press keys on my computer',
        hint: 'They go to the window in front. The yes holds for what is chosen now, on this computer only.',
        problem: 'Allow it to press keys in this output’s settings first.',
        default: '',
        reason: 'A project may come from somebody else.',
      },
    },
    untilEnd: ({ action }) => HOLDING.includes(action),
    async open({ action, key }, link) {
      const presser = await pressing(load);
      const { key: code, modifiers } = combinationOf(key);
      const holds = HOLDING.includes(action);
      /** Classes whose gestures hold it down. */
      const holding = new Set<string>();
      const toggle = (down: boolean): void => {
        if (action === 'drag') presser.mouseToggle(down ? 'down' : 'up', 'left');
        else presser.keyToggle(code, down ? 'down' : 'up', modifiers);
      };
      const press = (): void => {
        if (action === 'key') return presser.keyTap(code, modifiers);
        if (action === 'double') return presser.mouseClick('left', true);
        if (action === 'up' || action === 'down')
          return presser.scrollMouse(0, action === 'up' ? TURN : -TURN);
        const media = MEDIA[action];
        if (media !== undefined) return presser.keyTap(media);
        presser.mouseClick(BUTTONS[action] ?? 'left', false);
      };
      if (process.platform === 'darwin')
        link.note('macOS asks once: System Settings, Privacy & Security, Accessibility.');
      return {
        async send({ event, classId }) {
          await Promise.resolve();
          try {
            if (!holds) return press();
            const before = holding.size;
            if (event === 'start') holding.add(classId);
            else holding.delete(classId);
            if ((before === 0) !== (holding.size === 0)) toggle(holding.size > 0);
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            throw new OutputError(`The key could not be pressed (${reason}).`, false, { cause: error });
          }
        },
        close() {
          if (holding.size > 0) toggle(false);
          holding.clear();
        },
      };
    },
  });

/** @throws OutputError where this system has no way to press keys. */
async function pressing(load: () => Promise<Presser>): Promise<Presser> {
  if (process.platform === 'linux' && !process.env['DISPLAY']) {
    throw new OutputError(
      process.env['WAYLAND_DISPLAY']
        ? 'This desktop (Wayland) lets no program press keys. Log in with “Xorg”, or use another output.'
        : 'There is no desktop here whose keys could be pressed.',
    );
  }
  try {
    const presser = await load();
    presser.setKeyboardDelay(0);
    presser.setMouseDelay(0);
    return presser;
  } catch (error) {
    const first = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new OutputError(`Keys cannot be pressed on this system (${first}).`, false, { cause: error });
  }
}

export const keys = keysWith(async () => {
  const robot = await import('@jitsi/robotjs');
  return 'default' in robot ? (robot.default as Presser) : robot;
});
