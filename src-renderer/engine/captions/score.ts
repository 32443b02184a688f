import type { CaptionScore } from '../../../src-main/contract';
import { wordsOf } from '../../learning/vocabulary';

/** A clip that was put into words. */
export interface Captioned {
  clip: string;
  text: string;
  said: string;
}

/** Clips that are shown. */
const SHOWN = 8;

const sentenceOf = (text: string): string => wordsOf(text).join(' ');

/** The share of words right, place by place; places that only one of the two has are wrong. */
function tokensRight(text: string, said: string): { right: number; places: number } {
  const [truth, words] = [wordsOf(text), wordsOf(said)];
  const right = truth.filter((word, place) => words[place] === word).length;
  return { right, places: Math.max(truth.length, words.length) };
}

/** The text that is given most often, the first of these where several are. */
export function mostFrequent(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts.map(sentenceOf)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? '';
}

/**
 * How well clips were put into words.
 * @param learnt the texts of the training clips, whose most frequent one is the baseline's answer
 */
export function scoreOf(
  captioned: readonly Captioned[],
  learnt: readonly string[],
): Pick<CaptionScore, 'clips' | 'exact' | 'tokens' | 'baseline' | 'examples'> {
  const always = mostFrequent(learnt);
  const isRight = ({ text, said }: Captioned): boolean => sentenceOf(text) === said;
  const tokens = captioned.map(({ text, said }) => tokensRight(text, said));
  const total = (of: 'right' | 'places'): number => tokens.reduce((sum, each) => sum + each[of], 0);
  const count = Math.max(1, captioned.length);
  return {
    clips: captioned.length,
    exact: captioned.filter(isRight).length / count,
    tokens: total('right') / Math.max(1, total('places')),
    baseline: captioned.filter(({ text }) => sentenceOf(text) === always).length / count,
    examples: examplesOf(captioned, isRight),
  };
}

/** Wrong ones first, then one of each text, so that what it says of each can be seen. */
function examplesOf(captioned: readonly Captioned[], isRight: (one: Captioned) => boolean): Captioned[] {
  const wrong = captioned.filter((one) => !isRight(one));
  const right = new Map(captioned.filter(isRight).map((one) => [one.said, one]));
  return [...wrong.slice(0, SHOWN / 2), ...right.values()].slice(0, SHOWN);
}
