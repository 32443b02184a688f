// What the bench makes of delays with and without receivers that fail. All pure.
import { quantile } from './statistics.mjs';

/** @typedef {{ half: number, most: number, due: number, missed: number }} Figures delays in ms, and frames */
/** @typedef {{ without: Figures, faulty: Figures }} Turn */

/**
 * By how much more slowly 95 % of the frames are recognised where receivers fail: the median of what the turns say, as
 * a computer may be busy with something else in one of them.
 * @param {readonly Turn[]} turns
 */
export const delayRatio = (turns) =>
  quantile(
    turns.map(({ without, faulty }) => faulty.most / without.most),
    0.5,
  );

/** @param {readonly Turn[]} turns */
export function faultsLine(turns) {
  const of = (/** @type {'without' | 'faulty'} */ which) => {
    const all = turns.map((turn) => turn[which]);
    const mid = (/** @type {'half' | 'most'} */ key) =>
      Math.round(
        quantile(
          all.map((figures) => figures[key]),
          0.5,
        ),
      );
    const sum = (/** @type {'due' | 'missed'} */ key) =>
      all.reduce((total, figures) => total + figures[key], 0);
    return `${mid('half')} ms, 95 % within ${mid('most')} ms, ${sum('missed')} of ${sum('due')} frames missed`;
  };
  return [
    `Delay of recognition without outputs: ${of('without')}.`,
    `With receivers that are absent, slow, or hang up in mid-message: ${of('faulty')}.`,
    `Ratio of the delay that 95 % keep to, median of ${turns.length} turns: ${delayRatio(turns).toFixed(2)} (at most 1.10).`,
  ].join('\n');
}
