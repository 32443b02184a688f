import { describe, expect, it } from 'vitest';
import type { PretrainedBackbone } from '../../../../../src-main/contract';
import { givenDue, isGated, outputsOf } from '../../../../../src-renderer/engine/model/gate';
import { classes } from '../../../../fixtures/engine/support';

describe('a gate', () => {
  it('is one output more, where windows have several frames and the CNN is Beckon’s own', () => {
    const network = {} as PretrainedBackbone;
    expect(outputsOf({ gate: true }, { frames: 16 }, classes)).toBe(3);
    expect(outputsOf({ gate: false }, { frames: 16 }, classes)).toBe(2);
    expect(outputsOf({}, { frames: 16 }, classes)).toBe(2);
    expect(isGated({ gate: true }, { frames: 1 })).toBe(false);
    expect(isGated({ gate: true, network }, { frames: 16 })).toBe(false);
  });

  it('leaves the classes’ shares of a clip in which one of them is due', () => {
    const due = givenDue(Float32Array.from([0.3, 0.1, 0.6, 0, 0, 1]), 3, 2);
    expect([...due].map((share) => Number(share.toFixed(4)))).toEqual([0.75, 0.25, 0.5, 0.5]);
    const without = Float32Array.from([0.3, 0.7]);
    expect(givenDue(without, 2, 2)).toBe(without);
  });
});
