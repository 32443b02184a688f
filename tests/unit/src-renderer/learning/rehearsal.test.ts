import { describe, expect, it } from 'vitest';
import type { KeptClip } from '../../../../src-renderer/learning/clips';
import { preprocessSpec } from '../../../../src-renderer/learning/defaults';
import { Random } from '../../../../src-renderer/learning/random';
import { drawRehearsals } from '../../../../src-renderer/learning/rehearsal';
import { capture, classes, movingBars, smallConfig } from '../../../fixtures/engine/support';

const spec = preprocessSpec(smallConfig(), capture);
const clips = movingBars(6, ['a', 'b']);
const draw = (from: readonly KeptClip[], seed = 1, of = classes) =>
  drawRehearsals(from, spec, of, new Random(seed));
const still = (clip: KeptClip): KeptClip => {
  const [count, height, width] = clip.shape;
  const picture = clip.frames.slice(0, height * width * 3);
  const frames = new Uint8Array(clip.frames.length);
  for (let t = 0; t < count; t++) frames.set(picture, t * picture.length);
  return { ...clip, frames };
};

describe('rehearsals', () => {
  it('have every gesture once or twice, a sitting each, with pauses between', () => {
    const { clips: count, rehearsals } = draw(clips);
    expect(count).toBe(12);
    expect(rehearsals).toHaveLength(2);
    for (const { pictures, gestures, unknown, width, height, mirror } of rehearsals) {
      expect([width, height, mirror]).toEqual([24, 24, true]);
      expect(pictures.every(({ length }) => length === 24 * 24 * 3)).toBe(true);
      expect(gestures.map(({ index }) => index).sort()).toEqual([0, 0, 0, 1, 1, 1]);
      const moves = [...gestures, ...unknown].sort((one, other) => one.start - other.start);
      moves.forEach(({ start, end }, each) => {
        expect(end).toBeGreaterThan(start);
        // An event that comes late is still its gesture's.
        expect((moves[each + 1]?.start ?? Infinity) - end).toBeGreaterThanOrEqual(1.1);
      });
      expect(pictures.length / capture.fps - (moves.at(-1)?.end ?? 0)).toBeGreaterThan(1);
      // The first window is full before anything is done.
      expect(moves[0]?.start).toBeGreaterThan(capture.frames / capture.fps);
    }
    // Few clips: each is made twice.
    const few = draw(clips.filter(({ session }) => session === 'a'));
    expect(few.clips).toBe(6);
    expect(few.rehearsals[0]?.gestures).toHaveLength(12);
  });

  it('are the same from the same seed, and never long', () => {
    expect(draw(clips)).toEqual(draw(clips));
    expect(draw(clips, 2)).not.toEqual(draw(clips));
    const { clips: count, rehearsals } = draw(movingBars(40, ['a', 'b', 'c']));
    expect(count).toBe(16);
    expect(rehearsals.flatMap(({ gestures }) => gestures)).toHaveLength(16);
  });

  it('have movements in them that are no class, and what stands for none is one', () => {
    const unknown = Array.from({ length: 5 }, (_, seed) => draw(clips, seed).rehearsals)
      .flat()
      .flatMap((rehearsal) => rehearsal.unknown);
    expect(unknown.length).toBeGreaterThan(5);
    const [left, right] = classes.map((one) => ({ ...one, name: one.id === 'right' ? 'None' : one.name }));
    if (!left || !right) throw new Error('There are two classes.');
    const { clips: count, rehearsals } = draw(clips, 1, [left, right]);
    expect(count).toBe(6);
    expect(rehearsals.flatMap(({ gestures }) => gestures).every(({ index }) => index === 0)).toBe(true);
  });

  it('leave out what does not move, and are none where nothing is left', () => {
    const some = [...clips.slice(0, 3), ...clips.slice(3).map(still)];
    expect(draw(some).clips).toBe(3);
    expect(draw(clips.map(still))).toEqual({ clips: 0, rehearsals: [] });
    expect(draw([])).toEqual({ clips: 0, rehearsals: [] });
  });

  it('show clips that are kept in grey as any other', () => {
    const grey = clips.map((clip): KeptClip => ({
      ...clip,
      shape: [clip.shape[0], 24, 24, 1],
      frames: clip.frames.filter((_, i) => i % 3 === 0),
    }));
    expect(draw(grey)).toEqual(draw(clips));
  });
});
