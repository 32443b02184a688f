import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../../../../src-renderer/learning/clips';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { NearestMean } from '../../../../../src-renderer/engine/training/nearest-mean';
import { capture, classes, movingBars, smallConfig } from '../../../../fixtures/engine/support';

const spec = preprocessSpec(smallConfig(), capture);
const nothing = (): void => undefined;

describe('NearestMean', () => {
  const clips = movingBars(4, ['a']);
  const labels = labelsOf(clips, classes);

  it('names the class of the clips that it is the mean of', async () => {
    const [left, right] = [clips[labels.indexOf(0)], clips[labels.indexOf(1)]];
    if (!left || !right) throw new Error('Both classes must have clips.');
    const nearest = await NearestMean.of([left, right], [0, 1], 2, spec, nothing);
    expect(await nearest.accuracy([left, right], [0, 1], nothing)).toBe(1);
    expect(await nearest.accuracy([left, right], [1, 0], nothing)).toBe(0);
    expect(await nearest.accuracy([left, right], [0, 0], nothing)).toBe(0.5);
  });

  it('never names a class that it has no clips of', async () => {
    const onlyRight = clips.filter((_, index) => labels[index] === 1);
    const nearest = await NearestMean.of(
      onlyRight,
      onlyRight.map(() => 1),
      2,
      spec,
      nothing,
    );
    const rights = labels.filter((label) => label === 1).length;
    expect(await nearest.accuracy(clips, labels, nothing)).toBe(rights / clips.length);
  });

  it('lets the caller stop it', async () => {
    const stop = (): never => {
      throw new Error('Stopped.');
    };
    await expect(NearestMean.of(clips, labels, 2, spec, stop)).rejects.toThrow('Stopped.');
  });
});
