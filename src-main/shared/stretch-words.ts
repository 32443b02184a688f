import { count, duration, percent } from './words';

/** As much of a report over stretches as its words need. */
export interface StretchFigures {
  stretches: number;
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
          `Found ${seconds(delayP50)} after the start (median); 95 % within ${seconds(delayP95 ?? delayP50)}.`,
        ]),
    `In ${count(report.stretches, 'stretch', 'stretches')} that the model has not learnt from, ` +
      `${duration(report.seconds)}, at ${percent(threshold, 0)}.`,
  ];
}
