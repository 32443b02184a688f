import type { Evaluation, Run, RunSummary } from '../../src-main/contract';
import { wilson } from '../learning/interval';
import { count, list, percent } from '../../src-main/shared/words';

/** Fewer clips than this make a score that can be far off, and so do fewer than this of a class. */
const FEW_CLIPS = 20;
const FEW_OF_A_CLASS = 3;
/** So many models tested on the same sessions are many. */
const MANY_LOOKS = 5;

/** `between 61 % and 93 %`: where the true score lies, in 95 of 100 such cases. */
export function rangeWords({ accuracy, clips }: Pick<Evaluation, 'accuracy' | 'clips'>): string {
  const { low, high } = wilson(Math.round(accuracy * clips), clips);
  return `between ${percent(low, 0)} and ${percent(high, 0)}`;
}

/**
 * Where the true score lies, and what a person should know of it before they trust it, as sentences.
 * @param known clips among them that the model had learnt from, or was chosen by
 */
export function scoreRemarks(
  part: 'test' | 'validation',
  evaluation: Pick<Evaluation, 'accuracy' | 'clips' | 'perClass'>,
  known: number,
): string[] {
  if (known > 0) {
    return [
      `The model knew ${known} of these ${count(evaluation.clips, 'clip')} from its training, so this score flatters it: with clips that are new to it, it will be right less often.`,
    ];
  }
  const warnings = scoreWarnings(part, evaluation);
  if (evaluation.clips < FEW_CLIPS) return warnings;
  return [`The true accuracy lies ${rangeWords(evaluation)}, with 95 % certainty.`, ...warnings];
}

/** What a person should know of a score on held-out clips before they trust it, as sentences. */
export function scoreWarnings(
  part: 'test' | 'validation',
  evaluation: Pick<Evaluation, 'accuracy' | 'clips' | 'perClass'>,
): string[] {
  const { clips, perClass } = evaluation;
  const name = (row: { name: string }): string => row.name;
  const missing = perClass.filter((row) => row.clips === 0).map(name);
  const scarce = perClass.filter((row) => row.clips > 0 && row.clips < FEW_OF_A_CLASS).map(name);
  const warnings: string[] = [];
  if (clips < FEW_CLIPS) {
    warnings.push(
      `This score rests on ${count(clips, `${part} clip`)} only: the true one lies ${rangeWords(evaluation)}, with 95 % certainty.`,
    );
  }
  if (scarce.length > 0) {
    warnings.push(
      `Of ${list(scarce)} there are fewer than ${FEW_OF_A_CLASS} ${part} clips, so ` +
        `${scarce.length === 1 ? 'its own score says' : 'their own scores say'} little.`,
    );
  }
  if (missing.length > 0) {
    warnings.push(
      `There are no ${part} clips of ${list(missing)}, so this score says nothing about ${missing.length === 1 ? 'it' : 'them'}.`,
    );
  }
  return warnings;
}

/** Where many models were tested on the very sessions of this one: that the best of them looks better than it is. */
export function looksWarning(
  run: Pick<Run, 'split' | 'metrics'>,
  runs: readonly Pick<RunSummary, 'testSessions'>[],
): string | null {
  if (!run.metrics.test) return null;
  const key = (sessions: readonly string[]): string => JSON.stringify(sessions.toSorted());
  const own = key(run.split.sessions.test);
  const models = runs.filter(({ testSessions }) => key(testSessions) === own).length;
  if (models < MANY_LOOKS) return null;
  return (
    `You have chosen among ${models} models on this test, so its score flatters you. ` +
    'Record a session that none of them was tested on, and test the one you keep on that.'
  );
}
