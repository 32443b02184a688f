import type { TriggerReport } from '../../../src-main/contract';
import { atMostPerHour, LEAST_SECONDS, perHour, triggersOf } from '../../gestures/triggers';
import { count, duration, percent } from '../../../src-main/shared/words';

/** A rate an hour as a person reads it: `0`, `0.4`, `12`. */
export const rateWords = (rate: number | null): string =>
  rate === null ? '–' : rate === 0 ? '0' : rate < 10 ? rate.toFixed(1) : Math.round(rate).toString();

/** What a report says, the most important first, as sentences. */
export function triggerWords(report: TriggerReport): string[] {
  const { seconds, threshold, source } = report;
  const triggers = triggersOf(report);
  const watched = `in ${duration(seconds)} of ${source}, at ${percent(threshold, 0)}`;
  const fired =
    triggers === 0 ? `It never fired ${watched}.` : `It fired ${count(triggers, 'time')} ${watched}`;
  const sentences: string[] = [];
  if (seconds < LEAST_SECONDS) {
    sentences.push(
      triggers === 0 ? fired : `${fired}.`,
      `${duration(seconds)} is too little to tell how often in an hour. Watch for longer.`,
    );
  } else if (triggers === 0) sentences.push(fired);
  else sentences.push(`${fired}: ${rateWords(perHour(triggers, seconds))} an hour.`);
  if (triggers === 0) {
    sentences.push(
      `That much silence means at most ${rateWords(atMostPerHour(seconds))} an hour, with 95 % certainty.`,
    );
  }
  return sentences;
}
