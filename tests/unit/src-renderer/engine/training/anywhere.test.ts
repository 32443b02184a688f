import { describe, expect, it } from 'vitest';
import { asGoodAnywhere } from '../../../../../src-renderer/engine/training/anywhere';

/** Eight clips of each of three classes. */
const CLASSES = 3;
const labels = Array.from({ length: 24 }, (_, clip) => clip % CLASSES);
/** Sure answers. */
const saying = (named: readonly number[]): number[] =>
  named.flatMap((own) => Array.from({ length: CLASSES }, (_, index) => (index === own ? 0.8 : 0.1)));
const good = (named: readonly number[]): boolean =>
  asGoodAnywhere(labels, { plain: saying(labels), moved: saying(named) }, CLASSES);

describe('asGoodAnywhere', () => {
  it('allows for a few that are taken for another class', () => {
    expect(good(labels)).toBe(true);
    expect(good(labels.map((label, clip) => (clip < 3 ? 1 : label)))).toBe(true);
    expect(good(labels.map((label, clip) => (clip < 12 ? 1 : label)))).toBe(false);
  });

  it('does not where one class is lost, however many there are', () => {
    const many = Array.from({ length: 80 }, (_, clip) => clip % 20);
    const answers = (named: readonly number[]): number[] =>
      named.flatMap((own) => Array.from({ length: 20 }, (_, index) => (index === own ? 1 : 0)));
    const lost = many.map((label) => (label === 7 ? 8 : label));
    expect(asGoodAnywhere(many, { plain: answers(many), moved: answers(lost) }, 20)).toBe(false);
    // What it never knew cannot be lost.
    expect(asGoodAnywhere(many, { plain: answers(lost), moved: answers(lost) }, 20)).toBe(true);
  });

  it('is no where nothing is right', () => {
    const wrong = saying(labels.map((label) => (label + 1) % CLASSES));
    expect(asGoodAnywhere(labels, { plain: wrong, moved: wrong }, CLASSES)).toBe(false);
  });
});
