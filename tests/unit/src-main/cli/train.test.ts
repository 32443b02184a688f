import { describe, expect, it } from 'vitest';
import { trainPlan } from '../../../../src-main/cli/train';

describe('trainPlan', () => {
  it('takes a preset, and what was typed in place of its settings', () => {
    expect(trainPlan('quick', { epochs: '12', refit: false })).toEqual({
      preset: 'quick',
      config: { epochs: 12, refit: false },
    });
    expect(trainPlan('balanced', {})).toEqual({ preset: 'balanced', config: {} });
  });

  it('refuses what there is not, with what there is', () => {
    expect(() => trainPlan('turbo', {})).toThrow(
      '--preset does not take “turbo”; it takes quick or balanced.',
    );
    expect(() => trainPlan('quick', { epochs: 'many' })).toThrow('--epochs does not take “many”');
  });
});
