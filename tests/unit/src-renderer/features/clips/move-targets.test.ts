import { describe, expect, it } from 'vitest';
import { moveTargets } from '../../../../../src-renderer/features/clips/move-targets';
import { gesture } from '../../../../fixtures/renderer/samples';

describe('the classes that clips can be moved to', () => {
  const classes = [gesture('wave'), gesture('push'), gesture('stop')];
  const names = (...of: string[]): string[] =>
    moveTargets(
      classes,
      of.map((classId) => ({ classId })),
    ).map(({ id }) => id);

  it('leave out the one that they are in', () => {
    expect(names('push')).toEqual(['wave', 'stop']);
    expect(names('push', 'push')).toEqual(['wave', 'stop']);
  });

  it('are all where clips of several are moved, as into one of these', () => {
    expect(names('wave', 'push')).toEqual(['wave', 'push', 'stop']);
  });
});
