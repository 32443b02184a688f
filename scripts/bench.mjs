// `npm run bench [-- --json] [--pytorch] [--backend NAME]… [--size NAME]…`: the engine against stock TensorFlow.js (and
// PyTorch), as tests/bench/results/README.md tells. Prints a table, or one JSON object; writes bench.json.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { entrantsOf } from './bench/entrants.mjs';
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
      backend: { type: 'string', multiple: true, default: [...BACKENDS] },
      size: { type: 'string', multiple: true },
    },
  });
  const sizes = values.size ?? (values.json ? ['large', 'small'] : SIZES);
  return {
    json: values.json,
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

async function main() {
  const wanted = options();
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
  process.stdout.write(`${head}\n\n${table(rows)}\n`);
}

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
