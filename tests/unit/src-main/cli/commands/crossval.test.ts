import { expect, it } from 'vitest';
import type { Crossval } from '../../../../../src-main/contract';
import { warningsOf } from '../../../../../src-main/cli/commands/crossval';

const fold = (session: string, ...warnings: string[]): Crossval['folds'][number] => ({
  session,
  seconds: 1,
  evaluation: { clips: 1, accuracy: 1, loss: 0, baseline: 1, perClass: [], confusion: [] },
  warnings,
});

it('says each warning once, and of which models it is where it is not of all', () => {
  const folds = [
    fold('s1', 'All small.', 'A copy.'),
    fold('s2', 'All small.'),
    fold('s3', 'All small.', 'A copy.'),
  ];
  expect(warningsOf({ folds }, false)).toEqual(['All small.', 'Without s1 and s3: A copy.']);
  expect(warningsOf({ folds: [fold('s1'), fold('s2', 'A copy.')] }, true)).toEqual(['Only s2: A copy.']);
});
