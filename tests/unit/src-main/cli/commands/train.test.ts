import { describe, expect, it } from 'vitest';
import { trainOptions } from '../../../../../src-main/cli/commands/train';

describe('trainOptions', () => {
  it('takes a preset, and what was typed in place of its settings', () => {
    expect(trainOptions('quick', { epochs: '12', refit: false })).toEqual({
      preset: 'quick',
      config: { epochs: 12, refit: false },
    });
    expect(trainOptions('balanced', {})).toEqual({ preset: 'balanced', config: {} });
  });

  it('takes how far clips are to vary, by name', () => {
    expect(trainOptions('quick', { vary: 'rotation=10, shift=0.2' }).config).toEqual({
      augmentation: { rotation: 10, shift: 0.2 },
    });
    expect(() => trainOptions('quick', { vary: 'twist=3' })).toThrow(
      '--vary does not take “twist=3”; it takes any of shift, scale, rotation,',
    );
    expect(() => trainOptions('quick', { vary: 'shift=2' })).toThrow(
      '--vary does not take “shift=2”; it takes numbers up to 0.5.',
    );
    expect(() => trainOptions('quick', { vary: 'shift' })).toThrow('it takes numbers');
  });

  it('refuses what there is not, with what there is', () => {
    expect(() => trainOptions('turbo', {})).toThrow(
      '--preset does not take “turbo”; it takes one of instant, quick, balanced, best.',
    );
    expect(() => trainOptions('quick', { epochs: 'many' })).toThrow('--epochs does not take “many”');
  });
});
