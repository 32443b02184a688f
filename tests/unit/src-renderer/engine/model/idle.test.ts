import { describe, expect, it } from 'vitest';
import type { PretrainedBackbone } from '../../../../../src-main/contract';
import { givenDue, knowsIdle, outputsOf } from '../../../../../src-renderer/engine/model/idle';
import { classes } from '../../../../fixtures/engine/support';

describe('the output for “idle”', () => {
  it('is one output more, where windows have several frames and the CNN is Beckon’s own', () => {
    const network = {} as PretrainedBackbone;
    expect(outputsOf({ idle: true }, { frames: 16 }, classes)).toBe(3);
    expect(outputsOf({ idle: false }, { frames: 16 }, classes)).toBe(2);
    expect(outputsOf({}, { frames: 16 }, classes)).toBe(2);
    expect(knowsIdle({ idle: true }, { frames: 1 })).toBe(false);
    expect(knowsIdle({ idle: true, network }, { frames: 16 })).toBe(false);
  });

  it('leaves the classes’ shares of a clip in which one of them is due', () => {
    const due = givenDue(Float32Array.from([0.3, 0.1, 0.6, 0, 0, 1]), 3, 2);
    expect([...due].map((share) => Number(share.toFixed(4)))).toEqual([0.75, 0.25, 0.5, 0.5]);
    const without = Float32Array.from([0.3, 0.7]);
    expect(givenDue(without, 2, 2)).toBe(without);
  });
});
