import { describe, expect, it } from 'vitest';
import { checkClips, labelsOf, lengthened, type KeptClip } from '../../../../src-renderer/learning/clips';
import { capture, classes, movingBar, movingBars } from '../../../fixtures/engine/support';

describe('checkClips', () => {
  it('takes clips of the right length', () => {
    const clips = movingBars(2, ['a']);
    expect(checkClips(clips, classes, capture)).toEqual({ clips, warnings: [] });
    expect(labelsOf(clips, classes)).toEqual([0, 0, 1, 1]);
  });

  const cut = (frames: number): KeptClip => {
    const bar = movingBar('left', `of ${frames}`, 'a', 1);
    return { ...bar, shape: [frames, 24, 24, 3], frames: bar.frames.slice(0, frames * 24 * 24 * 3) };
  };

  it('leaves much shorter clips out and says so', () => {
    const { clips, warnings } = checkClips([...movingBars(1, ['a']), cut(1)], classes, capture);
    expect(clips).toHaveLength(2);
    expect(warnings).toEqual(['1 of 3 clips have fewer than 2 frames and were left out.']);
  });

  it('makes shorter clips as long as the others and says so', () => {
    const { clips, warnings } = checkClips([...movingBars(1, ['a']), cut(3)], classes, capture);
    expect(clips.map(({ shape }) => shape[0])).toEqual([6, 6, 6]);
    expect(warnings).toEqual(['1 of 3 clips have fewer than 6 frames and stand in the middle of stillness.']);
  });

  it('uses the middle of longer clips and says so', () => {
    const bar = movingBar('left', 'long', 'a', 1);
    const size = 24 * 24 * 3;
    const frames = Uint8Array.from({ length: 9 * size }, (_, i) => Math.floor(i / size));
    const long = { ...bar, shape: [9, 24, 24, 3] as [9, 24, 24, 3], frames };
    const { clips, warnings } = checkClips([...movingBars(1, ['a']), long], classes, capture);
    const used = clips.find(({ id }) => id === 'long');
    expect(used?.shape).toEqual([6, 24, 24, 3]);
    expect([used?.frames.length, used?.frames[0], used?.frames.at(-1)]).toEqual([6 * size, 1, 6]);
    expect(warnings).toEqual(['1 of 3 clips have more than 6 frames; only the middle of each was used.']);
  });

  it('keeps clips of another size and says so', () => {
    const small = { ...movingBar('left', 'small', 'a', 1), shape: [6, 8, 12, 3] as [6, 8, 12, 3] };
    small.frames = small.frames.slice(0, 6 * 8 * 12 * 3);
    const { clips, warnings } = checkClips([...movingBars(1, ['a']), small], classes, capture);
    expect(clips).toHaveLength(3);
    expect(warnings).toEqual(['1 of 3 clips were not recorded at 24×24 pixels and were resized.']);
  });

  it('keeps clips of another frame rate and says so', () => {
    const fast = { ...movingBar('left', 'fast', 'a', 1), fps: capture.fps * 2 };
    const { clips, warnings } = checkClips([...movingBars(1, ['a']), fast], classes, capture);
    expect(clips).toHaveLength(3);
    expect(warnings).toEqual([
      '1 of 3 clips were not recorded at 10 frames a second, so their gestures look faster or slower.',
    ]);
  });

  it.each([
    ['TOO_FEW_CLASSES', () => checkClips(movingBars(1, ['a']), classes.slice(0, 1), capture)],
    ['NO_CLIPS', () => checkClips([], classes, capture)],
    ['CLASS_WITHOUT_CLIPS', () => checkClips(movingBars(1, ['a']).slice(0, 1), classes, capture)],
    ['CLASS_WITHOUT_CLIPS', () => checkClips(movingBars(1, ['a']), classes, { ...capture, frames: 31 })],
    [
      'BAD_CLIP',
      () => checkClips([{ ...movingBar('left', 'x', 'a', 1), classId: 'other' }], classes, capture),
    ],
    [
      'BAD_CLIP',
      () => checkClips([{ ...movingBar('left', 'x', 'a', 1), frames: new Uint8Array(3) }], classes, capture),
    ],
  ])('refuses with %s', (code, check) => {
    expect(check).toThrow(expect.objectContaining({ name: 'EngineError', code }) as Error);
  });
});

describe('a clip that is made longer', () => {
  const clip: KeptClip = {
    ...movingBar('left', 'short', 'a', 1),
    shape: [2, 1, 1, 1],
    frames: Uint8Array.of(50, 60),
  };

  it('stands in the middle of stillness', () => {
    const { shape, frames } = lengthened(clip, 7);
    expect(shape).toEqual([7, 1, 1, 1]);
    expect([...frames]).toEqual([50, 50, 50, 60, 60, 60, 60]);
  });

  it('is what it is whether or not what was seen around it was read, too', () => {
    const surroundings = { before: 1, after: 2, frames: Uint8Array.of(40, 70, 80) };
    const longer = lengthened({ ...clip, surroundings }, 8);
    expect([...longer.frames]).toEqual([...lengthened(clip, 8).frames]);
    expect(longer.surroundings).toBeUndefined();
  });

  it('takes no room of its own', () => {
    const longer = lengthened(clip, 40);
    expect(longer.frames).toEqual(longer.frames);
    expect(longer.frames).not.toBe(longer.frames);
  });
});
