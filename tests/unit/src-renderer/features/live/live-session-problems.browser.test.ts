import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../../../../src-renderer/engine/api';
import { LiveStage, push } from '../../../../fixtures/renderer/live-stage';

let stage: LiveStage;
beforeEach(() => {
  stage = new LiveStage();
});
afterEach(() => stage.close());

describe('a problem', () => {
  beforeEach(() => stage.begin());
  const fails = async (error: Error): Promise<void> => {
    stage.refusal = error;
    stage.send();
    await expect.poll(() => stage.pushed.length).toBeGreaterThan(0);
  };

  it('is told, and watching begins anew when asked to', async () => {
    stage.live.retry();
    flushSync();
    expect(stage.live.status).toBe('filling');
    await fails(new EngineError('INTERNAL', 'The engine failed.'));
    await expect.poll(() => stage.live.status).toBe('problem');
    expect(stage.live.problem?.message).toBe('The engine failed.');
    flushSync();
    expect(stage.told()).toEqual(['stopped']);
    stage.refusal = null;
    stage.live.retry();
    flushSync();
    expect(stage.live.problem).toBeNull();
    await expect.poll(() => stage.live.status).toBe('filling');
    await stage.see(push);
    expect(stage.live.status).toBe('on');
  });

  it('is none where the card is lost once, but where that happens over and over', async () => {
    await fails(new EngineError('CONTEXT_LOST', 'The card is gone.'));
    await expect.poll(() => stage.opened.length).toBe(2);
    await expect.poll(() => stage.live.status).toBe('filling');
    expect(stage.told()).not.toContain('stopped');
    stage.send();
    await expect.poll(() => stage.live.status).toBe('problem');
    expect(stage.live.problem?.message).toBe('The card is gone.');
    expect(stage.opened).toHaveLength(2);
  });
});
