import { describe, expect, expectTypeOf, it } from 'vitest';
import { trainConfigSchema, type Run, type TrainConfig } from '../../../../src-main/contract';
import { trainSettings } from '../../../../src-main/shared/train-settings';
import { defaultTrainConfig, presetConfig } from '../../../../src-renderer/learning/defaults';
import { configProblem, newTo, newToWords, settingIn } from '../../../../src-renderer/learning/train-config';
import { clip, sampleState } from '../../../fixtures/renderer/samples';

const SESSIONS = ['s1', 's2'];
const numbers = trainSettings.flatMap(([key, setting]) =>
  setting.kind === 'number' || setting.kind === 'whole' ? [[key, setting] as const] : [],
);

describe('configProblem', () => {
  it('finds nothing wrong with the defaults', () => {
    expect(configProblem(defaultTrainConfig(), SESSIONS)).toBeNull();
  });

  it.each(numbers)('holds %s to what the contract takes', (key, { label, min, aboveMin, max, kind }) => {
    const taken = (value: unknown): boolean => {
      const config = { ...defaultTrainConfig(), [key]: value };
      const schema = trainConfigSchema.safeParse(config).success;
      // What other rules say of a configuration within bounds does not begin with a setting's name.
      const form = !(configProblem(config, SESSIONS) ?? '').startsWith(label);
      expect(form, `${key} ${String(value)}`).toBe(schema);
      return schema;
    };
    const smallest = kind === 'whole' ? min : aboveMin ? 1e-9 : min;
    for (const value of [smallest, max]) expect(taken(value), String(value)).toBe(true);
    const outside = [min - 1, max + (kind === 'whole' ? 1 : 0.01), NaN, null, ...(aboveMin ? [min] : [])];
    for (const value of outside) expect(taken(value), String(value)).toBe(false);
    if (kind === 'whole') expect(taken(min + 0.5)).toBe(false);
    expect(configProblem({ ...defaultTrainConfig(), [key]: null }, SESSIONS)).toBe(
      `${label} needs a number.`,
    );
  });

  it('holds lists to their length and their bounds', () => {
    const problem = (filters: number[]) => configProblem({ ...defaultTrainConfig(), filters }, SESSIONS);
    expect(problem([])).toBe('Filters must be 1 to 6 numbers.');
    expect(problem([1, 1, 1, 1, 1, 1, 1])).toBe('Filters must be 1 to 6 numbers.');
    expect(problem([8, 513])).toBe('Filters must be between 1 and 512.');
    expect(problem([8, 1.5])).toBe('Filters must be a whole number.');
  });

  it('keeps at least one session to learn from', () => {
    const config = { ...defaultTrainConfig(), testSessions: SESSIONS };
    expect(configProblem(config, SESSIONS)).toContain('Leave at least one');
    expect(configProblem(config, [...SESSIONS, 's3'])).toBeNull();
  });

  it('takes a frozen CNN only with something to begin with', () => {
    const frozen = { ...defaultTrainConfig(), cnnRate: 0 };
    expect(configProblem(frozen, SESSIONS)).toBeNull();
    const instant = { ...defaultTrainConfig(), ...presetConfig('instant', 60) };
    expect(configProblem(instant, SESSIONS)).toBeNull();
    expect(configProblem({ ...instant, size: 48 }, SESSIONS)).toContain('can be made at once');
    expect(configProblem({ ...frozen, start: 'random' }, SESSIONS)).toContain(
      'must already have learnt something',
    );
    expect(configProblem({ ...frozen, size: 64 }, SESSIONS)).toContain('must already have learnt something');
    expect(configProblem({ ...frozen, start: 'random' }, SESSIONS, true)).toBeNull();
    expect(configProblem({ ...frozen, start: 'frames' }, SESSIONS)).toBeNull();
  });

  it('wants to know whose CNN to begin with', () => {
    const config = { ...defaultTrainConfig(), start: 'cnn' as const };
    expect(configProblem(config, SESSIONS)).toContain('Choose what');
    expect(configProblem(config, SESSIONS, true)).toBeNull();
  });

  it('refuses pictures that the pooling would use up', () => {
    expect(configProblem({ ...defaultTrainConfig(), size: 8, filters: [4, 4, 4, 4] }, SESSIONS)).toContain(
      '16 pixels',
    );
  });
});

describe('a configuration', () => {
  it('has exact types, made from the table', () => {
    expectTypeOf<TrainConfig['channels']>().toEqualTypeOf<'grey-diff' | 'grey' | 'rgb'>();
    expectTypeOf<TrainConfig['filters']>().toEqualTypeOf<number[]>();
    expectTypeOf<TrainConfig['augment']>().toEqualTypeOf<boolean>();
    expectTypeOf<TrainConfig['members']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<TrainConfig['testSessions']>().toEqualTypeOf<string[]>();
  });
});

describe('settingIn', () => {
  it('is what a configuration says, or means where it says nothing', () => {
    const config = { ...defaultTrainConfig(), classWeights: undefined };
    expect(settingIn(config, 'classWeights')).toBe(false);
    expect(settingIn(config, 'epochs')).toBe(70);
  });
});

describe('newTo', () => {
  it('counts clips that neither a run nor the one it came from has seen', () => {
    const clips = ['a', 'b', 'c'].map((id) => clip('wave', id));
    const { split } = sampleState();
    expect(newTo({ split } as Run, clips)).toBe(1);
    const from = { id: 'run-1', name: 'Model 1', learnt: ['wave/c'] };
    expect(newTo({ split, from } as Run, clips)).toBe(0);
  });

  it('is said as a sentence, and not at all where a run has seen every clip', () => {
    const clips = ['a', 'x', 'y'].map((id) => clip('wave', id));
    const run = { name: 'Model 1', split: sampleState().split };
    expect(newToWords(run, clips)).toBe('2 clips are new to Model 1.');
    expect(newToWords(run, clips.slice(0, 2))).toBe('1 clip is new to Model 1.');
    expect(newToWords(run, clips.slice(0, 1))).toBeNull();
  });
});
