import { describe, expect, it } from 'vitest';
import {
  drawExcerpt,
  planExcerpts,
  rehearsalOf,
  type Excerpt,
  type ExcerptPlan,
} from '../../../../src-renderer/learning/excerpts';
import { Random } from '../../../../src-renderer/learning/random';
import { stretchFrames } from '../../../../src-renderer/learning/stretches';
import { gesture } from '../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];
const capture = { frames: 16, fps: 10 };
const count = stretchFrames(capture.frames);
const wave = { class: 'wave', start: 10, end: 11.6 };
const plans = (marks: Partial<Parameters<typeof planExcerpts>[0]>, seed = 1) =>
  planExcerpts({ events: [], unknown: [], seconds: 60, ...marks }, classes, capture, new Random(seed));

describe('excerpts of a recorded stretch', () => {
  it('have a gesture due once it is plain, not yet before, and no longer once it is over', () => {
    const [own] = plans({ events: [wave] });
    expect(own).toMatchObject({ classId: 'wave' });
    if (!own) throw new Error('There is one.');
    expect(own.due).toHaveLength(count);
    own.due.forEach((due, t) => {
      const time = (own.from + t) / capture.fps;
      if (due) expect(time).toBeGreaterThanOrEqual(10.7);
      if (due) expect(time).toBeLessThan(12);
      if (time < 10.5 || time > 12.3) expect(due).toBe(false);
    });
    // Windows that end with these frames see all three.
    const seen = own.due.slice(capture.frames - 1);
    expect(seen).toContain(true);
    expect(seen).toContain(false);
  });

  it('have nothing due in pauses and in movements that are no class, and what a gesture makes unclear is left out', () => {
    const all = plans({ events: [wave], unknown: [{ start: 30, end: 32 }] });
    const pauses = all.filter(({ classId }) => classId === null);
    expect(pauses.length).toBeGreaterThanOrEqual(2);
    for (const { from, due } of pauses) {
      expect(due).not.toContain(true);
      due.forEach((each, t) => {
        const time = (from + t) / capture.fps;
        if (time > 10.7 && time < 13) return expect(each === null || time > 12.2).toBe(true);
        if (time < 10.5 || time > 12.5) expect(each).toBe(false);
      });
    }
    expect(pauses.some(({ from }) => from < 310 && from + count > 310)).toBe(true);
  });

  it('leave out gestures of classes that are not learnt, and take what stands for none for a movement', () => {
    const foreign = plans({ events: [{ ...wave, class: 'gone' }] });
    expect(foreign.every(({ classId }) => classId === null)).toBe(true);
    for (const { from, due } of foreign)
      due.forEach((each, t) => {
        const time = (from + t) / capture.fps;
        if (time > 10.7 && time < 12) expect(each).toBeNull();
      });
    const idle = plans({ events: [{ ...wave, class: 'none' }] });
    expect(idle.every(({ due }) => due.every((each) => each === false))).toBe(true);
  });

  it('are within the video, and none where that is too short', () => {
    const seconds = 12;
    for (const { from } of plans({ events: [wave], seconds })) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from + count).toBeLessThanOrEqual(seconds * capture.fps);
    }
    expect(plans({ events: [], seconds: 3 })).toEqual([]);
    expect(plans({ events: [wave] })).toEqual(plans({ events: [wave] }));
  });

  it('give windows of both kinds', () => {
    const [plan] = plans({ events: [wave] });
    if (!plan) throw new Error('There is one.');
    const excerpt: Excerpt = {
      ...plan,
      shape: [count, 1, 1, 3],
      mirror: false,
      frames: new Uint8Array(3 * count),
    };
    const { windows } = drawExcerpt(excerpt, capture.frames, new Random(1));
    expect(windows).toHaveLength(8);
    expect(windows.filter(({ due }) => due)).toHaveLength(3);
    for (const { end, due } of windows) expect(due).toBe(plan.due[end]);
  });

  const shot = (plan: ExcerptPlan): Excerpt => ({
    ...plan,
    ...{ shape: [count, 1, 1, 3], mirror: true },
    frames: Uint8Array.from({ length: 3 * count }, (_, at) => Math.floor(at / 3)),
  });

  it('are also seen as what they were: pictures, and when the gesture was made', () => {
    const [own] = plans({ events: [wave], unknown: [{ start: 30, end: 32 }] });
    if (!own) throw new Error('There is one.');
    const seen = rehearsalOf(shot(own), classes, capture.fps);
    expect(seen?.pictures.map(([first]) => first)).toEqual(Array.from({ length: count }, (_, at) => at));
    expect([seen?.width, seen?.height, seen?.mirror, seen?.unknown]).toEqual([1, 1, true, []]);
    const [made] = seen?.gestures ?? [];
    expect(made?.index).toBe(0);
    expect((own.from / capture.fps + (made?.start ?? NaN)).toFixed(6)).toBe(wave.start.toFixed(6));
    expect((own.from / capture.fps + (made?.end ?? NaN)).toFixed(6)).toBe(wave.end.toFixed(6));
  });

  it('have no gesture in pauses, and are no measure where another one is made in them', () => {
    const quiet = plans({ unknown: [{ start: 30, end: 32 }] });
    expect(quiet.map((plan) => rehearsalOf(shot(plan), classes, capture.fps)?.gestures)).toEqual(
      quiet.map(() => []),
    );
    const other = { class: 'push', start: wave.end + 0.3, end: wave.end + 1.5 };
    const [own, ...others] = plans({ events: [wave, other] });
    if (!own) throw new Error('There is one.');
    expect(own.classId).toBe('wave');
    expect(rehearsalOf(shot({ ...own, due: own.due.map(() => null) }), classes, capture.fps)).toBeNull();
    for (const plan of others.filter(({ classId, due }) => classId === null && due.includes(null)))
      expect(rehearsalOf(shot(plan), classes, capture.fps)).toBeNull();
  });
});
