import { describe, expect, it } from 'vitest';
import { defaultTrainConfig, presetConfig } from '../../../../src-renderer/learning/defaults';
import { wishedConfig, withDefaults } from '../../../../src-renderer/learning/wished-config';
import { clip } from '../../../fixtures/renderer/samples';

describe('withDefaults', () => {
  it('takes what was asked for and the defaults for the rest', () => {
    expect(withDefaults({ epochs: 3, seed: undefined })).toEqual({ ...defaultTrainConfig(), epochs: 3 });
    expect(withDefaults({ augmentation: { rotation: 9 } }).augmentation).toEqual({
      ...defaultTrainConfig().augmentation,
      rotation: 9,
    });
  });
});

describe('wishedConfig', () => {
  it('takes the preset for the clips that are learnt from, and what was asked for before that', () => {
    const clips = ['s1', 's1', 's2'].map((session, i) => clip('wave', `c${i}`, { session }));
    const config = wishedConfig('best', { testSessions: ['s1'], learningRate: 0.5 }, clips, 16);
    expect(config).toMatchObject({ ...presetConfig('best', 1), testSessions: ['s1'], learningRate: 0.5 });
  });
});
