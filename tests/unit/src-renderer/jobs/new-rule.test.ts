import { describe, expect, it } from 'vitest';
import type { EventRule, Rehearsed, Run } from '../../../../src-main/contract';
import { DEFAULT_RULE } from '../../../../src-main/shared/rule-defaults';
import { newRule } from '../../../../src-renderer/jobs/new-rule';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { gesture } from '../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('none', 'None')];
const chosen: EventRule = { threshold: 0.9, windows: 3, release: 0.5, cooldown: 1 };

/** So many waves, each two seconds after the other, of which the model is no surer than this. */
function rehearsed(clips: number, share: number): Rehearsed {
  const answers = Array.from({ length: 30 * clips }, (_, window) => ({
    at: 100 * window,
    probabilities: window % 30 >= 20 ? [share, 0] : [0.05, 0],
  }));
  const gestures = Array.from({ length: clips }, (_, each) => ({
    index: 0,
    start: 3 * each + 2,
    end: 3 * each + 3,
  }));
  return { clips, streams: [{ answers, gestures, unknown: [], seconds: 3 * clips }] };
}

const ruleOf = (run: Partial<Run>, tried?: Rehearsed, base: Partial<Run> | null = null) => {
  const client = {
    models: { report: () => (base ? Promise.resolve(base) : Promise.reject(new Error('It is gone.'))) },
  } as unknown as Client;
  return newRule(client, 'one', { classes, ...run }, tried);
};

describe('the rule of a new run', () => {
  it('is fitted to what was held out, which is kept with it', async () => {
    const { events, ruleFit } = await ruleOf({}, rehearsed(10, 0.58));
    expect(events?.threshold).toBeLessThan(0.58);
    expect(ruleFit).toEqual({ clips: 10, stretches: [], gestures: 10, rule: events });
  });

  it('is fitted to excerpts of stretches that it has learnt from, too, which is kept with it', async () => {
    const clips = rehearsed(10, 0.97);
    expect((await ruleOf({}, clips)).events?.threshold).toBe(0.84);
    // What the model takes for waves there was none.
    const nothing = rehearsed(10, 0.88).streams.map((stream) => ({ ...stream, gestures: [] }));
    const beside = { ...clips, excerpts: 1, excerptGestures: 0, streams: [...clips.streams, ...nothing] };
    const { events, ruleFit } = await ruleOf({ learntStretches: ['s'] }, beside);
    expect(events?.threshold).toBeGreaterThan(0.88);
    expect(ruleFit).toEqual({ clips: 10, stretches: ['s'], gestures: 10, rule: events });
    // Those are kinder than clips that were held out, so they do not make up for too few of them.
    const few = await ruleOf({ learntStretches: ['s'] }, { ...beside, clips: 7, excerptGestures: 9 });
    expect([few.events, few.ruleFit?.rule]).toEqual([undefined, null]);
  });

  it('goes by a network that stays as it is as it is', async () => {
    const [sure, unsure] = [rehearsed(6, 0.95), rehearsed(6, 0.75)];
    const both = { clips: 12, streams: [...sure.streams, ...unsure.streams] };
    expect((await ruleOf({}, both)).events?.threshold).toBe(0.84);
    expect((await ruleOf({}, { ...both, asSure: true })).events?.threshold).toBeLessThan(0.75);
  });

  it('is the usual one where too few gestures were held out, and the run says so', async () => {
    const { events, ruleFit } = await ruleOf({}, rehearsed(7, 0.6));
    expect(events).toBeUndefined();
    expect(ruleFit).toEqual({ clips: 7, stretches: [], gestures: 7, rule: null });
    expect(await ruleOf({})).toEqual({});
  });

  it('stays that of the run it goes on from where none is fitted', async () => {
    const from = { id: 'run-1', name: 'Model 1', learnt: [] };
    const fit = { clips: 0, stretches: ['s'], gestures: 9, rule: { ...chosen, ...DEFAULT_RULE } };
    expect(await ruleOf({ from }, undefined, { events: chosen, ruleFit: fit })).toEqual({
      events: chosen,
      ruleFit: fit,
    });
    expect((await ruleOf({ from }, rehearsed(7, 0.6), { events: chosen })).events).toEqual(chosen);
    expect((await ruleOf({ from }, rehearsed(10, 0.6), { events: chosen })).events).not.toEqual(chosen);
    expect(await ruleOf({ from })).toEqual({});
    expect(await ruleOf({ from: { ...from, part: 'cnn' } }, undefined, { events: chosen })).toEqual({});
  });
});
