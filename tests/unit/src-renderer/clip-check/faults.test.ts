import { describe, expect, it } from 'vitest';
import { examine } from '../../../../src-renderer/clip-check/examine';
import { faultsOf, type Examined } from '../../../../src-renderer/clip-check/faults';
import { Random } from '../../../../src-renderer/learning/random';
import { blurred, changed, FRAME_BYTES, scene, type Scene } from '../../../fixtures/scenes';

const examined = (clip: Scene, id: string, classId = 'wave'): Examined => ({
  id,
  classId,
  session: 's1',
  examination: examine(clip),
});
const ordinary = Array.from({ length: 12 }, (_, seed) => examined(scene(seed), `${seed}`));
const nothing = (): boolean => false;
/** What is found about a clip among ordinary ones. */
const faultOf = (clip: Scene, isNone = nothing): string | undefined =>
  faultsOf([...ordinary, examined(clip, 'x')], isNone).get('x');

describe('faultsOf', () => {
  it('finds nothing wrong with ordinary clips', () => {
    expect([...faultsOf(ordinary, nothing)]).toEqual([]);
    expect(faultOf(scene(40))).toBeUndefined();
  });

  it('finds what is too dark and what is washed out', () => {
    expect(faultOf(changed(scene(20), (value) => value * 0.12))).toBe('dark');
    expect(faultOf(changed(scene(20), (value) => 200 + value * 0.05))).toBe('washed-out');
    expect(faultOf(changed(scene(20), (value) => value * 8))).toBe('washed-out');
  });

  it('finds a camera that hung for half of the clip', () => {
    const clip = scene(21);
    const at = (value: number, index: number): number =>
      index < 6 * FRAME_BYTES ? value : (clip.frames[6 * FRAME_BYTES + (index % FRAME_BYTES)] ?? 0);
    expect(faultOf(changed(clip, at))).toBe('frozen');
  });

  it('finds a clip in which nothing moves, except in the class for doing nothing', () => {
    const clip = scene(22);
    const random = new Random(1);
    const still = changed(clip, (_, i) => (clip.frames[i % FRAME_BYTES] ?? 0) + random.between(-2, 2));
    expect(faultOf(still)).toBe('still');
    expect(faultOf(still, () => true)).toBeUndefined();
  });

  it('finds a clip much less sharp than its session', () => {
    expect(faultOf(blurred(scene(23), 4))).toBe('blurred');
  });

  it('says nothing of sharpness and movement where there is too little to compare with', () => {
    expect([...faultsOf([examined(blurred(scene(23), 4), 'x')], nothing)]).toEqual([]);
  });
});
