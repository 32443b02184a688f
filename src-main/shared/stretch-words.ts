import { count, duration, percent } from './words';

/** Which stretches a report is of. */
interface Judged {
  stretches: number;
  /** Whether the model has learnt from them, or its rule was fitted to them. */
  fitted?: boolean | undefined;
  /** How many others do not count for that reason. */
  leftOut?: number | undefined;
}

/** What a person should know of the stretches that a report is of, a line each. */
export function judgedWords({ fitted = false, leftOut = 0 }: Judged): string[] {
  return [
    ...(fitted
      ? [
          'The model has learnt from these very stretches, or its settings were fitted to them, so this flatters.',
        ]
      : []),
    ...(leftOut > 0
      ? [
          `Left out: ${count(leftOut, 'stretch', 'stretches')} that it has learnt from, or its settings were fitted to.`,
        ]
      : []),
  ];
}

/** As much of a report over stretches as its words need. */
export interface StretchFigures extends Judged {
  seconds: number;
  threshold: number;
  gestures: number;
  events: number;
  right: number;
  f1: number | null;
  falsePerHour: number | null;
  delayP50: number | null;
  delayP95: number | null;
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** How well a model's events match what was done in stretches, the most important first, as sentences. */
export function stretchWords(report: StretchFigures): string[] {
  const { gestures, events, right, f1, falsePerHour, delayP50, delayP95, threshold } = report;
  const wrong = events - right;
  const hourly = wrong === 0 || falsePerHour === null ? '' : `, ${Math.round(falsePerHour)} an hour`;
  return [
    `Event F1 ${f1 === null ? '–' : f1.toFixed(2)}: ${right} of ${count(gestures, 'gesture')} found, ` +
      `${wrong === 0 ? 'no false events' : `${count(wrong, 'false event')}${hourly}`}.`,
    ...(delayP50 === null
      ? []
      : [
          `Found ${seconds(delayP50)} after the start (median); 95\u00a0% within ${seconds(delayP95 ?? delayP50)}.`,
        ]),
    `In ${count(report.stretches, 'stretch', 'stretches')}${report.fitted ? '' : ' that the model has not learnt from'}, ` +
      `${duration(report.seconds)}, at ${percent(threshold, 0)}.`,
    ...judgedWords(report),
  ];
}

/** That a model has learnt from recorded stretches, as a sentence, where it has. */
export const learntWords = (stretches: readonly string[] = []): string[] =>
  stretches.length > 0
    ? [
        `Beside the clips, it has learnt from ${count(stretches.length, 'recorded stretch', 'recorded stretches')}.`,
      ]
    : [];
