import { describe, expect, it } from 'vitest';
import { refusedBy, refusedNames, refusedSentence, refusedShare } from '../../../../src-main/shared/refused';

const answers = [
  { clip: 'wave/a', typicality: 1 },
  { clip: 'wave/b', typicality: 0.0199 },
  { clip: 'push/c', typicality: 0.02 },
  { clip: 'push/d', typicality: 0 },
];

describe('what a model would refuse of its own gestures', () => {
  it('is what is less usual than the share that may be refused', () => {
    expect(refusedBy({ answers }, 0.02)).toEqual({ clips: ['wave/b', 'push/d'], of: 4 });
    expect(refusedBy({ answers }, 0.05)?.clips).toHaveLength(3);
  });

  it('is not known of models of versions before, and where none is to be refused', () => {
    expect(refusedBy({ answers: [{ clip: 'wave/a' }] }, 0.02)).toBeNull();
    expect(refusedBy({}, 0.02)).toBeNull();
    expect(refusedBy({ answers }, 0)).toBeNull();
  });

  it('goes by the rule of the model, and by the usual share where it has none', () => {
    expect(refusedShare({})).toBe(0.02);
    expect(refusedShare({ events: {} })).toBe(0);
    expect(refusedShare({ events: { unseen: 0.05 } })).toBe(0.05);
  });

  it('is a sentence, and one that says which they are', () => {
    const refused = { clips: ['wave/b', 'push/d'], of: 4 };
    expect(refusedSentence(refused, 0.02)).toBe(
      'None of these: 2 of 4 clips of its own gestures would be refused, where 2\u00a0% may be.',
    );
    const nameOf = (id: string): string => ({ wave: 'Wave' })[id] ?? id;
    expect(refusedNames(refused, nameOf)).toBe('They are Wave b and push d.');
    const many = { clips: Array.from({ length: 12 }, (_, i) => `wave/${i}`), of: 40 };
    expect(refusedNames(many, nameOf)).toMatch(/Wave 9 and 2 more\.$/);
  });
});
