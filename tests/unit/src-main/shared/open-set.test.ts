import { describe, expect, it } from 'vitest';
import { meanOpenSet, openSetScore, openSetSentence } from '../../../../src-main/shared/open-set';

describe('how well unknown classes are told', () => {
  it('counts who lies beyond the threshold, and who lies further away than whom', () => {
    const score = openSetScore({ known: [0.2, 0.5, 0.9, 1.1], unknown: [0.8, 1.1, 2, 3] });
    expect(score).toMatchObject({ acceptedUnknown: 0.25, refusedKnown: 0.25 });
    expect(score?.auroc).toBeCloseTo((2 + 3.5 + 4 + 4) / 16);
    // Near the greatest distance of a known clip, where 2 % of them would be refused.
    expect(score?.acceptedAtTwoPercent).toBe(0.25);
  });

  it('is nothing where one side has no clips', () => {
    expect(openSetScore({ known: [1], unknown: [] })).toBeNull();
    expect(openSetScore({ known: [], unknown: [1] })).toBeNull();
    expect(meanOpenSet([])).toBeNull();
  });

  it('is a mean over models that did not know different classes, and a sentence', () => {
    const score = { auroc: 0.9, acceptedUnknown: 0.2, refusedKnown: 0, acceptedAtTwoPercent: 0.1 };
    const mean = meanOpenSet([score, { ...score, auroc: 0.8, refusedKnown: 0.04 }]);
    expect(mean).toMatchObject({ acceptedUnknown: 0.2, refusedKnown: 0.02 });
    expect(mean?.auroc).toBeCloseTo(0.85);
    expect(openSetSentence(score)).toContain('20.0\u00a0% of the clips of classes that it does not know');
  });
});
