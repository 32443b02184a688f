import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import {
  caveats,
  differences,
  factsOf,
  scoresOf,
} from '../../../../../src-renderer/features/report/run-facts';
import { defaultTrainConfig, presetConfig } from '../../../../../src-renderer/learning/defaults';
import { newRun } from '../../../../fixtures/services/fixtures';

const base = newRun('a', { name: 'A' });
const evaluation = base.metrics.train;
const other = (change: Partial<Run>): Run => newRun('b', { name: 'B', ...change });

describe('differences', () => {
  it('are none between two runs of the same settings, whatever they scored', () => {
    const metrics = { ...base.metrics, train: { ...evaluation, accuracy: 0.1 } };
    expect(differences(base, other({ metrics, seconds: 99 }))).toEqual([]);
  });

  it('name every setting that differs, and no other', () => {
    const config = { ...base.config, lstmUnits: 99, seed: 8, filters: [4], testSessions: ['s1'] };
    const classes = base.classes.slice(0, 1);
    const from = { id: 'x', name: 'Model 1', learnt: [] };
    expect(differences(base, other({ config, classes, from }))).toEqual([
      { name: 'Classes', values: ['Wave and Stop', 'Wave'] },
      { name: 'Filters', values: ['8, 16', '4'] },
      { name: 'LSTM units', values: ['16', '99'] },
      { name: 'Sessions held out for testing', values: ['None', 's1'] },
      { name: 'Started from', values: ['Scratch', 'Model 1'] },
      { name: 'Seed', values: ['7', '8'] },
    ]);
  });

  it('see every setting there is', () => {
    const told = factsOf(base).map(([name]) => name);
    expect(new Set(told).size).toBe(told.length);
    const changed: Run['config'] = {
      epochs: 4,
      batchSize: 9,
      learningRate: 0.5,
      seed: 70,
      channels: 'rgb',
      size: 32,
      filters: [1],
      bottleneck: 3,
      kernel: 5,
      lstmUnits: 5,
      dropout: 0.5,
      wrap: 'layers',
      augment: false,
      validationShare: 0.3,
      refit: true,
      testSessions: ['s9'],
      backend: 'wasm',
    };
    // The size is told of as the picture's, and the backend as what it was in the end.
    const skipped = ['size', 'backend'];
    for (const key of Object.keys(changed).filter((name) => !skipped.includes(name))) {
      const config = { ...base.config, [key]: changed[key as keyof typeof changed] } as Run['config'];
      expect(differences(base, other({ config })), key).toHaveLength(1);
    }
  });
});

it('says of models from before the network grew that they began with the one of their day', () => {
  const instant = { ...defaultTrainConfig(), ...presetConfig('instant', 60) };
  const beginning = (changes: Partial<Run['config']>): string | undefined =>
    factsOf(newRun('c', { config: { ...instant, ...changes } })).find(
      ([name]) => name === 'Started from',
    )?.[1];
  const own = 'Beckon’s own motion network';
  expect([beginning({}), beginning({ lstmUnits: 96 })]).toEqual([own, own]);
  expect(beginning({ lstmUnits: 48 })).toBe('Scratch');
  expect([96, 48, 64].map((lstmUnits) => beginning({ lstmUnits, instant: false }))).toEqual([
    own,
    own,
    'Scratch',
  ]);
});

describe('scoresOf', () => {
  it('says which is better, where one is', () => {
    const better = { ...evaluation, accuracy: 0.9, loss: 0.7, calibration: { ece: 0.05, bins: [] } };
    const rows = scoresOf(base, other({ metrics: { ...base.metrics, validation: better }, seconds: 12.5 }));
    const row = (name: string) => rows.find((one) => one.name === name);
    expect(row('Accuracy on the validation clips')).toMatchObject({
      values: ['75.0\u00a0%', '90.0\u00a0%'],
      better: 1,
    });
    expect(row('Loss on the validation clips')).toMatchObject({ values: ['0.500', '0.700'], better: 0 });
    // It was fitted to these clips, so it was not measured.
    expect(row('Calibration error on the validation clips')).toBeUndefined();
    expect(row('Accuracy on the training clips')?.better).toBeNull();
    expect(row('Accuracy on the test clips')).toBeUndefined();
    expect(row('Time to train')).toMatchObject({ values: ['13 s', '13 s'], better: null });
    expect(row('Parameters')?.values).toEqual(['4', '4']);
  });
});

describe('caveats', () => {
  it('name the pass that scores are of where its network was not kept', () => {
    expect(caveats(base, other({ config: { ...base.config, refit: true } }))).toEqual([
      'B: the scores on training and validation clips are from the first pass, whose network was not kept.',
    ]);
  });

  it('are none where both were scored on the same clips that neither had learnt from', () => {
    expect(caveats(base, other({}))).toEqual([]);
  });

  it('tell of other clips, and of clips that one had learnt from', () => {
    const warnings = [
      '“A” had learnt from 1 of the 2 validation clips, so the validation score will flatter you.',
    ];
    const split = { ...base.split, validation: ['wave/a', 'stop/b'], warnings };
    expect(caveats(base, other({ split }))).toEqual([
      'They were scored on different clips, so a small difference says little.',
      `B: ${warnings[0] ?? ''}`,
    ]);
  });
});
