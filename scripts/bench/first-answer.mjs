// What the bench makes of times to an answer with nothing trained. All pure.
import { quantile } from './statistics.mjs';

/** @typedef {import('../../tests/bench/engine/contract').InstantTimes} InstantTimes */
/**
 * Of the app, ms: from its start to the first answer over the camera's picture, with no clip looked at before and again;
 * and from a recorded clip on disk to the first answer, and the
 * first right one, of a model that it was learnt from; null: there was none in half a minute.
 * @typedef {{ clips: number, coldFirst: number, coldAgain: number, fromLastClip: { answer: number | null, right: number | null }[] }} FirstAnswer
 */

/**
 * Of somebody who starts the app for the first time: presses of the mouse button, and ms from the start to the second
 * class's last clip that was needed, and to the first right answer.
 * @typedef {{ clicks: number, ms: number, lastClip: number, clips: number, threshold: number }} FirstStart
 */

/** Goals, in ms: a model made anew of so many clips, and a clip looked at. */
const REFIT = new Map([
  [60, 300],
  [1000, 1000],
]);
const LOOK = 150;

const middle = (/** @type {readonly number[]} */ times) => quantile(times, 0.5);
const ms = (/** @type {number} */ time) => `${Math.round(time)} ms`;
const seconds = (/** @type {number} */ time) => `${(time / 1000).toFixed(1)} s`;

/** @param {readonly (number | null)[]} times */
const each = (times) => {
  const there = times.flatMap((time) => time ?? []);
  const all = times.map((time) => (time === null ? 'none' : seconds(time))).join(', ');
  return `${there.length > 0 ? seconds(middle(there)) : 'none'} (${all})`;
};

/** What one more clip costs beside the model. @param {InstantTimes} times */
const lookOf = ({ refits, added }) => middle(added.map((time, turn) => time - (refits[turn] ?? NaN)));

/**
 * @param {FirstStart} start
 * @param {FirstAnswer} app
 * @param {readonly InstantTimes[]} models
 */
export function firstAnswerLines(start, { clips, coldFirst, coldAgain, fromLastClip }, models) {
  return [
    `From the first start, with no data, to the first right answer, sure by ${start.threshold}: ${start.clicks} clicks and ${seconds(start.ms)}, ` +
      `of which ${seconds(start.lastClip)} until three clips each of two gestures are there; ${start.clips} clips in the end.`,
    `With ${clips} clips of five classes, from a clip on disk to the first answer that it counts in: ${each(fromLastClip.map(({ answer }) => answer))}; to the first right one: ${each(fromLastClip.map(({ right }) => right))}.`,
    `From the start of the app to the first answer over the picture: ${seconds(coldFirst)}, and ${seconds(coldAgain)} when it is opened again.`,
    ...models.map((times) => {
      const goal = REFIT.get(times.clips);
      return (
        `Of ${times.clips} clips, a model is made anew in ${ms(middle(times.refits))}${goal ? ` (goal: ${ms(goal)})` : ''}, ` +
        `one more clip is looked at in ${ms(lookOf(times))} (goal: ${ms(LOOK)}), and all are for the first time in ${seconds(times.first)}.`
      );
    }),
  ].join('\n');
}
