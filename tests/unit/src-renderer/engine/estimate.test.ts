import { describe, expect, it } from 'vitest';
import { defaultTrainConfig } from '../../../../src-renderer/engine/defaults';
import { trainingSeconds } from '../../../../src-renderer/engine/estimate';

const config = { ...defaultTrainConfig(), epochs: 10, validationShare: 0.25, refit: false };

describe('trainingSeconds', () => {
  it('is the time of all steps, for the network that was measured', () => {
    // 10 epochs of 60 clips, 100 ms for eight.
    expect(trainingSeconds(config, 80, 16, 100)).toBeCloseTo(7.5);
  });

  it('counts the second pass, over all clips', () => {
    expect(trainingSeconds({ ...config, refit: true }, 80, 16, 100)).toBeCloseTo(7.5 + 10);
  });

  it('grows with the clips’ length, the picture and the network', () => {
    const base = trainingSeconds(config, 80, 16, 100);
    expect(trainingSeconds(config, 80, 32, 100)).toBeCloseTo(2 * base);
    expect(trainingSeconds({ ...config, size: 64 }, 80, 16, 100)).toBeGreaterThan(3 * base);
    expect(trainingSeconds({ ...config, filters: [16, 32, 64] }, 80, 16, 100)).toBeGreaterThan(2 * base);
    expect(trainingSeconds({ ...config, bottleneck: 8 }, 80, 16, 100)).toBeLessThan(base);
  });
});
