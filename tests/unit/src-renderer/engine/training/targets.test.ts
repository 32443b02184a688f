import { describe, expect, it } from 'vitest';
import { defaultTrainConfig } from '../../../../../src-renderer/learning/defaults';
import { classWeights, targets } from '../../../../../src-renderer/engine/training/targets';

const classes = [{ id: 'a' }, { id: 'b' }];
const clips = (a: number, b: number) => [
  ...Array.from({ length: a }, () => ({ classId: 'a' })),
  ...Array.from({ length: b }, () => ({ classId: 'b' })),
];
const rows = (changes: object, own = clips(3, 1), outputs?: number) =>
  targets(
    { config: { ...defaultTrainConfig(), labelSmoothing: 0, classWeights: false, ...changes }, classes },
    own,
    outputs,
  );

describe('what is taught of a clip', () => {
  it('is its class alone, unless told otherwise', () => {
    expect(rows({})).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('is a little of every class where labels are smoothed', () => {
    expect(rows({ labelSmoothing: 0.1 })[0]).toEqual(
      [0.95, 0.05].map((share) => expect.closeTo(share) as number),
    );
  });

  it('is of no other output, and a movement that is none of the classes is that output alone', () => {
    expect(rows({ labelSmoothing: 0.1, classWeights: true }, clips(3, 1), 3)).toEqual([
      [expect.closeTo((0.95 * 2) / 3), expect.closeTo((0.05 * 2) / 3), 0],
      [expect.closeTo(0.05 * 2), expect.closeTo(0.95 * 2), 0],
      [0, 0, 1],
    ]);
  });

  it('counts for more where its class has few clips, so that all classes count alike', () => {
    const [a, b] = rows({ classWeights: true });
    expect(3 * (a?.[0] ?? 0)).toBeCloseTo(b?.[1] ?? 0);
    expect(3 * (a?.[0] ?? 0) + (b?.[1] ?? 0)).toBeCloseTo(4);
  });
});

describe('class weights', () => {
  it('stay within a factor, so that one clip never is all there is to learn', () => {
    expect(classWeights([99, 1])).toEqual([50 / 99, 4]);
  });

  it('leave classes alone that have no clips', () => {
    expect(classWeights([2, 0, 2])).toEqual([1, 1, 1]);
  });
});
