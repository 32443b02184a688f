// The table of `npm run bench:demo`. Pure.

/**
 * What the demo did with one seed.
 * @typedef {{ seed: number, score: number, live: { right: number, of: number }, seconds: number }} DemoRun
 */

/** What the demo is to reach: shares right, the share of seeds whose live gestures are all right, and seconds. */
const DEMO_GOALS = { mean: 0.98, lowest: 0.93, live: 0.9, seconds: 90 };

/** Seeds named as `1-10` or `3,7,11-13`. Throws a sentence for anything else. @param {string} text */
export function seedsOf(text) {
  return text.split(',').flatMap((part) => {
    const [, from, to = from] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || last < first || last - first >= 1000) {
      throw new Error(`“${text}” names no seeds. Write them as 1-10, or 3,7,12.`);
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Each goal, what was reached, and whether that will do.
 * @param {readonly DemoRun[]} runs at least one
 */
export function demoGoals(runs) {
  const scores = runs.map(({ score }) => score);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const lowest = Math.min(...scores);
  const allLive = runs.filter(({ live }) => live.right === live.of).length;
  const longest = Math.max(...runs.map(({ seconds }) => seconds));
  const { mean: leastMean, lowest: leastScore, live, seconds } = DEMO_GOALS;
  return [
    { goal: `mean score ≥ ${leastMean}`, reached: mean.toFixed(3), met: mean >= leastMean },
    { goal: `lowest score ≥ ${leastScore}`, reached: lowest.toFixed(3), met: lowest >= leastScore },
    {
      goal: `live all right with ${live * 10} seeds of 10`,
      reached: `${allLive} of ${runs.length}`,
      met: allLive >= live * runs.length,
    },
    { goal: `each ≤ ${seconds} s`, reached: `${longest.toFixed(0)} s`, met: longest <= seconds },
  ];
}

/** @param {readonly DemoRun[]} runs at least one @param {string} machine */
export function demoTable(runs, machine) {
  return `${[
    machine,
    '',
    '| seed | right, people never seen | live | seconds |',
    '|--:|--:|--:|--:|',
    ...runs.map(
      ({ seed, score, live, seconds }) =>
        `| ${seed} | ${score.toFixed(3)} | ${live.right} of ${live.of} | ${seconds.toFixed(0)} |`,
    ),
    '',
    '| goal | reached | |',
    '|---|--:|---|',
    ...demoGoals(runs).map(
      ({ goal, reached, met }) => `| ${goal} | ${reached} | ${met ? 'met' : 'missed'} |`,
    ),
  ].join('\n')}\n`;
}
