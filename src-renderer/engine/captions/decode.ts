import { argMax } from '../../learning/arg-max';
import { END, START } from '../../learning/vocabulary';

/**
 * What comes after a word: the logarithms of all words' probabilities, −∞ for what never comes, and where the sentence
 * stands then.
 */
export type Step<State> = (
  state: State,
  word: number,
) => { logProbabilities: ArrayLike<number>; state: State };

/** A sentence without its marks, and the logarithm of its probability, its end included. */
export interface Sentence {
  words: number[];
  logProbability: number;
}

/** Takes the likeliest word each time, until that is the end, or `longest` words are said. */
export function greedy<State>(step: Step<State>, begin: State, longest: number): Sentence {
  const words: number[] = [];
  let state = begin;
  let last = START;
  let logProbability = 0;
  for (;;) {
    const next = step(state, last);
    last = words.length < longest ? argMax(next.logProbabilities) : END;
    logProbability += next.logProbabilities[last] as number;
    if (last === END) return { words, logProbability };
    words.push(last);
    state = next.state;
  }
}

/** How strongly longer sentences are let off for being less likely; 0 is not at all. */
const LENGTH = 0.6;

/** What sentences are ranked by, with the length penalty of Wu et al. 2016. `length` counts the end. */
export const ranking = (logProbability: number, length: number): number =>
  logProbability / ((5 + length) / 6) ** LENGTH;

interface Beam<State> extends Sentence {
  state: State;
  last: number;
}

/**
 * The likeliest sentence that beam search finds, which goes on with the `width` likeliest beginnings at a time. After
 * `longest` words a sentence ends.
 */
export function beamSearch<State>(step: Step<State>, begin: State, longest: number, width: number): Sentence {
  let open: Beam<State>[] = [{ words: [], logProbability: 0, state: begin, last: START }];
  let best: Sentence | null = null;
  let bestRank = -Infinity;
  for (let length = 1; open.length > 0; length++) {
    const longer: Beam<State>[] = [];
    for (const beam of open) {
      const next = step(beam.state, beam.last);
      Array.from(next.logProbabilities).forEach((own, word) => {
        const logProbability = beam.logProbability + own;
        if (word !== END) {
          const words = [...beam.words, word];
          if (own > -Infinity && length <= longest)
            longer.push({ words, logProbability, state: next.state, last: word });
          return;
        }
        const rank = ranking(logProbability, length);
        if (best !== null && rank <= bestRank) return;
        best = { words: beam.words, logProbability };
        bestRank = rank;
      });
    }
    open = longer
      .sort((a, b) => b.logProbability - a.logProbability)
      .slice(0, width)
      // What is left can only get less likely.
      .filter(({ logProbability }) => best === null || ranking(logProbability, longest + 1) > bestRank);
  }
  return best ?? { words: [], logProbability: -Infinity };
}
