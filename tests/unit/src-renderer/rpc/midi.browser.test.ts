import { afterEach, describe, expect, it } from 'vitest';
import type { MidiAnswer, MidiWish } from '../../../../src-main/contract';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { carryMidi } from '../../../../src-renderer/rpc/midi';

/** A port as a browser shows it. */
function port(name: string) {
  const sent: number[][] = [];
  const own = { name, id: name, state: 'connected', sent, send: (bytes: number[]) => void sent.push(bytes) };
  return own as typeof own & { state: MIDIPortDeviceState };
}

/** A computer with these ports, of which one may be plugged in or out. */
class FakeAccess {
  onstatechange: (() => void) | null = null;
  outputs = new Map<string, ReturnType<typeof port>>();

  plug(own: ReturnType<typeof port>, state: MIDIPortDeviceState = 'connected'): void {
    own.state = state;
    this.outputs.set(own.name, own);
    this.onstatechange?.();
  }

  ask = (): Promise<MIDIAccess> => Promise.resolve(this as unknown as MIDIAccess);
}

/** What is behind the page: wishes go in, answers and ports come out. */
function main() {
  const answers: MidiAnswer[] = [];
  const told: string[][] = [];
  const waiting: MidiWish[] = [];
  let wake = (): void => undefined;
  let ended = false;
  async function* wishes() {
    while (!ended) {
      const next = waiting.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const client = {
    midi: {
      wishes: () => Promise.resolve(wishes()),
      answer: (answer: MidiAnswer) => Promise.resolve(void answers.push(answer)),
      ports: ({ names }: { names: string[] }) => Promise.resolve(void told.push(names)),
    },
  } as unknown as Client;
  const wish = async (wanted: string, ...messages: number[][]): Promise<MidiAnswer | undefined> => {
    const before = answers.length;
    waiting.push({ id: before + 1, port: wanted, messages });
    wake();
    await expect.poll(() => answers.length).toBe(before + 1);
    return answers.at(-1);
  };
  const end = (): void => {
    ended = true;
    wake();
  };
  return { client, told, wish, end };
}

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

function carried(options: Parameters<typeof carryMidi>[1]) {
  const own = main();
  ends.push(own.end);
  void carryMidi(own.client, options);
  return own;
}

describe('a page that sends by MIDI', () => {
  it('sends to the port that is wished for, or to the first', async () => {
    const access = new FakeAccess();
    const [synth, drums] = [port('Synth'), port('Drum machine')];
    access.plug(synth);
    access.plug(drums);
    const { wish } = carried({ ask: access.ask });
    expect(await wish('', [0x90, 60, 100])).toMatchObject({ port: 'Synth', problem: null });
    expect(await wish('drum', [0x90, 36, 1], [0x80, 36, 0])).toMatchObject({ port: 'Drum machine' });
    expect(synth.sent).toEqual([[0x90, 60, 100]]);
    expect(drums.sent).toEqual([
      [0x90, 36, 1],
      [0x80, 36, 0],
    ]);
  });

  it('says which ports there are where one is missing, unplugged or none', async () => {
    const access = new FakeAccess();
    const { wish, told } = carried({ ask: access.ask });
    expect(await wish('')).toMatchObject({
      problem: expect.stringContaining('There is no MIDI port on this computer.') as string,
      again: true,
    });
    const synth = port('Synth');
    access.plug(synth);
    expect(await wish('Drums')).toMatchObject({
      problem: 'There is no MIDI port called “Drums”. There are: “Synth”.',
    });
    access.plug(synth, 'disconnected');
    expect(await wish('Synth', [0x90, 60, 100])).toMatchObject({ port: '', again: true });
    access.plug(synth);
    expect(await wish('Synth', [0x90, 60, 100])).toMatchObject({ port: 'Synth', problem: null });
    expect(told).toEqual([['Synth'], [], ['Synth']]);
    synth.send = () => {
      throw new DOMException('The port is taken.', 'InvalidAccessError');
    };
    expect(await wish('Synth', [0x90, 60, 100])).toMatchObject({
      problem: 'MIDI could not be used: The port is taken.',
    });
  });

  it('asks without system exclusive messages, once, and anew where it was refused', async () => {
    const access = new FakeAccess();
    access.plug(port('Synth'));
    const asked: unknown[] = [];
    let refused = true;
    const { wish } = carried({
      ask: (options) => {
        asked.push(options);
        return refused ? Promise.reject(new DOMException('No.', 'NotAllowedError')) : access.ask();
      },
    });
    expect(await wish('')).toMatchObject({
      problem: expect.stringContaining('MIDI is not allowed here.') as string,
      again: false,
    });
    refused = false;
    expect(await wish('')).toMatchObject({ problem: null });
    expect(await wish('')).toMatchObject({ problem: null });
    expect(asked).toEqual([{ sysex: false }, { sysex: false }]);
  });

  it('says where a browser has none, and where it still asks', async () => {
    const none = carried({ ask: undefined });
    // Where nothing is given the browser itself is asked, which has no instrument here.
    expect((await none.wish('a port that is not there'))?.problem).toMatch(/MIDI/);
    const slow = carried({ ask: () => new Promise(() => undefined), patience: 10 });
    expect(await slow.wish('')).toMatchObject({
      problem: 'The browser asks whether Beckon may use MIDI. Allow it there.',
    });
  });
});
