import { describe, expect, it } from 'vitest';
import { midiWith } from '../../../../src-main/outputs/midi';
import { MidiPages } from '../../../../src-main/outputs/midi-pages';
import { Delivery } from '../../../../src-main/outputs/delivery';
import { failure, message } from '../../../fixtures/outputs/peers';

/** A page that sends to a port, as far as this process can tell. */
function page(pages: MidiPages, port = 'Synth') {
  const stop = new AbortController();
  const sent: string[] = [];
  const played = (async () => {
    for await (const { id, messages, port: wanted } of pages.wishes(stop.signal)) {
      const problem = port.includes(wanted) ? null : `There is no MIDI port called “${wanted}”.`;
      if (problem === null) sent.push(...messages.map((bytes) => Buffer.from(bytes).toString('hex')));
      pages.answer({ id, port: problem === null ? port : '', problem, again: true });
    }
  })();
  return { sent, close: () => (stop.abort(), played) };
}

const settings = { channel: 2, number: 60 };

describe('MIDI', () => {
  it('plays a note until the gesture ends, each gesture its own', async () => {
    const pages = new MidiPages();
    const { sent, close } = page(pages);
    const notes: string[] = [];
    const link = { lost: () => undefined, note: (text: string) => void notes.push(text) };
    const channel = await midiWith(pages).open(settings, link);
    const signal = new AbortController().signal;
    await channel.send(message(), signal);
    await channel.send(message({ event: 'held', value: 90.4 }), signal);
    await channel.send(message({ event: 'end' }), signal);
    await channel.send(message({ number: 1 }), signal);
    expect(sent).toEqual(['913d64', 'a13d5a', '813d00', '913c64']);
    expect(notes).toEqual(['Sends to Synth.']);
    // What still sounds is silenced where all is switched off.
    channel.close();
    await expect.poll(() => sent.at(-1)).toBe('813c00');
    await close();
  });

  it('moves a controller: at once, with the probability, and back', async () => {
    const pages = new MidiPages();
    const { sent, close } = page(pages);
    const kind = midiWith(pages);
    expect(kind.range).toEqual({ low: 0, high: 127, smoothing: 0.5 });
    const channel = await kind.open({ action: 'control', number: 1, each: false, channel: 16 });
    const signal = new AbortController().signal;
    for (const event of ['start', 'held', 'end'] as const)
      await channel.send(message({ event, value: 200 }), signal);
    await channel.send(message({ event: 'value', value: 31.6 }), signal);
    expect(sent).toEqual(['bf017f', 'bf017f', 'bf0100', 'bf0120']);
    channel.close();
    await close();
  });

  it('says what is missing: a window, a port', async () => {
    const pages = new MidiPages();
    expect(await failure(midiWith(pages).open({}))).toEqual({
      message: 'MIDI is sent by Beckon’s window, and none is open. Open it again.',
      again: true,
    });
    const { close } = page(pages);
    expect(await failure(midiWith(pages).open({ port: 'Drums' }))).toEqual({
      message: 'There is no MIDI port called “Drums”.',
      again: true,
    });
    await close();
  });

  it('is lost with its port, and works again once that is back', async () => {
    const pages = new MidiPages();
    const first = page(pages);
    const delivery = new Delivery({
      open: (link) => midiWith(pages).open({}, link),
      retries: [],
      reopen: [5],
    });
    await expect.poll(() => delivery.note).toBe('Sends to Synth.');
    pages.tell(['Another']);
    expect(delivery.problem).toBe('The MIDI port “Synth” is gone. Plug it in again.');
    await expect.poll(() => [delivery.problem, delivery.note]).toEqual([null, 'Sends to Synth.']);
    // The window is closed, and opened again.
    await first.close();
    await expect.poll(() => delivery.problem).toContain('Beckon’s window');
    const second = page(pages);
    await expect.poll(() => delivery.problem).toBeNull();
    delivery.push(message());
    await expect.poll(() => second.sent).toEqual(['903d64']);
    delivery.close();
    await second.close();
  });
});
