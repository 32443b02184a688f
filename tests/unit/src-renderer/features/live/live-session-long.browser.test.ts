import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../../../../src-renderer/engine/api';
import { answerOf, LiveStage } from '../../../../fixtures/renderer/live-stage';

let stage: LiveStage;
beforeEach(async () => {
  stage = new LiveStage();
  await stage.begin();
});
afterEach(() => {
  vi.restoreAllMocks();
  stage.close();
});

/** The gesture is made, for long enough, from then on (ms). */
async function wave(from = 0): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await stage.see(answerOf(0.9, from + 100 * frame));
}

/** Starts and ends of gestures, as outputs are told of them. */
const told = (): string[] =>
  stage.news.flatMap((each) => (each.kind === 'frame' ? each.gestures.map(({ kind }) => kind) : []));

describe('those who listen are told of gestures again, without a click', () => {
  it('after the graphics card was lost', async () => {
    await wave();
    stage.refusal = new EngineError('CONTEXT_LOST', 'The card is gone.');
    stage.send();
    await expect.poll(() => stage.opened.length).toBe(2);
    stage.refusal = null;
    await expect.poll(() => stage.live.status).toBe('filling');
    // A gesture that lasted has been told to end.
    expect(told()).toEqual(['start', 'end']);
    await wave();
    expect(told()).toEqual(['start', 'end', 'start']);
  });

  it('after the camera was away', async () => {
    await wave();
    const { current } = stage.feed;
    stage.feed.current = null;
    expect([stage.live.status, stage.live.wantsCamera]).toEqual(['off', true]);
    expect(told()).toEqual(['start', 'end']);
    stage.feed.current = current;
    await expect.poll(() => stage.live.status).toBe('filling');
    await wave();
    expect(told()).toEqual(['start', 'end', 'start']);
  });

  it('after the computer has slept', async () => {
    await wave();
    // The camera goes on an hour later, and the engine's window begins anew.
    stage.send({ timestamp: 3_600_000, dropped: 36_000 });
    expect(stage.pushed.at(-1)?.missed).toBe(36_000);
    stage.replies.at(-1)?.(null);
    await expect.poll(told).toEqual(['start', 'end']);
    await wave(3_601_000);
    expect(told()).toEqual(['start', 'end', 'start']);
  });

  it('in a window that is out of sight', async () => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    await wave();
    expect(told()).toEqual(['start']);
    expect(stage.live.keeping).toMatchObject({ painted: null, due: 3 });
  });
});
