import { describe, expect, it } from 'vitest';
import { Flow } from '../../../../src-renderer/engine/flow';

/** How many of so many turns are given before any is taken. */
async function given(flow: Flow, wanted: number): Promise<() => number> {
  let count = 0;
  void (async () => {
    for (let i = 0; i < wanted; i++) {
      await flow.turn();
      count++;
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return () => count;
}
const aMoment = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 0));

describe('Flow', () => {
  it('lets so many on the way, and more as they are taken', async () => {
    const flow = new Flow(4);
    const count = await given(flow, 10);
    expect(count()).toBe(4);
    flow.taken(3);
    await aMoment();
    expect(count()).toBe(7);
    flow.taken(7);
    await aMoment();
    expect(count()).toBe(10);
  });

  it('waits for nothing once it is open', async () => {
    const flow = new Flow(2);
    const count = await given(flow, 9);
    flow.open();
    await aMoment();
    expect(count()).toBe(9);
  });
});
