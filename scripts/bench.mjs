// `npm run bench [-- --json] [--pytorch] [--backend NAME]… [--size NAME]… [--faults] [--only first-answer]`: the engine against
// stock TensorFlow.js (and PyTorch), as tests/bench/results/README.md tells, and how late recognition is where receivers of
// outputs fail (`--faults`: that alone). `--only first-answer`: how soon there is an answer with nothing trained. Prints tables, or of the engine one JSON object; writes bench.json.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { entrantsOf } from './bench/entrants.mjs';
import { faultsLine } from './bench/faults.mjs';
import { firstAnswerLines } from './bench/first-answer.mjs';
import { measureLive } from './bench/live.mjs';
import { compete } from './bench/match.mjs';
import { startPages } from './bench/pages.mjs';
import { startPytorch } from './bench/pytorch.mjs';
import { entries, table } from './bench/report.mjs';
import { ensureChromium } from './chromium.mjs';
import { root } from './ensure-build.mjs';

/** @typedef {import('../tests/bench/engine/contract').BenchBackend} BenchBackend */
/** @typedef {import('../tests/bench/engine/contract').SizeName} SizeName */

/** @type {readonly BenchBackend[]} */
const BACKENDS = ['webgl', 'webgpu', 'wasm'];
/** @type {readonly SizeName[]} */
const SIZES = ['large', 'small', 'default'];

const begun = Date.now();
/** Progress, with the seconds since the start. @param {string} line */
const say = (line) => void process.stderr.write(`${Math.round((Date.now() - begun) / 1000)} s  ${line}\n`);

/** What is wanted. `--json` measures no more than it reports. */
function options() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      pytorch: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      only: { type: 'string' },
      backend: { type: 'string', multiple: true, default: [...BACKENDS] },
      size: { type: 'string', multiple: true },
    },
  });
  const { only = values.faults ? 'faults' : null } = values;
  if (only !== null && only !== 'faults' && only !== 'first-answer')
    throw new Error('--only takes faults or first-answer.');
  const sizes = values.size ?? (values.json ? ['large', 'small'] : SIZES);
  return {
    json: values.json,
    only,
    torch: values.json || values.pytorch,
    backends: BACKENDS.filter((name) => values.backend.includes(name)),
    sizes: SIZES.filter((name) => sizes.includes(name)),
  };
}

/** @param {ReturnType<typeof options>} wanted */
async function measure({ json, torch, backends, sizes }) {
  const { path } = await ensureChromium(say);
  const pytorch = torch ? await startPytorch() : null;
  if (torch && !pytorch) say('No Python here has PyTorch; set PYTHON to one that has.');
  const pages = await startPages(path);
  const rows = [];
  try {
    for (const backend of backends) {
      for (const size of sizes) {
        const entrants = entrantsOf(backend, size, !json);
        rows.push(...(await compete(pages.open, entrants, backend === 'wasm' ? pytorch : null, say)));
      }
    }
  } finally {
    pytorch?.close();
    await pages.close();
  }
  return { chromium: pages.version, rows };
}

/** How late recognition is where receivers fail, in words: 6 turns with and without. */
async function faults() {
  /** @type {{ ended: boolean, measured: { turns: import('./bench/faults.mjs').Turn[] } | null }} */
  const { ended, measured } = await measureLive('faults', 4.4);
  if (!ended || !measured) throw new Error('Recognition with receivers that fail could not be measured.');
  return faultsLine(measured.turns);
}

/** How soon there is an answer with nothing trained, in words. */
async function firstAnswer() {
  /** @type {{ ended: boolean, measured: import('./bench/first-answer.mjs').FirstStart | null }} */
  const start = await measureLive('first-start', 5);
  if (!start.ended || !start.measured) throw new Error('A first start could not be measured.');
  /** @type {{ ended: boolean, measured: import('./bench/first-answer.mjs').FirstAnswer | null }} */
  const { ended, measured } = await measureLive('first-answer', 10);
  if (!ended || !measured) throw new Error('Times to the first answer could not be measured.');
  const { path } = await ensureChromium(say);
  const pages = await startPages(path);
  const models = [];
  try {
    for (const clips of [60, 1000]) {
      say(`Models of ${clips} clips`);
      models.push(await pages.instantTimes(clips));
    }
  } finally {
    await pages.close();
  }
  const load = loadavg().map((value) => value.toFixed(1));
  return `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} logical cores, load ${load.join(', ')}\n\n${firstAnswerLines(start.measured, measured, models)}`;
}

async function main() {
  const wanted = options();
  if (wanted.only !== null) {
    const lines = wanted.only === 'faults' ? await faults() : await firstAnswer();
    return void process.stdout.write(`${lines}\n`);
  }
  const { chromium, rows } = await measure(wanted);
  const seconds = Math.round((Date.now() - begun) / 1000);
  const machine = {
    date: new Date(begun).toISOString().slice(0, 10),
    gpu: rows.find(({ backend, variant }) => backend === 'webgl' && variant === 'ours')?.device ?? null,
    cpu: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} logical cores`,
    chromium,
    seconds,
  };
  const summary = entries(rows);
  writeFileSync(join(root, 'bench.json'), `${JSON.stringify({ machine, summary, rows }, null, 2)}\n`);
  if (wanted.json) return void process.stdout.write(`${JSON.stringify(summary)}\n`);
  const { date, gpu, cpu } = machine;
  const head = `${date} · GPU: ${gpu ?? 'none'} · CPU: ${cpu} · Chromium ${chromium} · ${seconds} s`;
  process.stdout.write(`${head}\n\n${table(rows)}\n\n${await faults()}\n`);
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
