import { describe, expect, it } from 'vitest';
import { beamSearch, greedy, ranking, type Step } from '../../../../../src-renderer/engine/captions/decode';
import { END, START } from '../../../../../src-renderer/learning/vocabulary';
import { Random } from '../../../../../src-renderer/learning/random';

const [A, B, C, D] = [2, 3, 4, 5];

/** Says what comes after a word, by the words before it. */
type Grammar = Record<string, Record<number, number>>;

/** A step over a grammar, whose state is the words so far. */
const stepOf =
  (grammar: Grammar): Step<string> =>
  (before, word) => {
    const state = word === START ? before : `${before}${word}`;
    const shares = grammar[state] ?? { [END]: 1 };
    const logProbabilities = Array.from({ length: 6 }, (_, next) => Math.log(shares[next] ?? 0));
    return { logProbabilities, state };
  };

describe('beam search', () => {
  it('finds a likelier sentence than taking the likeliest word each time', () => {
    const step = stepOf({
      '': { [A]: 0.6, [B]: 0.4 },
      [`${A}`]: { [C]: 0.5, [D]: 0.5 },
      [`${B}`]: { [C]: 1 },
    });
    const first = greedy(step, '', 5);
    expect(first.words).toEqual([A, C]);
    expect(Math.exp(first.logProbability)).toBeCloseTo(0.3);
    const best = beamSearch(step, '', 5, 2);
    expect(best.words).toEqual([B, C]);
    expect(Math.exp(best.logProbability)).toBeCloseTo(0.4);
    expect(beamSearch(step, '', 5, 1).words).toEqual(first.words);
  });

  it('lets longer sentences off for being less likely', () => {
    const step = stepOf({
      '': { [A]: 0.35, [B]: 0.3, [END]: 0.1, [C]: 0.25 },
      [`${B}`]: { [C]: 1 },
      [`${B}${C}`]: { [D]: 1 },
      [`${B}${C}${D}`]: { [C]: 1 },
      [`${B}${C}${D}${C}`]: { [D]: 1 },
    });
    expect(beamSearch(step, '', 5, 3).words).toEqual([B, C, D, C, D]);
    expect(beamSearch(step, '', 5, 3).logProbability).toBeCloseTo(Math.log(0.3));
  });

  it('ends where a sentence would never end', () => {
    const step: Step<null> = () => ({
      logProbabilities: [-Infinity, Math.log(0.1), Math.log(0.9)],
      state: null,
    });
    expect(greedy(step, null, 3).words).toEqual([A, A, A]);
    expect(beamSearch(step, null, 3, 2).words.length).toBeLessThanOrEqual(3);
  });

  it('that is wide enough finds the best of all sentences', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(seed);
      const grammar: Grammar = {};
      for (const state of [
        '',
        ...['2', '3', '4'].flatMap((a) => [a, ...['2', '3', '4'].map((b) => a + b)]),
      ]) {
        const shares = [END, A, B, C].map((word) => [word, random.next() ** 3] as const);
        const sum = shares.reduce((total, [, share]) => total + share, 0);
        grammar[state] = Object.fromEntries(shares.map(([word, share]) => [word, share / sum]));
      }
      const step = stepOf(grammar);
      let best = -Infinity;
      const visit = (state: string, word: number, logProbability: number, length: number): void => {
        const next = step(state, word);
        best = Math.max(best, ranking(logProbability + (next.logProbabilities[END] ?? 0), length + 1));
        if (length === 2) return;
        for (const more of [A, B, C]) {
          visit(next.state, more, logProbability + (next.logProbabilities[more] ?? 0), length + 1);
        }
      };
      visit('', START, 0, 0);
      const { words, logProbability } = beamSearch(step, '', 2, 100);
      expect(ranking(logProbability, words.length + 1)).toBeCloseTo(best);
    }
  });
});
