import { count, duration, list, percent } from './words';

/** Less than this says nothing about an hour. */
export const LEAST_SECONDS = 60;
/** A class that is on for longer than this at a time, on average, does not let go: how often it starts says little then. */
const STUCK_SECONDS = 5;

/** As much of a report as its words need. */
export interface Triggers {
  seconds: number;
  threshold: number;
  source: string;
  perClass: readonly { name: string; triggers: number; on?: number | undefined }[];
}

/** All that fired at the report's threshold. */
export const triggersOf = ({ perClass }: Pick<Triggers, 'perClass'>): number =>
  perClass.reduce((sum, { triggers }) => sum + triggers, 0);

/** Share of the time that any class was on at the report's threshold; null in reports of versions before. */
export const onShareOf = ({ perClass }: Pick<Triggers, 'perClass'>): number | null =>
  perClass.some(({ on }) => on === undefined) ? null : perClass.reduce((sum, { on = 0 }) => sum + on, 0);

/** Null where nothing was watched. */
export const perHour = (triggers: number, seconds: number): number | null =>
  seconds > 0 ? (triggers * 3600) / seconds : null;

/**
 * Where nothing fired in so many seconds: the greatest rate an hour that this speaks for at 95 %, by the rule of three
 * (Hanley & Lippman-Hand 1983).
 */
const atMostPerHour = (seconds: number): number => (3 * 3600) / seconds;

/** What is on for long at a time does not let go, and how often it starts says little. */
const isStuck = (triggers: number, on: number | null, seconds: number): boolean =>
  on !== null && triggers > 0 && (on * seconds) / triggers > STUCK_SECONDS;

/** The rate an hour at a threshold, in words; a dash where it says little. */
export const hourlyWords = (
  { triggers, on = null }: { triggers: number; on?: number | null | undefined },
  seconds: number,
): string => (isStuck(triggers, on, seconds) ? '–' : rateWords(perHour(triggers, seconds)));

/** A rate an hour as a person reads it: `0`, `0.4`, `12`. */
const rateWords = (rate: number | null): string =>
  rate === null ? '–' : rate === 0 ? '0' : rate < 10 ? rate.toFixed(1) : Math.round(rate).toString();

/** A share of time as a person reads it: `0 %`, `0.4 %`, `98 %`. */
export const shareWords = (share: number | null): string =>
  percent(share, share === null || share === 0 || share >= 0.1 ? 0 : 1);

/** What a report says, the most important first, as sentences. */
export function triggerWords(report: Triggers): string[] {
  const { seconds, threshold, source, perClass } = report;
  const triggers = triggersOf(report);
  const on = onShareOf(report);
  const watched = `in ${duration(seconds)} of ${source}, at ${percent(threshold, 0)}`;
  const tooLittle =
    seconds < LEAST_SECONDS
      ? [`${duration(seconds)} is too short to estimate a rate per hour. Measure for longer.`]
      : [];
  if (triggers === 0) {
    return [
      `It never fired ${watched}.`,
      ...tooLittle,
      `With 95\u00a0% certainty it fires at most ${rateWords(atMostPerHour(seconds))} times an hour.`,
    ];
  }
  const named = list(
    perClass
      .filter((row) => row.triggers > 0)
      .map(
        (row) =>
          `${row.name} ${count(row.triggers, 'time')}${row.on === undefined ? '' : ` (${shareWords(row.on)} of the time)`}`,
      ),
  );
  const fired = `It fired ${count(triggers, 'time')} ${watched}`;
  if (isStuck(triggers, on, seconds)) {
    return [
      `It was on ${shareWords(on)} of the time ${watched}.`,
      `It fired only ${count(triggers, 'time')} because it never let go in between, so a rate would say little.`,
      ...tooLittle,
      `${named}.`,
    ];
  }
  const rate = tooLittle.length > 0 ? '' : `: ${rateWords(perHour(triggers, seconds))} an hour`;
  const share = on === null ? '' : `, and was on ${shareWords(on)} of the time`;
  return [`${fired}${rate}${share}.`, ...tooLittle, `${named}.`];
}
