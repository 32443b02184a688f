// `npm run bench:demo [-- --seeds 1-10] [--json]`: what the demo gets with each of ten seeds, or with those named: the
// share right of people never seen, the gestures named live, and the time it takes. One demo after another, each in a data
// folder of its own. Prints a table, or one JSON object; ends with an error where a goal is missed. Seconds count on a
// machine that does nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { beckonOn, say } from './bench/command.mjs';
import { demoGoals, demoTable, seedsOf } from './bench/demo-table.mjs';
import { ensureBuild } from './ensure-build.mjs';

/** @typedef {import('./bench/demo-table.mjs').DemoRun} DemoRun */

/** @param {number} seed @returns {Promise<DemoRun>} */
async function demo(seed) {
  const folder = mkdtempSync(join(tmpdir(), 'beckon-demo-'));
  try {
    const beckon = beckonOn(join(folder, 'data'));
    const { testAccuracy, live, seconds } = await beckon(
      'demo',
      '--seed',
      String(seed),
      '--out',
      join(folder, 'out'),
    ).catch(failed(seed));
    return { seed, score: testAccuracy, live, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Says why a demo failed: its last line, and not all that it said before.
 * @param {number} seed @returns {(error: unknown) => never}
 */
const failed = (seed) => (error) => {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const reason = said.trim().split('\n').at(-1) || String(error);
  throw new Error(`The demo with seed ${seed} failed: ${reason}`, { cause: error });
};

async function main() {
  const { values } = parseArgs({
    options: { seeds: { type: 'string', default: '1-10' }, json: { type: 'boolean', default: false } },
  });
  const seeds = seedsOf(values.seeds);
  await ensureBuild();
  /** @type {DemoRun[]} */
  const runs = [];
  for (const seed of seeds) {
    const one = await demo(seed);
    runs.push(one);
    const { score, live, seconds } = one;
    say(`seed ${seed}: ${score.toFixed(3)}, live ${live.right} of ${live.of}, ${seconds.toFixed(0)} s`);
  }
  const goals = demoGoals(runs);
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${date} · ${processors[0]?.model ?? 'unknown'}, ${processors.length} logical cores`;
  process.stdout.write(
    values.json ? `${JSON.stringify({ machine, runs, goals })}\n` : demoTable(runs, machine),
  );
  if (goals.some(({ met }) => !met)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
