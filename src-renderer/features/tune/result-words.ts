import type { EventScore } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';

/** How well a rule does, a line each. */
export function resultWords(score: EventScore): string[] {
  const { gestures, events, right, falseKinds, falsePerHour, delayP50, delayP95 } = score;
  const wrong = events - right;
  const kinds = [
    [falseKinds.doubled, 'a second time for the same gesture'],
    [falseKinds.confused, 'during another gesture'],
    [falseKinds.unknown, 'during other movements'],
    [falseKinds.idle, 'with no gesture near'],
  ] as const;
  const said = kinds.flatMap(([n, words]) => (n > 0 ? [`${n} ${words}`] : []));
  const hourly = falsePerHour === null || wrong === 0 ? '' : `, ${Math.round(falsePerHour)} an hour`;
  return [
    gestures === 0 ? 'No gesture is marked yet.' : `${right} of ${count(gestures, 'gesture')} found.`,
    wrong === 0 ? 'No false events.' : `${count(wrong, 'false event')}${hourly}: ${said.join(', ')}.`,
    ...(delayP50 === null
      ? []
      : [
          `Found ${delayP50.toFixed(1)} s after the start (median), 95\u00a0% within ${(delayP95 ?? delayP50).toFixed(1)} s.`,
        ]),
  ];
}
