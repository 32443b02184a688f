import { FEWEST_GESTURES } from './rule-defaults';
import { count, percent } from './words';

interface Rule {
  threshold: number;
  windows: number;
  atOnce?: number | undefined;
}

/** As much of what a rule was fitted on as its words need. */
interface RuleFitFigures {
  clips: number;
  stretches: readonly string[];
  gestures: number;
  /** Null: too little to fit one to. */
  rule: Rule | null;
  byHand?: boolean | undefined;
}

const heldWords = (rule: Rule): string =>
  `hold ${count(rule.windows, 'answer')} in a row${atOnceWords(rule)}, threshold ${percent(rule.threshold, 0)}`;

/** What is enough by itself where several answers in a row are asked for. */
export const atOnceWords = ({ windows, atOnce }: Rule): string =>
  atOnce === undefined || atOnce > 1 || windows < 2 ? '' : ` or one of ${percent(atOnce, 0)}`;

/**
 * When gestures are told of, and what that was fitted on, as a sentence.
 * @param rule that is in use; undefined: that by default
 */
export function ruleFitWords(fit: RuleFitFigures, rule: Rule | undefined): string {
  const { clips, stretches, gestures, rule: fitted, byHand = false } = fit;
  if (!fitted) {
    const usual = rule ? `${sentence(heldWords(rule))}, set by hand` : 'The settings by default';
    return `${usual}: ${count(clips, 'clip')} of gestures were held out, and fitting takes ${FEWEST_GESTURES}.`;
  }
  const places = [
    ...(clips > 0 ? ['of held-out clips'] : []),
    ...(stretches.length > 0 ? [`in ${count(stretches.length, 'stretch', 'stretches')}`] : []),
  ];
  const on = `${byHand ? 'set by hand' : 'fitted'} on ${count(gestures, 'gesture')} ${places.join(' and ')}`;
  const same = rule !== undefined && heldWords(rule) === heldWords(fitted);
  if (!rule || same) return `${sentence(heldWords(fitted))}, ${on}.`;
  return `${sentence(heldWords(rule))}, set by hand; ${heldWords(fitted)} was ${on}.`;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
