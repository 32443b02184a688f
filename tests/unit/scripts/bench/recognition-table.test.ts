import { expect, it } from 'vitest';
import { recognitionTable } from '../../../../scripts/bench/recognition-table.mjs';
import { EXPERIMENTS } from '../../../bench/recognition/experiments.mjs';

const measured = (seed: string, few: boolean, accuracies: number[]) => ({
  key: `${seed} ${few}`,
  few,
  group: 'G',
  name: 'a',
  seed,
  mean: accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length,
  ece: 0.1,
  accuracies,
  seconds: 10,
  baseline: 0.2,
  nearestMean: 0.4,
});

it('has a row an experiment: the mean over seeds, each seed, and the worst person', () => {
  const experiments = ['a', 'b'].map((name) => ({ group: 'G', name, flags: [] }));
  const runs = [measured('1', true, [0.8, 0.6]), measured('2', true, [1, 0.4]), measured('1', false, [0, 0])];
  const table = recognitionTable(experiments, runs, true, 'a machine');
  expect(table).toContain('| a | 0.700 | 0.700, 0.700 | 0.500 | 0.100 | 10 |');
  expect(table).not.toContain('| b |');
  expect(table).toContain('the commonest class 0.200');
});

it('leaves the worst person out where only the mean over the classes is known', () => {
  const experiments = [{ group: 'G', name: 'a', flags: [] }];
  const table = recognitionTable(experiments, [{ ...measured('1', true, [1]), accuracies: [] }], true, 'm');
  expect(table).toContain('| a | 1.000 | 1.000 | – |');
});

it('tries nothing twice', () => {
  const names = EXPERIMENTS.map(({ group, name }) => `${group} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(EXPERIMENTS.map(({ flags, uneven }) => `${flags.join(' ')} ${uneven}`)).size).toBe(
    names.length,
  );
});
