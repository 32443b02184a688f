import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ModelFiles } from '../../../../../src-main/contract';
import type { CameraFeed, CapturedFrame } from '../../../../../src-renderer/capture/api';
import { EngineError, type LiveAnswer, type LiveFrame } from '../../../../../src-renderer/engine/api';
import { Live } from '../../../../../src-renderer/features/live/live.svelte';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { gesture } from '../../../../fixtures/renderer/samples';

const WINDOW = 4;
const answer: LiveAnswer = { probabilities: [0.2, 0.8], timestamp: 0 };
const files = {
  run: { classes: [gesture('wave'), gesture('push')], preprocess: { frames: WINDOW, fps: 10 } },
} as unknown as ModelFiles;

let live: Live;
let opened: number;
let pushed: LiveFrame[];
let refusal: Error | null;
let replies: ((answer: LiveAnswer | null) => void)[];
let leave: () => void;
let send: (frame?: Partial<CapturedFrame>) => void;

beforeEach(async () => {
  opened = 0;
  pushed = [];
  replies = [];
  refusal = null;
  const listeners = new Set<(frame: CapturedFrame) => void>();
  const outside = {
    engine: {
      openStream: () => {
        opened += 1;
        return Promise.resolve({
          push: (frame: LiveFrame) => {
            pushed.push(frame);
            if (refusal) return Promise.reject(refusal);
            return new Promise<LiveAnswer | null>((resolve) => replies.push(resolve));
          },
          close: () => undefined,
        });
      },
    },
    startClock: () =>
      Promise.resolve({
        onFrame: (listener: (frame: CapturedFrame) => void) => listeners.add(listener),
        close: () => listeners.clear(),
      }),
  } as unknown as Outside;
  send = (frame) => {
    const whole = { rgb: new Uint8Array(3), timestamp: 0, dropped: 0, late: false, ...frame };
    for (const listener of listeners) listener(whole);
  };
  live = new Live(outside);
  leave = live.watch({} as CameraFeed, () => Promise.resolve(files), {
    capture: DEFAULT_CAPTURE,
    mirror: true,
  });
  await expect.poll(() => live.status).toBe('filling');
});

describe('Live', () => {
  it('tells the engine of every frame that is missing between two that it is given', async () => {
    send();
    send({ dropped: 2 });
    // Two are under way, so these are skipped.
    send();
    send({ dropped: 1 });
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 2]);
    replies[0]?.(null);
    await expect.poll(() => live.filled).toBe(1);
    send({ dropped: 4 });
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 2, 3 + 4]);
  });

  it('says what went wrong, and watches anew when asked to', async () => {
    live.retry();
    expect(live.status).toBe('filling');
    refusal = new EngineError('internal', 'The engine failed.');
    send();
    await expect.poll(() => live.status).toBe('problem');
    expect(live.problem?.message).toBe('The engine failed.');
    refusal = null;
    live.retry();
    expect(live.problem).toBeNull();
    await expect.poll(() => live.status).toBe('filling');
    send();
    replies[0]?.(answer);
    await expect.poll(() => live.status).toBe('on');
  });

  it('watches anew by itself when the card is lost, but not over and over', async () => {
    refusal = new EngineError('context-lost', 'The card is gone.');
    send();
    await expect.poll(() => opened).toBe(2);
    await expect.poll(() => live.status).toBe('filling');
    send();
    await expect.poll(() => live.status).toBe('problem');
    expect(live.problem?.message).toBe('The card is gone.');
    expect(opened).toBe(2);
  });

  it('looks at every other frame or at none where that is asked for', async () => {
    send();
    replies[0]?.(answer);
    await expect.poll(() => live.status).toBe('on');
    live.pace = 'slow';
    send();
    send();
    expect(pushed.map(({ missed }) => missed)).toEqual([0, 1]);
    replies[1]?.(answer);
    await expect.poll(() => live.status).toBe('on');
    live.pace = 'pause';
    send();
    send();
    expect(pushed).toHaveLength(2);
    expect(live.verdict(0)).toBeNull();
    live.pace = 'on';
    send();
    expect(pushed.at(-1)?.missed).toBe(WINDOW);
  });

  it('has the last seconds at hand as a clip, once there is a whole one and until it is left', () => {
    for (let n = 0; n < WINDOW - 1; n++) send();
    expect(live.lastClip()).toBeNull();
    send();
    const { width, height } = DEFAULT_CAPTURE;
    expect(live.lastClip()?.shape).toEqual([WINDOW, height, width, 3]);
    leave();
    expect(live.lastClip()).toBeNull();
  });

  it('does not watch anew once it was left', async () => {
    refusal = new EngineError('internal', 'The engine failed.');
    send();
    await expect.poll(() => live.status).toBe('problem');
    leave();
    live.retry();
    expect(live.status).toBe('off');
  });

  it('counts how full the window is, and shows no old answer while it fills again', async () => {
    send();
    send({ dropped: 1 });
    replies[0]?.(null);
    await expect.poll(() => live.filled).toBe(1);
    replies[1]?.(null);
    await expect.poll(() => live.filled).toBe(3);
    send();
    replies[2]?.(answer);
    await expect.poll(() => live.verdict(0.5)?.winner.id).toBe('push');
    expect(live.filled).toBe(WINDOW);
    send({ dropped: WINDOW });
    replies[3]?.(null);
    await expect.poll(() => live.status).toBe('filling');
    expect(live.verdict(0.5)).toBeNull();
    expect(live.filled).toBe(1);
  });
});
