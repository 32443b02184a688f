import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import type { BackboneModel } from '../../../../../src-renderer/engine/api';
import { defaultTrainConfig, presetConfig } from '../../../../../src-renderer/learning/defaults';
import { TrainChoice } from '../../../../../src-renderer/features/train/train-choice.svelte';

const network = {
  name: 'model.json',
  size: 64,
  channels: 'rgb',
  range: '0..1',
  features: 9,
  multiplications: 1,
} as const;
const backbone = { network, topology: '{}', weights: [], learns: true, layers: [] } satisfies BackboneModel;
const run = { id: 'r', config: { ...defaultTrainConfig(), size: 48, filters: [4, 4] } } as unknown as Run;

describe('what a model begins with', () => {
  it('gives the network the shape of the CNN that is taken, and its own back where another is', () => {
    const choice = new TrainChoice();
    choice.beginWithBackbone(backbone);
    expect(choice.config).toMatchObject({ start: 'cnn', network, size: 64, channels: 'rgb', cnnRate: 0 });
    choice.beginWithCnn(run);
    expect(choice.config).toMatchObject({ start: 'cnn', size: 48, filters: [4, 4], channels: 'grey-diff' });
    expect([choice.config.network, choice.backbone]).toEqual([undefined, null]);
    expect(choice.config.cnnRate).toBeGreaterThan(0);
    choice.beginWith('motion');
    expect({ ...choice.config }).toEqual(defaultTrainConfig());
  });

  it('leaves other settings alone', () => {
    const choice = new TrainChoice();
    choice.config.epochs = 7;
    choice.config.size = 40;
    choice.beginWith('frames');
    expect(choice.config).toMatchObject({ start: 'frames', epochs: 7, size: 40 });
  });

  it('lets no CNN be frozen that knows nothing', () => {
    const choice = new TrainChoice();
    choice.beginWith('frames');
    choice.config.cnnRate = 0;
    choice.beginWith('random');
    expect(choice.config.cnnRate).toBe(1);
  });

  it('does not make a CNN of several networks several times as wide again', () => {
    const choice = new TrainChoice();
    choice.reset();
    choice.choose('best');
    choice.beginWithCnn({ ...run, config: { ...run.config, refit: true, members: 3 } });
    expect([choice.config.filters, choice.config.members]).toEqual([[12, 12], 1]);
    choice.choose('best');
    expect(choice.config.members).toBe(1);
    choice.beginWith('motion');
    expect([choice.preset, choice.config.members]).toEqual(['best', 3]);
  });

  it('stays with the preset that was chosen where two say the same', () => {
    const choice = new TrainChoice();
    choice.reset();
    choice.fit(30);
    expect(choice.preset).toBe('balanced');
    choice.choose('best');
    expect(choice.preset).toBe('best');
    choice.fit(300);
    expect([choice.preset, choice.config.members]).toEqual(['best', 3]);
    choice.choose('balanced');
    choice.fit(30);
    expect([choice.preset, choice.config.members]).toEqual(['balanced', 3]);
    choice.config.members = 2;
    expect(choice.preset).toBeNull();
  });

  it('keeps to a preset’s own network when a pretrained one comes and goes', () => {
    const choice = new TrainChoice();
    choice.reset();
    choice.choose('best');
    const best = { ...choice.config };
    choice.beginWithCnn(run);
    expect([choice.preset, choice.config.filters]).toEqual(['best', [4, 4]]);
    expect(choice.motionFits).toBe(true);
    choice.choose('balanced');
    expect([choice.preset, choice.config.filters]).toEqual(['balanced', [4, 4]]);
    choice.beginWith('motion');
    expect({ ...choice.config }).toMatchObject(presetConfig('balanced', 1000));
    choice.choose('best');
    expect({ ...choice.config }).toEqual(best);
    choice.config.size = 40;
    expect(choice.motionFits).toBe(false);
    choice.beginWithBackbone(backbone);
    expect(choice.motionFits).toBe(false);
  });
});
