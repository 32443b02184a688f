// `npm test`: checks, builds, and runs every test; goes on after a failure; ends with one line of counts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { ensureBuild, root } from './ensure-build.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** A step that could not even be counted. @type {Counts} */
const oneFailure = { passed: 0, failed: 1, skipped: 0 };
/** @type {Counts} */
const nothing = { passed: 0, failed: 0, skipped: 0 };

/**
 * What Vitest's JSON report counts. A file that could not be run counts as one failure.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * What Playwright's JSON report counts. A test that passed on another try counts as failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: unknown[] }} report
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed === 0 && errors.length > 0 ? 1 : failed,
    skipped: stats.skipped,
  };
}

/** @param {Counts[]} parts @returns {Counts} */
export const total = (parts) =>
  parts.reduce((sum, part) => ({
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: sum.skipped + part.skipped,
  }));

/** @param {string} command @param {string[]} args @param {Record<string, string>} [env] @returns {Promise<boolean>} */
function succeeds(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      // npm is a batch file there.
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Runs a script of package.json. @param {string} name @returns {Promise<Counts>} */
const script = async (name) => ((await succeeds('npm', ['run', '--silent', name])) ? nothing : oneFailure);

/** @param {string[]} args @param {Record<string, string>} [env] */
const node = (args, env) => succeeds(process.execPath, args, env);

/** @param {string} path @returns {string} the program of an installed package */
const program = (path) => join(root, 'node_modules', path);

/**
 * Runs a step whose counts stand in a JSON file.
 * @template T
 * @param {string} file
 * @param {(report: T) => Counts} count
 * @param {() => Promise<boolean>} work
 * @returns {Promise<Counts>}
 */
async function counted(file, count, work) {
  const succeeded = await work();
  try {
    const counts = count(JSON.parse(readFileSync(file, 'utf8')));
    return !succeeded && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } catch {
    return oneFailure;
  }
}

/** @param {string} title @param {() => Promise<Counts>} work @returns {Promise<Counts>} */
async function step(title, work) {
  process.stdout.write(`\n── ${title}\n`);
  try {
    return await work();
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return oneFailure;
  }
}

/** Specs that watch or record in true time: beside another one they would miss frames. */
const IN_TRUE_TIME = [
  'honest.spec.ts',
  'live-session.spec.ts',
  'main-job.spec.ts',
  'record-holds.spec.ts',
  'record-ways.spec.ts',
  'web-page.spec.ts',
];

/**
 * The end to end specs: those that may run side by side, as many of them only wait, and those that may not.
 * @param {string[]} files @returns {{ together: string[], alone: string[] }}
 */
export function specsBySpeed(files) {
  const specs = files.filter((file) => file.endsWith('.spec.ts')).sort();
  const missing = IN_TRUE_TIME.filter((file) => !specs.includes(file));
  if (missing.length > 0)
    throw new Error(`There is no ${missing.join(', ')}; mend the list of specs in true time.`);
  return {
    together: specs.filter((file) => !IN_TRUE_TIME.includes(file)),
    alone: specs.filter((file) => IN_TRUE_TIME.includes(file)),
  };
}

/** @param {string} title @param {string} report @param {string[]} specs @param {number} workers @returns {Promise<Counts>} */
const endToEnd = (title, report, specs, workers) =>
  step(title, () =>
    counted(report, countPlaywright, () =>
      node(
        [
          program('@playwright/test/cli.js'),
          'test',
          // Whole names, as each is a pattern.
          ...specs.map((file) => `/e2e/${file.replaceAll('.', '\\.')}$`),
          `--workers=${workers}`,
          '--reporter=list,json,./tests/e2e/skip-reasons.ts',
        ],
        { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      ),
    ),
  );

async function main() {
  const { together, alone } = specsBySpeed(readdirSync(join(root, 'tests/e2e')));
  const reports = mkdtempSync(join(tmpdir(), 'beckon-test-'));
  const vitest = join(reports, 'vitest.json');
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const counts = total([
    await step('browser', () => ensureChromium(say).then(({ path }) => (say(path), nothing))),
    // At the same time, as each of them keeps one core busy.
    ...(await Promise.all([
      step('format', () => script('format:check')),
      step('lint', () => script('lint')),
      step('types', () => script('typecheck')),
      step('unused code', () => script('unused')),
    ])),
    await step('build', () => ensureBuild({ force: true }).then(() => nothing)),
    await step('unit and contract tests', () =>
      counted(vitest, countVitest, () =>
        node([
          program('vitest/vitest.mjs'),
          'run',
          '--project=node',
          '--project=browser',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${vitest}`,
        ]),
      ),
    ),
    await endToEnd('end to end tests', join(reports, 'together.json'), together, 2),
    await endToEnd('end to end tests, one at a time', join(reports, 'alone.json'), alone, 1),
  ]);
  rmSync(reports, { recursive: true, force: true });
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
