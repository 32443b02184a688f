import { expect, it } from 'vitest';
import { firstPart } from '../../../../src-renderer/state/trimmer.svelte';

it.each([
  ['as long as the project’s clips, in the middle', 40, 16, { from: 12, count: 16 }],
  ['one frame less where the clip is no longer than that', 16, 16, { from: 0, count: 15 }],
  ['one frame less where it is shorter', 6, 16, { from: 0, count: 5 }],
  ['never nothing', 1, 16, { from: 0, count: 1 }],
])('the part to keep is at first %s', (_, frames, wanted, part) => {
  expect(firstPart(frames, wanted)).toEqual(part);
});
