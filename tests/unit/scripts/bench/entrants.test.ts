import { expect, it } from 'vitest';
import { entrantsOf } from '../../../../scripts/bench/entrants.mjs';

const names = (entrants: ReturnType<typeof entrantsOf>): string[] =>
  entrants.map(({ variant, backend }) => `${variant} ${backend}`);

it('has all variants train and predict where TensorFlow.js can train', () => {
  const entrants = entrantsOf('webgl', 'large', true);
  expect(names(entrants)).toEqual(['ours webgl', 'fold-only webgl', 'stock webgl']);
  expect(entrants.every(({ trains, predicts }) => trains && predicts)).toBe(true);
});

it('has plain JavaScript train for stock on WebAssembly', () => {
  const entrants = entrantsOf('wasm', 'large', false);
  expect(names(entrants)).toEqual(['ours wasm', 'stock wasm', 'stock cpu']);
  expect(entrants.map(({ trains }) => trains)).toEqual([true, false, true]);
  expect(entrants.map(({ divisor }) => divisor)).toEqual([1, 1, 16]);
});
