import type { MidiAnswer, MidiWish } from '../../src-main/contract';
import type { Client } from './connection';

/** How a page comes by MIDI; undefined: its browser has none. */
type Ask = (options: { sysex: boolean }) => Promise<MIDIAccess>;

/** A browser that asks the person first has so long, in ms, before it is said that it waits. */
const PATIENCE_MS = 2000;

const MISSING = 'This browser has no MIDI. Open Beckon in Chrome or Edge, or use the desktop app.';
const REFUSED =
  'MIDI is not allowed here. Allow it in the browser’s settings for this page, then switch the output off and on.';
const ASKING = 'The browser asks whether Beckon may use MIDI. Allow it there.';
const NO_PORT =
  'There is no MIDI port on this computer. Plug an instrument in, or start a program that has one.';

/** Why something could not be sent. */
class MidiError extends Error {
  constructor(
    message: string,
    readonly again = true,
  ) {
    super(message);
  }
}

const browsers = (): Ask | undefined =>
  'requestMIDIAccess' in navigator ? (options) => navigator.requestMIDIAccess(options) : undefined;

/**
 * Sends by MIDI what main wishes, until the connection ends. Access is asked for with the first wish, without system
 * exclusive messages.
 */
export async function carryMidi(
  { midi }: Pick<Client, 'midi'>,
  { ask = browsers(), patience = PATIENCE_MS }: { ask?: Ask | undefined; patience?: number } = {},
): Promise<void> {
  let access: Promise<MIDIAccess> | null = null;
  const open = (): Promise<MIDIAccess> => {
    if (!ask) return Promise.reject(new MidiError(MISSING, false));
    access ??= ask({ sysex: false }).then(
      (granted) => {
        granted.onstatechange = () => void midi.ports({ names: portsOf(granted).map(nameOf) });
        return granted;
      },
      (error: unknown) => {
        access = null;
        throw refusal(error);
      },
    );
    return access;
  };
  const send = async ({ port, messages }: MidiWish): Promise<string> => {
    const found = findPort(portsOf(await within(open(), patience)), port);
    for (const message of messages) found.send(message);
    return nameOf(found);
  };
  const answerOf = async (wish: MidiWish): Promise<MidiAnswer> => {
    const { id } = wish;
    try {
      return { id, port: await send(wish), problem: null, again: false };
    } catch (error) {
      const { message, again } = refusal(error);
      return { id, port: '', problem: message, again };
    }
  };
  // In their order: a port is looked up at once where access was given.
  for await (const wish of await midi.wishes()) void answerOf(wish).then((answer) => midi.answer(answer));
}

const portsOf = ({ outputs }: MIDIAccess): MIDIOutput[] =>
  [...outputs.values()].filter(({ state }) => state === 'connected');

const nameOf = ({ name, id }: MIDIOutput): string => name ?? id;

function findPort(ports: readonly MIDIOutput[], wanted: string): MIDIOutput {
  const folded = wanted.trim().toLocaleLowerCase();
  const named = (port: MIDIOutput): string => nameOf(port).toLocaleLowerCase();
  const found =
    ports.find((port) => named(port) === folded) ?? ports.find((port) => named(port).includes(folded));
  if (found) return found;
  if (ports.length === 0) throw new MidiError(NO_PORT);
  const known = ports.map((port) => `“${nameOf(port)}”`).join(', ');
  throw new MidiError(`There is no MIDI port called “${wanted}”. There are: ${known}.`);
}

function refusal(error: unknown): MidiError {
  if (error instanceof MidiError) return error;
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['', String(error)];
  if (name === 'NotAllowedError' || name === 'SecurityError') return new MidiError(REFUSED, false);
  return new MidiError(`MIDI could not be used: ${message}`);
}

async function within<T>(work: Promise<T>, patience: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MidiError(ASKING)), patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
