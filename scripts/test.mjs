// `npm test`: checks, builds, and runs every test; goes on after a failure; ends with one line of counts.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { ensureBuild, root } from './ensure-build.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts what failed: its names */
/** @typedef {{ title: string, file?: string, specs?: { title: string, ok: boolean }[], suites?: Suite[] }} Suite */
/** @typedef {{ env?: Record<string, string>, last?: boolean }} RunOptions variables beside those there are; whether it gets only the time that others leave */

/** A step that could not even be counted. @param {string} title @returns {Counts} */
const oneFailure = (title) => ({ passed: 0, failed: 1, skipped: 0, failures: [title] });
/** @type {Counts} */
const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] };

/**
 * What Vitest's JSON report counts. A file that could not be run counts as one failure.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const failures = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map(({ name }) => relative(root, name))],
  };
}

/** @param {Suite} suite @returns {string[]} the names of what failed in it */
const failedIn = ({ file = '', specs = [], suites = [] }) => [
  ...specs.filter(({ ok }) => !ok).map(({ title }) => `${file}: ${title}`),
  ...suites.flatMap(failedIn),
];

/**
 * What Playwright's JSON report counts. A test that passed on another try counts as failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, suites: Suite[],
 *   errors: { message?: string }[] }} report
 * @returns {Counts}
 */
export function countPlaywright({ stats, suites, errors }) {
  const failed = stats.unexpected + stats.flaky;
  return {
    passed: stats.expected,
    failed: failed === 0 && errors.length > 0 ? 1 : failed,
    skipped: stats.skipped,
    failures: [...suites.flatMap(failedIn), ...errors.map(({ message = 'an error' }) => message)],
  };
}

/** @param {Counts[]} parts @returns {Counts} */
export const total = (parts) =>
  parts.reduce((sum, part) => ({
    passed: sum.passed + part.passed,
    failed: sum.failed + part.failed,
    skipped: sum.skipped + part.skipped,
    failures: [...sum.failures, ...part.failures],
  }));

/** @param {string} command @param {string[]} args @param {RunOptions} [options] @returns {Promise<boolean>} */
function succeeds(command, args, { env = {}, last = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      // npm is a batch file there.
      shell: process.platform === 'win32' && command === 'npm',
    });
    if (last && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Runs a script of package.json. @param {string} name @param {RunOptions} [options] @returns {Promise<Counts>} */
const script = async (name, options) =>
  (await succeeds('npm', ['run', '--silent', name], options)) ? nothing : oneFailure(`npm run ${name}`);

/** @param {string[]} args @param {Record<string, string>} [env] */
const node = (args, env = {}) => succeeds(process.execPath, args, { env });

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
    if (succeeded || counts.failed > 0) return counts;
    return { ...counts, failed: 1, failures: ['it ended with an error, though no test failed'] };
  } catch {
    return oneFailure('it left no report');
  }
}

/** @param {string} title @param {() => Promise<Counts>} work @returns {Promise<Counts>} */
async function step(title, work) {
  process.stdout.write(`\n── ${title}\n`);
  try {
    const counts = await work();
    return { ...counts, failures: counts.failures.map((failure) => `${title}: ${failure}`) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${message}\n`);
    return oneFailure(`${title}: ${message}`);
  }
}

/** Specs that watch or record in true time: beside another one they would miss frames. */
const IN_TRUE_TIME = [
  'live-session.spec.ts',
  'main-job.spec.ts',
  'outputs.spec.ts',
  'record-holds.spec.ts',
  'record-ways.spec.ts',
  'tune.spec.ts',
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
          // Tests of one file side by side, too, or a long file that comes late leaves a core idle.
          '--fully-parallel',
          '--reporter=list,json,./tests/e2e/skip-reasons.ts',
        ],
        { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      ),
    ),
  );

/** Runs Vitest once. @param {string} title @param {string} report @param {string[]} args @returns {Promise<Counts>} */
const unit = (title, report, args) =>
  step(title, () =>
    counted(report, countVitest, () =>
      node([
        program('vitest/vitest.mjs'),
        'run',
        ...args,
        // Each run keeps one core busy; tests in pages and those that wait in true time want no more beside them.
        '--maxWorkers=1',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]),
    ),
  );

/**
 * Rooms whose modules keep nothing between two calls: their tests run in one process, in which what they import is read once.
 * Other tests have a process each.
 */
const SHARED = [
  ...['base', 'capture', 'clip-check', 'features', 'gestures', 'jobs', 'learning', 'rpc', 'ui'].map(
    (room) => `tests/unit/src-renderer/${room}/`,
  ),
  ...['formats', 'shared', 'store'].map((room) => `tests/unit/src-main/${room}/`),
];
/** Opens models in stock TensorFlow.js, which must not have met Beckon's own layers. */
const ALONE = 'tests/unit/src-main/formats/models/tfjs.test.ts';
/** The other rooms. What is left has about as much to do beside tests in pages as these have by themselves. */
const ROOMS = ['tests/unit/src-main/', 'tests/unit/src-renderer/'];

/**
 * Files with Node's tests: those that share a process, and, a process each, those of other rooms and those of what is no room.
 * @param {string[]} files paths from the repository's root
 * @returns {{ shared: string[], rooms: string[], others: string[] }}
 */
export function testsByProcess(files) {
  const tests = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.ts') && !file.endsWith('.browser.test.ts'))
    .sort();
  const liesIn = (/** @type {string} */ file, /** @type {string[]} */ folders) =>
    folders.some((folder) => file.startsWith(folder));
  const shared = tests.filter((file) => liesIn(file, SHARED) && file !== ALONE);
  const own = tests.filter((file) => !shared.includes(file));
  return {
    shared,
    rooms: own.filter((file) => liesIn(file, ROOMS)),
    others: own.filter((file) => !liesIn(file, ROOMS)),
  };
}

/** Two runs at a time: tests in pages with some of Node's, and the others of Node's. @param {string} reports */
async function unitTests(reports) {
  const files = ['unit', 'contract', 'architecture'].flatMap((folder) =>
    readdirSync(join(root, 'tests', folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join('tests', folder, file),
    ),
  );
  const { shared, rooms, others } = testsByProcess(files);
  const inNode = (/** @type {string} */ title, /** @type {string} */ name, /** @type {string[]} */ args) =>
    unit(title, join(reports, `node-${name}.json`), ['--project=node', ...args]);
  const inPages = async () => [
    await unit('unit tests in pages', join(reports, 'browser.json'), ['--project=browser']),
    await inNode('unit tests in one process', 'shared', ['--no-isolate', ...shared]),
    await inNode('contract tests, and those of what is no room', 'others', others),
  ];
  const both = await Promise.all([inPages(), inNode('unit tests of the other rooms', 'rooms', rooms)]);
  return both.flat();
}

/** Checks of what is written. They get the time in which tests beside them only wait. */
async function checks() {
  /** @type {Counts[]} */
  const counts = [];
  const all = { format: 'format:check', lint: 'lint', types: 'typecheck', 'unused code': 'unused' };
  // One after another, as each takes much memory.
  for (const [title, name] of Object.entries(all))
    counts.push(await step(title, () => script(name, { last: true })));
  return counts;
}

async function main() {
  const { together, alone } = specsBySpeed(readdirSync(join(root, 'tests/e2e')));
  const reports = mkdtempSync(join(tmpdir(), 'beckon-test-'));
  const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
  const counts = total([
    await step('browser', () => ensureChromium(say).then(({ path }) => (say(path), nothing))),
    await step('build', () => ensureBuild({ force: true }).then(() => nothing)),
    ...(await unitTests(reports)),
    ...(
      await Promise.all([checks(), endToEnd('end to end tests', join(reports, 'together.json'), together, 2)])
    ).flat(),
    await endToEnd('end to end tests, one at a time', join(reports, 'alone.json'), alone, 1),
  ]);
  rmSync(reports, { recursive: true, force: true });
  // Told again where a reader of a long log begins.
  process.stdout.write(counts.failures.map((failure) => `FAILED ${failure}\n`).join(''));
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
