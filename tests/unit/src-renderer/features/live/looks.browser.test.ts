import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError, type Look, type LookRequest } from '../../../../../src-renderer/engine/api';
import { Looks, type Wanted } from '../../../../../src-renderer/features/live/looks.svelte';
import { LiveStage, push } from '../../../../fixtures/renderer/live-stage';

const seen: Look = { film: null, heat: null, of: 1 };

describe('Looks', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
  afterEach(() => vi.useRealTimers());

  /** Looks at a stream that takes so long (ms) for each. */
  function looking(takes: number, outcome: Look | Error | null = seen) {
    const asked: LookRequest[] = [];
    const wanted: Wanted = { film: true, heat: true };
    const look = (at: LookRequest): Promise<Look | null> => {
      asked.push(at);
      return new Promise((resolve, reject) =>
        setTimeout(() => (outcome instanceof Error ? reject(outcome) : resolve(outcome)), takes),
      );
    };
    return { asked, wanted, looks: new Looks({ look }, () => wanted) };
  }

  /** Offers a frame every 50 ms for a second. */
  async function second(looks: Looks): Promise<void> {
    for (let i = 0; i < 20; i++) {
      void looks.offer();
      await vi.advanceTimersByTimeAsync(50);
    }
  }

  it('looks a few times a second', async () => {
    const { asked, looks } = looking(10);
    await second(looks);
    expect(asked).toHaveLength(4);
    expect(looks.latest).toBe(seen);
  });

  it('leaves out what there is no time for', async () => {
    const { asked, looks } = looking(150);
    await second(looks);
    // It rests five times as long as it looked.
    expect(asked).toHaveLength(2);
  });

  it('asks for nothing where nothing is wanted, and forgets what it saw', async () => {
    const { asked, wanted, looks } = looking(10);
    await second(looks);
    wanted.film = wanted.heat = false;
    asked.length = 0;
    await second(looks);
    expect(asked).toEqual([]);
    expect(looks.latest).toBeNull();
  });

  it('says why a model’s places cannot be told, and does not ask again', async () => {
    const { asked, looks } = looking(10, new EngineError('BAD_MODEL', 'It is one piece.'));
    await second(looks);
    expect(looks.problem).toBe('It is one piece.');
    expect(asked.filter(({ heat }) => heat)).toHaveLength(1);
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('a live session that shows what the model sees', () => {
  let stage: LiveStage;
  beforeEach(() => {
    stage = new LiveStage();
  });
  afterEach(() => stage.close());

  it('looks after an answer, and only where that is wanted', async () => {
    stage.look = seen;
    await stage.begin();
    await stage.see(push);
    expect(stage.looked).toEqual([]);
    stage.live.wanted = { film: true, heat: false };
    await stage.see(push);
    await expect.poll(() => stage.live.look).toBe(seen);
    expect(stage.looked).toEqual([{ film: true, heat: false }]);
  });

  it('does not look while another frame waits', async () => {
    await stage.begin();
    await stage.see(push);
    stage.live.wanted = { film: true, heat: true };
    stage.send();
    stage.send();
    const news = stage.news.length;
    stage.replies.at(-2)?.(push);
    await expect.poll(() => stage.news.length).toBe(news + 1);
    expect(stage.looked).toEqual([]);
    stage.replies.at(-1)?.(push);
    await expect.poll(() => stage.looked.length).toBe(1);
  });
});
