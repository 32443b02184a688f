import { describe, expect, it } from 'vitest';
import { trainConfigSchema, type Run } from '../../../../src-main/contract';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import { configProblem, LIMITS, newTo } from '../../../../src-renderer/learning/train-config';
import { clip, sampleState } from '../../../fixtures/renderer/samples';

const SESSIONS = ['s1', 's2'];

describe('configProblem', () => {
  it('finds nothing wrong with the defaults', () => {
    expect(configProblem(defaultTrainConfig(), SESSIONS)).toBeNull();
  });

  it.each(Object.keys(LIMITS) as (keyof typeof LIMITS)[])('holds %s to what the contract takes', (field) => {
    const { min, max, label } = LIMITS[field];
    for (const value of [min, max]) {
      const config = { ...defaultTrainConfig(), [field]: value };
      expect(trainConfigSchema.safeParse(config).success, `${field} ${value}`).toBe(true);
      expect(configProblem(config, SESSIONS) === null || field === 'size').toBe(true);
    }
    expect(configProblem({ ...defaultTrainConfig(), [field]: min - 1 }, SESSIONS)).toContain(label);
    expect(configProblem({ ...defaultTrainConfig(), [field]: NaN }, SESSIONS)).toContain('needs a number');
    expect(configProblem({ ...defaultTrainConfig(), [field]: null }, SESSIONS)).toContain('needs a number');
  });

  it('keeps at least one session to learn from', () => {
    const config = { ...defaultTrainConfig(), testSessions: SESSIONS };
    expect(configProblem(config, SESSIONS)).toContain('Leave at least one');
    expect(configProblem(config, [...SESSIONS, 's3'])).toBeNull();
  });

  it('takes a frozen CNN only with something to begin with', () => {
    const frozen = { ...defaultTrainConfig(), cnnRate: 0 };
    expect(configProblem(frozen, SESSIONS)).toBeNull();
    expect(configProblem({ ...frozen, start: 'random' }, SESSIONS)).toContain('must begin with something');
    expect(configProblem({ ...frozen, size: 64 }, SESSIONS)).toContain('must begin with something');
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

describe('newTo', () => {
  it('counts clips that neither a run nor the one it came from has seen', () => {
    const clips = ['a', 'b', 'c'].map((id) => clip('wave', id));
    const { split } = sampleState();
    expect(newTo({ split } as Run, clips)).toBe(1);
    const from = { id: 'run-1', name: 'Model 1', learnt: ['wave/c'] };
    expect(newTo({ split, from } as Run, clips)).toBe(0);
  });
});
