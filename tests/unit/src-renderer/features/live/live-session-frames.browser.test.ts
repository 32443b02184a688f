import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraFeed } from '../../../../../src-renderer/capture/api';
import { DEFAULT_CAPTURE } from '../../../../../src-main/contract';
import { LiveStage, push, WINDOW } from '../../../../fixtures/renderer/live-stage';

let stage: LiveStage;
beforeEach(() => {
  stage = new LiveStage();
});
afterEach(() => stage.close());

describe('frames', () => {
  beforeEach(() => stage.begin());

  it('that are missing between two are told to the engine', async () => {
    stage.send();
    stage.send({ dropped: 2 });
    // Two are under way, so these are skipped.
    stage.send();
    stage.send({ dropped: 1 });
    expect(stage.pushed.map(({ missed }) => missed)).toEqual([0, 2]);
    stage.replies[0]?.(null);
    await expect.poll(() => stage.live.filled).toBe(1);
    stage.send({ dropped: 4 });
    expect(stage.pushed.map(({ missed }) => missed)).toEqual([0, 2, 3 + 4]);
  });

  it('that were made of others are looked at and count as missed, and are skipped first where time is short', async () => {
    await stage.see(push);
    stage.send({ filled: true });
    stage.send();
    expect(stage.pushed.map(({ missed }) => missed)).toEqual([0, 0, 0]);
    stage.replies[1]?.(push);
    await expect.poll(() => stage.news.length).toBe(2);
    expect(stage.live.keeping).toMatchObject({ due: 1, missed: 0 });
    stage.send({ filled: true });
    stage.send();
    expect(stage.pushed.map(({ missed }) => missed)).toEqual([0, 0, 0, 1]);
    stage.replies[2]?.(push);
    stage.replies[3]?.(push);
    await expect.poll(() => stage.live.keeping?.due).toBe(5);
    expect(stage.live.keeping?.missed).toBe(2);
    expect(stage.live.cause).toBe('camera');
  });

  it('are counted, those that were missed too, and how long each took', async () => {
    expect(stage.live.keeping).toBeNull();
    await stage.see(push);
    expect(stage.live.keeping).toMatchObject({ due: 1, missed: 0 });
    stage.send({ dropped: 3 });
    stage.replies.at(-1)?.(push);
    await expect.poll(() => stage.live.keeping?.due).toBe(5);
    const { missed, recognised } = stage.live.keeping ?? {};
    expect(missed).toBe(3);
    expect(recognised?.half).toBeLessThanOrEqual(recognised?.most ?? NaN);
  });

  it('that are missing are put down to the camera where it did not give them', async () => {
    await stage.see(push);
    expect(stage.live.cause).toBe('computer');
    stage.send({ dropped: 3 });
    stage.replies.at(-1)?.(push);
    await expect.poll(() => stage.live.cause).toBe('camera');
    // From here on there are more that nobody had time for.
    stage.send();
    stage.send();
    for (let frame = 0; frame < 8; frame++) stage.send();
    for (const reply of stage.replies.splice(0)) reply(push);
    await expect.poll(() => stage.told().length).toBeGreaterThan(3);
    stage.send();
    stage.replies.at(-1)?.(push);
    await expect.poll(() => stage.live.cause).toBe('computer');
  });

  it('that the sample camera does not give are put down to the computer that draws it', async () => {
    stage.feed.current = { device: { label: 'Sample camera' }, sample: {} } as CameraFeed;
    await expect.poll(() => stage.live.status).toBe('filling');
    await stage.see(push);
    stage.send({ dropped: 3 });
    stage.replies.at(-1)?.(push);
    await expect.poll(() => stage.live.keeping?.missed).toBe(3);
    expect(stage.live.cause).toBe('computer');
  });

  it('are looked at every other time, or not at all, while a model trains, as the settings say', async () => {
    const whileTraining = (value: 'slow' | 'pause'): void => {
      stage.settings.current = {
        ...stage.settings.current,
        live: { ...stage.settings.current.live, whileTraining: value },
      };
    };
    await stage.see(push);
    whileTraining('slow');
    expect(stage.live.pace).toBe('on');
    stage.busy.current = true;
    stage.send();
    stage.send();
    expect(stage.pushed.map(({ missed }) => missed)).toEqual([0, 1]);
    stage.replies[1]?.(push);
    await expect.poll(() => stage.news.length).toBe(2);
    whileTraining('pause');
    stage.send();
    stage.send();
    expect(stage.pushed).toHaveLength(2);
    expect(stage.told()).toEqual(['answer', 'answer', 'none']);
    expect(stage.live.verdict(0)).toBeNull();
    stage.busy.current = false;
    stage.send();
    expect(stage.pushed.at(-1)?.missed).toBe(WINDOW);
  });

  it('are looked at every other time while clips that are recorded miss frames', async () => {
    await stage.see(push);
    stage.recording.current = { activeClassId: 'wave', dropped: 0 };
    expect(stage.live.pace).toBe('on');
    stage.recording.current = { activeClassId: 'wave', dropped: 1 };
    expect(stage.live.pace).toBe('slow');
    stage.send();
    stage.send();
    expect(stage.pushed).toHaveLength(2);
    stage.recording.current = { activeClassId: null, dropped: 1 };
    expect(stage.live.pace).toBe('on');
  });

  it('fill the window, and no old answer is shown while it fills again', async () => {
    stage.send();
    stage.send({ dropped: 1 });
    stage.replies[0]?.(null);
    await expect.poll(() => stage.live.filled).toBe(1);
    stage.replies[1]?.(null);
    await expect.poll(() => stage.live.filled).toBe(3);
    stage.send();
    stage.replies[2]?.(push);
    await expect.poll(() => stage.live.verdict(0.5)?.winner.id).toBe('push');
    expect(stage.live.filled).toBe(WINDOW);
    stage.send({ dropped: WINDOW });
    stage.replies[3]?.(null);
    await expect.poll(() => stage.live.status).toBe('filling');
    expect(stage.live.verdict(0.5)).toBeNull();
    expect(stage.live.filled).toBe(1);
  });

  it('of the last seconds are at hand as a clip, once there is a whole one and until it is paused', () => {
    for (let n = 0; n < WINDOW - 1; n++) stage.send();
    expect(stage.live.lastClip()).toBeNull();
    stage.send();
    const { width, height } = DEFAULT_CAPTURE;
    expect(stage.live.lastClip()?.shape).toEqual([WINDOW, height, width, 3]);
    stage.live.pause();
    flushSync();
    expect(stage.live.lastClip()).toBeNull();
  });
});
