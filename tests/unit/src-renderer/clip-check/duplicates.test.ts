import { describe, expect, it } from 'vitest';
import { findPairs, type Pair } from '../../../../src-renderer/clip-check/duplicates';
import { examine } from '../../../../src-renderer/clip-check/examine';
import { Random } from '../../../../src-renderer/learning/random';
import { changed, FRAME_BYTES, scene, type Scene } from '../../../fixtures/scenes';

const takes = Array.from({ length: 8 }, (_, seed) => scene(seed));

function pairsOf(clips: readonly Scene[], fps: readonly number[] = [], known = 0): Pair[] {
  const comparable = clips.map((clip, index) => ({
    id: `${index}`,
    fps: fps[index] ?? 10,
    signature: examine(clip).signature,
  }));
  const search = findPairs(comparable, known);
  let step = search.next();
  while (!step.done) step = search.next();
  return step.value;
}

describe('findPairs', () => {
  it('finds none among takes that differ', () => {
    expect(pairsOf(takes)).toEqual([]);
  });

  it('finds a copy, also with noise and mirrored back', () => {
    const random = new Random(5);
    const clip = takes[3] as Scene;
    expect(pairsOf([...takes, clip])).toEqual([['3', '8']]);
    expect(pairsOf([...takes, changed(clip, (value) => value + random.between(-12, 12))])).toEqual([
      ['3', '8'],
    ]);
    const [, , width] = clip.shape;
    const mirrored = changed(clip, (_, index) => {
      const [pixel, c] = [Math.floor(index / 3), index % 3];
      return clip.frames[(pixel - (pixel % width) + width - 1 - (pixel % width)) * 3 + c] ?? 0;
    });
    expect(pairsOf([...takes, { ...mirrored, mirror: true }])).toEqual([['3', '8']]);
  });

  it('finds recordings that overlap by more than half, and no others', () => {
    const clip = takes[2] as Scene;
    const next = scene(90);
    const later = (frames: number): Scene => ({
      ...clip,
      frames: Uint8Array.from([
        ...clip.frames.subarray(frames * FRAME_BYTES),
        ...next.frames.subarray(0, frames * FRAME_BYTES),
      ]),
    });
    expect(pairsOf([...takes, later(4)])).toEqual([['2', '8']]);
    expect(pairsOf([...takes, later(12)])).toEqual([]);
  });

  it('compares what is new only, with everything', () => {
    const [first, second] = takes as [Scene, Scene];
    expect(pairsOf([first, first, second, second, first], [], 3)).toEqual([
      ['2', '3'],
      ['0', '4'],
      ['1', '4'],
    ]);
  });

  it('finds no more pairs of a clip than anybody looks at, however many are alike', () => {
    const alike = new Array<Scene>(60).fill(takes[3] as Scene);
    const pairs = pairsOf([...alike, takes[1] as Scene]);
    const last = pairs.filter(([, id]) => id === '59');
    expect(last).toHaveLength(50);
    expect(pairs).toHaveLength((50 * 51) / 2 + 9 * 50);
  });

  it('does not compare clips of different rates', () => {
    expect(pairsOf([takes[0] as Scene, takes[0] as Scene], [10, 15])).toEqual([]);
  });
});
