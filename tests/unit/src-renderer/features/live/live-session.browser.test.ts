import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE } from '../../../../../src-main/contract';
import type { LiveAnswer } from '../../../../../src-renderer/engine/api';
import type { LiveNews } from '../../../../../src-renderer/features/live/live-session.svelte';
import { answerOf, files, LiveStage, push } from '../../../../fixtures/renderer/live-stage';

let stage: LiveStage;
beforeEach(() => {
  stage = new LiveStage();
});
afterEach(() => stage.close());

describe('a live session', () => {
  it('does nothing before the person has come to Live', async () => {
    await Promise.resolve();
    expect(stage.live.status).toBe('off');
    expect(stage.live.wantsCamera).toBe(false);
    expect(stage.opened).toEqual([]);
    await stage.begin();
    expect(stage.live.wantsCamera).toBe(true);
    expect(stage.opened).toEqual(['run-1']);
  });

  it('goes on when the person comes to Live again', async () => {
    await stage.begin();
    await stage.see(push);
    stage.live.begin();
    flushSync();
    expect(stage.live.status).toBe('on');
    expect(stage.opened).toEqual(['run-1']);
  });

  it('closes all it has when it is paused, and starts when it is resumed', async () => {
    await stage.begin();
    await stage.see(push);
    stage.live.pause();
    flushSync();
    expect(stage.live.status).toBe('off');
    expect(stage.live.wantsCamera).toBe(false);
    expect(stage.openStreams).toBe(0);
    expect(stage.clocks.every(({ size }) => size === 0)).toBe(true);
    expect(stage.told()).toEqual(['answer', 'none', 'stopped']);
    stage.live.begin();
    flushSync();
    expect(stage.live.status).toBe('off');
    stage.live.resume();
    flushSync();
    await expect.poll(() => stage.live.status).toBe('filling');
    expect(stage.openStreams).toBe(1);
  });

  it('stops when its project closes, and does not start by itself when that is opened again', async () => {
    await stage.begin();
    stage.slug.current = null;
    expect(stage.live.status).toBe('off');
    stage.live.end();
    stage.slug.current = 'hands';
    expect(stage.live.status).toBe('off');
    expect(stage.openStreams).toBe(0);
  });

  it('stops when its model goes or the camera is off, and takes up another', async () => {
    await stage.begin();
    stage.runId.current = null;
    expect(stage.live.status).toBe('off');
    stage.runId.current = 'run-2';
    await expect.poll(() => stage.live.status).toBe('filling');
    expect(stage.opened).toEqual(['run-1', 'run-2']);
    stage.runId.current = 'run-3';
    await expect.poll(() => stage.live.status).toBe('filling');
    stage.feed.current = null;
    expect(stage.live.status).toBe('off');
    expect(stage.live.wantsCamera).toBe(true);
    expect(stage.openStreams).toBe(0);
    expect(stage.told().filter((each) => each === 'stopped')).toHaveLength(3);
  });

  it('begins anew with the same model where its picture or its captions change, and tells of a gap only', async () => {
    await stage.begin();
    await stage.see(push);
    stage.mirror.current = false;
    await expect.poll(() => stage.live.status).toBe('filling');
    stage.capture.current = { ...DEFAULT_CAPTURE, width: 64 };
    await expect.poll(() => stage.live.status).toBe('filling');
    stage.learnt.current += 1;
    await expect.poll(() => stage.live.status).toBe('filling');
    expect(stage.opened).toHaveLength(4);
    expect(stage.openStreams).toBe(1);
    expect(new Set(stage.told())).toEqual(new Set(['answer', 'none']));
  });

  it('tells everyone who listens what was seen and which gestures start and end', async () => {
    const other: LiveNews[] = [];
    const unsubscribe = stage.live.subscribe((each) => other.push(each));
    await stage.begin();
    for (const wave of [0.9, 0.9, 0.1]) await stage.see(answerOf(wave, 100));
    expect(other).toEqual(stage.news);
    const gestures = stage.news.flatMap((each) => (each.kind === 'frame' ? each.gestures : []));
    expect(gestures).toMatchObject([
      { kind: 'start', index: 0, at: 100, confidence: 0.9 },
      { kind: 'end', index: 0 },
    ]);
    expect(stage.live.lastGesture?.id).toBe('wave');
    unsubscribe();
    await stage.see(answerOf(0.1, 200));
    expect(stage.news).toHaveLength(4);
    expect(other).toHaveLength(3);
  });

  it('recognises gestures at the threshold that is set', async () => {
    await stage.begin();
    await stage.see(answerOf(0.7));
    stage.settings.current = {
      ...stage.settings.current,
      live: { ...stage.settings.current.live, threshold: 0.8 },
    };
    await stage.see(answerOf(0.7));
    expect(stage.live.lastGesture).toBeNull();
    expect(stage.live.verdict(0.8)).toMatchObject({ winner: { id: 'wave' }, confidence: 0.7, sure: false });
    expect(stage.live.verdict(0.7)?.sure).toBe(true);
  });

  it('recognises gestures by the rule that is kept with the model', async () => {
    stage.measured.current = { events: { threshold: 0.5, windows: 1, release: 0.5, cooldown: 0 } };
    await stage.begin();
    expect(stage.live.threshold).toBe(0.5);
    await stage.see(answerOf(0.55));
    expect(stage.live.lastGesture?.id).toBe('wave');
  });

  it('names a gesture for as long as it lasts, as outputs are told, also where a window is like nothing known', async () => {
    const strange: LiveAnswer = { ...answerOf(0.9), typicality: 0.01 };
    await stage.begin();
    await stage.see(strange);
    expect(stage.live.verdict(0.7)).toMatchObject({ sure: false, unseen: true });
    for (const answer of [answerOf(0.9), answerOf(0.9), strange]) await stage.see(answer);
    const lasts = { winner: { id: 'wave' }, sure: true, unseen: false, idle: false };
    expect(stage.live.verdict(0.7)).toMatchObject({ ...lasts, confidence: 0.9 });
    // It is still it, though another is likelier, and no longer surely.
    await stage.see(answerOf(0.4));
    expect(stage.live.verdict(0.7)).toMatchObject({ ...lasts, confidence: null });
    await stage.see({ ...answerOf(0.1), typicality: 0.01 });
    expect(stage.live.verdict(0.7)).toMatchObject({ winner: { id: 'push' }, sure: false, unseen: true });
  });

  it('keeps the threshold where the one before is kept: with the model, else for all', async () => {
    await stage.live.setThreshold(0.7);
    expect(stage.settings.current.live.threshold).toBe(0.7);
    const events = { threshold: 0.5, windows: 3, release: 0.5, cooldown: 0 };
    stage.measured.current = { events };
    await stage.live.setThreshold(0.8);
    expect(stage.measured.current).toEqual({ events: { ...events, threshold: 0.8 } });
    expect([stage.live.threshold, stage.settings.current.live.threshold]).toEqual([0.8, 0.7]);
  });

  it('says of a movement that it has never seen that it is none of the gestures, as readily as is set', async () => {
    const strange: LiveAnswer = { ...answerOf(0.9), typicality: 0.015 };
    await stage.begin();
    for (let i = 0; i < 3; i++) await stage.see(strange);
    expect(stage.live.lastGesture).toBeNull();
    expect(stage.live.verdict(0.7)).toMatchObject({ sure: false, unseen: true });
    expect(stage.live.verdict(0.7, 0.01)).toMatchObject({ sure: true, unseen: false });
    await stage.live.setUnseen(0.01);
    expect(stage.settings.current.live.unseen).toBe(0.01);
    for (let i = 0; i < 2; i++) await stage.see(strange);
    expect(stage.live.lastGesture?.id).toBe('wave');
    const events = { threshold: 0.5, windows: 3, release: 0.5, cooldown: 0 };
    stage.measured.current = { events };
    // A rule that was kept before there was such a thing refuses none.
    expect(stage.live.unseen).toBe(0);
    await stage.live.setUnseen(0.05);
    expect(stage.measured.current).toEqual({ events: { ...events, unseen: 0.05 } });
    expect([stage.live.unseen, stage.settings.current.live.unseen]).toEqual([0.05, 0.01]);
  });

  it('tells what its model knows also while it is paused', async () => {
    stage.runId.current = null;
    stage.instant.current = files('instant');
    await stage.begin();
    stage.live.pause();
    flushSync();
    expect(stage.live.classes).toEqual([]);
    expect(stage.live.run?.classes.map(({ id }) => id)).toEqual(['wave', 'push']);
  });

  it('goes by the instant model where there is no trained one, by its newest, and by a trained one once there is', async () => {
    stage.runId.current = null;
    expect(stage.kept).toBe(0);
    stage.live.begin();
    flushSync();
    expect([stage.kept, stage.live.wantsCamera, stage.live.status]).toEqual([1, true, 'off']);
    stage.instant.current = files('instant');
    await expect.poll(() => stage.live.status).toBe('filling');
    for (const wave of [0.9, 0.9]) await stage.see(answerOf(wave));
    expect(stage.live.lastGesture?.id).toBe('wave');
    stage.instant.current = files('instant-again');
    await expect.poll(() => stage.opened).toEqual(['instant', 'instant-again']);
    stage.runId.current = 'run-1';
    await expect.poll(() => stage.opened).toEqual(['instant', 'instant-again', 'run-1']);
    expect(stage.kept).toBe(0);
    await expect.poll(() => stage.openStreams).toBe(1);
  });
});
