import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ModelFiles } from '../../../../src-main/contract';
import type { EventTruth } from '../../../../src-renderer/gestures/event-score';
import { judgedOf, scoreVideo, toFitOn } from '../../../../src-renderer/jobs/score';
import { greyGif } from '../../../fixtures/gif';
import { brightIsWave } from '../../../fixtures/renderer/bright-is-wave';
import { gesture } from '../../../fixtures/renderer/samples';

const capture = { ...DEFAULT_CAPTURE, width: 16, height: 16 };
const run = {
  classes: [gesture('wave', 'Wave'), gesture('none', 'None')],
  preprocess: { frames: 4, fps: 10, mirror: true },
} as unknown as ModelFiles['run'];
const model = { run } as ModelFiles;

/** Five seconds, in which it is bright from 1 s to 1.5 s and from 3 s to 3.5 s. */
const video = new Blob([
  greyGif(Array.from({ length: 50 }, (_, i) => (i % 20 >= 10 && i % 20 < 15 ? 200 : 20))),
]);

const score = (truth: EventTruth, signal = new AbortController().signal, onProgress = () => {}) =>
  scoreVideo(video, {
    engine: brightIsWave().engine,
    model,
    capture,
    asked: { threshold: 0.8 },
    truth,
    signal,
    onProgress,
  });

describe('scoring a video', () => {
  it('tells which events belong to gestures, and how late they come', async () => {
    const scored = await score({ gestures: [{ index: 0, start: 0.8, end: 1.4 }], unknown: [] });
    expect(scored).toMatchObject({
      threshold: 0.8,
      gestures: 1,
      events: 2,
      right: 1,
      recall: 1,
      precision: 0.5,
    });
    expect(scored.seconds).toBeCloseTo(5);
    expect(scored.perClass).toMatchObject([{ classId: 'wave', name: 'Wave', gestures: 1, right: 1 }]);
    expect(scored.told).toMatchObject([
      { class: 'Wave', confidence: 0.9, gesture: 0, wrong: null },
      { class: 'Wave', gesture: null, wrong: 'idle' },
    ]);
    const [first, second] = scored.told;
    // Two windows have to be won: the first bright pictures come at 1 s and 1.1 s.
    expect(first?.start).toBeCloseTo(1.1);
    expect(first?.end).toBeCloseTo(1.5);
    expect(second?.start).toBeCloseTo(3.1);
    expect(scored.delayP50).toBeCloseTo(0.3);
    expect(scored.falsePerHour).toBeCloseTo(720);
    expect(scored.onShare).toBeCloseTo(0.16);
  });

  it('refuses the truth of a longer video, and a stop', async () => {
    const late = { gestures: [{ index: 0, start: 60, end: 61 }], unknown: [] };
    await expect(score(late)).rejects.toThrow(/starts at 60 s, but the video ends after 5\.0 s/);
    const abort = new AbortController();
    const stopped = score({ gestures: [], unknown: [] }, abort.signal, () => abort.abort());
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('judging a model by stretches', () => {
  const own = (id: string): string => id;
  const judged = (all: string[], fittedTo: string[]) =>
    judgedOf(all, { ruleFit: { clips: 0, stretches: fittedTo, gestures: 3, rule: null } }, own);

  it('counts those that its rule was not fitted to', () => {
    expect(judgedOf(['a', 'b'], {}, own)).toEqual({ counted: ['a', 'b'], fitted: false, leftOut: 0 });
    expect(judged(['a', 'b', 'c'], ['b', 'gone'])).toEqual({
      counted: ['a', 'c'],
      fitted: false,
      leftOut: 1,
    });
  });

  it('counts none that it has learnt from', () => {
    expect(judgedOf(['a', 'b'], { learntStretches: ['a'] }, own).counted).toEqual(['b']);
  });

  it('fits rules to those that may be learnt from, where any may', () => {
    const [a, b] = [
      { id: 'a', learn: false },
      { id: 'b', learn: true },
    ];
    expect([toFitOn([a, b]), toFitOn([a]), toFitOn([])]).toEqual([[b], [a], []]);
  });

  it('counts all where there are no others, and says so', () => {
    expect(judged(['a', 'b'], ['a', 'b'])).toEqual({ counted: ['a', 'b'], fitted: true, leftOut: 0 });
    expect(judged([], ['a'])).toEqual({ counted: [], fitted: false, leftOut: 0 });
  });
});
