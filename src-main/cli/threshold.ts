import { RULE_BOUNDS } from '../shared/rule-bounds';
import { failure } from './failure';

/** The confidence that is asked for, above 0 and up to 1. Rejects what is none. */
function parseThreshold(typed: string): number {
  const threshold = Number(typed);
  if (threshold > 0 && threshold <= 1) return threshold;
  throw failure('INVALID', `--threshold does not take “${typed}”; it takes numbers above 0, up to 1.`);
}

/** The share of known gestures that may be refused. Rejects what is none. */
function parseUnseen(typed: string): number {
  const unseen = Number(typed);
  const { min, max } = RULE_BOUNDS.unseen;
  if (typed.trim() !== '' && unseen >= min && unseen <= max) return unseen;
  throw failure('INVALID', `--unseen does not take “${typed}”; it takes numbers from ${min} to ${max}.`);
}

/** What is asked of a model's answers, as it was typed. */
export interface TypedRule {
  threshold?: string;
  unseen?: string;
}

/** As much of it as was typed. */
export const askedBy = ({ threshold, unseen }: TypedRule): { threshold?: number; unseen?: number } => ({
  ...(threshold !== undefined && { threshold: parseThreshold(threshold) }),
  ...(unseen !== undefined && { unseen: parseUnseen(unseen) }),
});
