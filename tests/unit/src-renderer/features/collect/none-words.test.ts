import { describe, expect, it } from 'vitest';
import { noneWords } from '../../../../../src-renderer/features/collect/none-words';

describe('what is said of a class for doing nothing', () => {
  it('is that models of clips do without, and what it still helps with', () => {
    const { first, lead, why, description } = noneWords(false);
    expect(first).toBe('When you make none of them, Beckon tells by itself.');
    expect(lead).toBe('You need no class for doing nothing.');
    expect(why).toContain('still help');
    expect(description).toContain('says “No gesture” and “None of these” without this class');
  });

  it('is that single pictures need it', () => {
    const { first, why, description } = noneWords(true);
    expect(first).toContain('Add one for doing nothing');
    expect(why).toContain('unless there is a class for it');
    expect(description).toContain('does not know by itself when you make no gesture');
  });
});
