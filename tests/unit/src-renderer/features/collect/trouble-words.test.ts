import { expect, it } from 'vitest';
import { troubleWords } from '../../../../../src-renderer/features/collect/trouble-words';

it('says what lost and late frames mean, and nothing where there are none', () => {
  expect(troubleWords({ dropped: 0, late: 0 })).toBe('');
  expect(troubleWords({ dropped: 1, late: 0 })).toBe(
    '1 frame was lost: the pictures before and after were blended for each lost one. The camera needs more light, or the computer is busy.',
  );
  expect(troubleWords({ dropped: 3, late: 2 })).toMatch(/^3 frames were lost and 2 frames came late: /);
  expect(troubleWords({ dropped: 0, late: 1 })).toMatch(/^1 frame came late: movement may look jerky\./);
});
