import type { GestureMessage } from '../contract';
import { midiPages, type MidiPages } from './midi-pages';
import { defineOutput, OutputError } from './output';

/** Kinds of MIDI messages; the channel is added to them. */
const [NOTE_OFF, NOTE_ON, AFTERTOUCH, CONTROL] = [0x80, 0x90, 0xa0, 0xb0];
const MOST = 127;

/** Plays notes and moves controllers by MIDI. @param pages what sends: ports are a browser's */
export const midiWith = (pages: Pick<MidiPages, 'send' | 'onPorts'>) =>
  defineOutput({
    id: 'midi',
    name: 'MIDI',
    description: 'Plays notes or moves controllers of an instrument, a synthesizer or a music program.',
    continuous: true,
    settings: {
      port: {
        kind: 'text',
        format: 'plain',
        label: 'Port',
        hint: 'Its name or a part of it. Empty: the first there is.',
        default: '',
        optional: true,
        reason: 'Most computers have one at most.',
      },
      channel: {
        kind: 'whole',
        label: 'Channel',
        min: 1,
        max: 16,
        default: 1,
        reason: 'Where instruments listen unless they are told otherwise.',
      },
      action: {
        kind: 'choice',
        label: 'What it does',
        options: [
          { value: 'note', label: 'Plays a note until the gesture ends' },
          { value: 'control', label: 'Moves a controller (CC)' },
        ],
        default: 'note',
        reason: 'It can be heard at once.',
      },
      number: {
        kind: 'whole',
        label: 'Note or controller',
        hint: 'Of notes, 60 is middle C; of controllers, 1 is the modulation wheel.',
        min: 0,
        max: MOST,
        default: 60,
        reason: 'Middle C.',
      },
      each: {
        kind: 'switch',
        label: 'Each gesture its own',
        hint: 'The model’s first gesture has this number, the second one the next, and so on.',
        default: true,
        reason: 'So that one output plays several notes.',
      },
      velocity: {
        kind: 'whole',
        label: 'Velocity of notes',
        min: 1,
        max: MOST,
        default: 100,
        reason: 'Loud, and not as loud as can be.',
      },
    },
    moments: ['start', 'end'],
    range: { low: 0, high: MOST, smoothing: 0.5 },
    untilEnd: ({ action }) => action === 'note',
    async open({ port, channel, action, number, each, velocity }, link) {
      const name = await pages.send(port, []);
      const stop = pages.onPorts((ports) => {
        if (ports.includes(name)) return;
        stop();
        link.lost(new OutputError(`The MIDI port “${name}” is gone. Plug it in again.`, true));
      });
      link.note(`Sends to ${name}.`);
      const sounding = new Set<number>();
      const keyOf = (message: GestureMessage): number =>
        Math.min(MOST, each ? number + message.number - 1 : number);
      const bytesOf = (message: GestureMessage): number[] => {
        const key = keyOf(message);
        const value = Math.max(0, Math.min(MOST, Math.round(message.value ?? MOST * message.confidence)));
        const [on, off] = [message.event === 'start', message.event === 'end'];
        if (action === 'control') return [CONTROL + channel - 1, key, on ? MOST : off ? 0 : value];
        if (on) return [NOTE_ON + channel - 1, key, velocity];
        return off ? [NOTE_OFF + channel - 1, key, 0] : [AFTERTOUCH + channel - 1, key, value];
      };
      return {
        async send(message) {
          // Before it is sent: it may sound even where nobody could say so.
          if (action === 'note' && message.event === 'start') sounding.add(keyOf(message));
          await pages.send(name, [bytesOf(message)]);
          if (message.event === 'end') sounding.delete(keyOf(message));
        },
        close() {
          stop();
          if (sounding.size === 0) return;
          const silence = [...sounding].map((key) => [NOTE_OFF + channel - 1, key, 0]);
          // Where it cannot be sent any more, nothing sounds either.
          pages.send(name, silence).catch(() => undefined);
        },
      };
    },
  });

export const midi = midiWith(midiPages);
