import { expect, it } from 'vitest';
import { message, oscReceiver } from '../fixtures/outputs/peers';
import type { Scene } from './scene';

/** Outputs there and back, and a gesture on its way out. */
export function outputCalls(scene: Scene): void {
  it('sets up outputs, switches them and sends to them', async () => {
    const { client, slug } = scene.now();
    const { port, received } = await oscReceiver();
    const [kind] = await client.outputs.kinds();
    expect(kind).toMatchObject({ id: 'osc', settings: { port: { kind: 'whole', default: 9000 } } });
    const output = {
      id: 'synth',
      kind: 'osc',
      name: 'Synth',
      settings: { port, address: '/{event}', arguments: '' },
      moments: { 'swipe-left': ['start' as const] },
      later: { kept: true },
    };
    expect((await client.outputs.put({ slug, output })).outputs).toEqual([output]);
    expect(await client.outputs.test({ output, message: message() })).toEqual({ problem: null });
    expect(await client.outputs.secrets({ id: 'synth' })).toEqual({});
    const states = await client.outputs.states({ slug });
    expect((await states.next()).value).toEqual([]);
    await client.outputs.switch({ slug, id: 'synth', on: true });
    const state = { id: 'synth', on: true, sent: 0, lost: 0, problem: null };
    expect((await states.next()).value).toEqual([state]);
    await client.outputs.send({ slug, messages: [message(), message({ event: 'end' })] });
    expect((await states.next()).value).toEqual([{ ...state, sent: 1 }]);
    await client.outputs.stop({});
    expect((await states.next()).value).toEqual([{ ...state, sent: 1, on: false }]);
    await states.return();
    expect(received.map(({ address }) => address)).toEqual(['/start', '/start']);
    const arming = { way: 'gesture' as const, classId: 'swipe-left', seconds: 10 };
    expect(await client.outputs.arm({ slug, arming })).toMatchObject({ arming });
    expect(await client.outputs.arm({ slug, arming: null })).not.toHaveProperty('arming');
    expect(await client.outputs.remove({ slug, id: 'synth' })).not.toHaveProperty('outputs');
  });

  it('sends by MIDI through a page that takes wishes', async () => {
    const { client } = scene.now();
    const settings = { port: 'Synth', channel: 1, number: 60 };
    const output = { id: 'keys', kind: 'midi', name: 'Keys', settings, moments: {} };
    const wishes = await client.midi.wishes();
    const tested = client.outputs.test({ output, message: message() });
    for (const messages of [[], [[0x90, 61, 100]]]) {
      const wish = await wishes.next();
      if (wish.done) throw new Error('There are no wishes any more.');
      expect(wish.value).toMatchObject({ port: 'Synth', messages });
      await client.midi.answer({ id: wish.value.id, port: 'Synth', problem: null, again: false });
    }
    expect(await tested).toEqual({ problem: null });
    await client.midi.ports({ names: ['Synth'] });
    await wishes.return();
  });
}
