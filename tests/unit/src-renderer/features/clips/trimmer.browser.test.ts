import { expect, it } from 'vitest';
import { firstPart, partAt } from '../../../../../src-renderer/features/clips/trimmer.svelte';

it.each([
  ['as long as the project’s clips, in the middle', 40, 16, { from: 12, count: 16 }],
  ['one frame less where the clip is no longer than that', 16, 16, { from: 0, count: 15 }],
  ['one frame less where it is shorter', 6, 16, { from: 0, count: 5 }],
  ['never nothing', 1, 16, { from: 0, count: 1 }],
])('the part to keep is at first %s', (_, frames, wanted, part) => {
  expect(firstPart(frames, wanted)).toEqual(part);
});

it.each([
  ['where it is asked for', 10, 10],
  ['as late as there is room', 30, 24],
  ['at the beginning at the earliest', -2, 0],
])('a part of a fixed length begins %s', (_, wanted, from) => {
  expect(partAt(wanted, 16, 40)).toEqual({ from, count: 16 });
});
