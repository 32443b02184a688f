// `npm run test:parity`: opens every export in the software it is for, and compares the answers with Beckon's own. Makes a
// virtual environment of Python of its own; where there is none, or no network, that part is skipped and says so. With
// --write, puts its table into the README. Ends with one line of counts.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { ensureBuild, root } from './ensure-build.mjs';
import { countVitest } from './test.mjs';

const run = promisify(execFile);

/** How long pip may take, in ms. */
const PIP_LIMIT = 300_000;

/**
 * The Python of an environment with the packages that `tests/parity/requirements.txt` pins; else why there is none.
 * @returns {Promise<{ python: string } | { reason: string }>}
 */
async function environment() {
  const requirements = join(root, 'tests', 'parity', 'requirements.txt');
  const folder = join(root, '.cache', 'parity');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = join(folder, 'made-of');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (readIfThere(stamp) === wanted) return { python };
  const base = process.env['PYTHON'] ?? 'python3';
  try {
    await run(base, ['--version']);
  } catch {
    return { reason: `there is no Python (${base})` };
  }
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await run(base, ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--retries', '1', '--timeout', '20'];
    await run(python, ['-m', 'pip', 'install', ...options, '-r', requirements], { timeout: PIP_LIMIT });
    writeFileSync(stamp, wanted);
    return { python };
  } catch (error) {
    return { reason: `its packages could not be installed (${reasonOf(error)})` };
  }
}

/**
 * The package.json of where the packages are installed that `tests/parity/package.json` names; else why there are none.
 * @returns {Promise<{ installed: string } | { reason: string }>}
 */
async function packages() {
  const wanted = readFileSync(join(root, 'tests', 'parity', 'package.json'), 'utf8');
  const folder = join(root, '.cache', 'parity-node');
  const [installed, stamp] = [join(folder, 'package.json'), join(folder, 'made-of')];
  if (readIfThere(stamp) === wanted) return { installed };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(installed, wanted);
    // Its own script would fetch what NVIDIA's cards need.
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const shell = process.platform === 'win32';
    await run(npm, ['install', ...options], { cwd: folder, timeout: PIP_LIMIT, shell });
    writeFileSync(stamp, wanted);
    return { installed };
  } catch (error) {
    return { reason: `its package could not be installed (${reasonOf(error)})` };
  }
}

/** What stopped pip or npm, on one line. @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed) return `that was stopped after ${PIP_LIMIT / 60_000} minutes`;
  const said = 'stderr' in error ? String(error.stderr) : error.message;
  return said.trim().split('\n').at(-1) ?? '';
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function main() {
  process.stdout.write('\n── parity: what is needed\n');
  await ensureChromium((line) => void process.stdout.write(`${line}\n`));
  await ensureBuild();
  const made = await environment();
  if ('reason' in made) process.stdout.write(`Python's runtimes are skipped: ${made.reason}.\n`);
  const node = await packages();
  if ('reason' in node) process.stdout.write(`onnxruntime-node is skipped: ${node.reason}.\n`);
  const reports = mkdtempSync(join(tmpdir(), 'beckon-parity-'));
  const report = join(reports, 'vitest.json');
  const code = await new Promise((resolve) => {
    const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const child = spawn(process.execPath, [program, 'run', '--project=parity', ...reporters], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...('python' in made ? { PARITY_PYTHON: made.python } : { PARITY_SKIPPED: made.reason }),
        ...('installed' in node ? { PARITY_NODE: node.installed } : { PARITY_NODE_SKIPPED: node.reason }),
        ...(process.argv.includes('--write') ? { PARITY_WRITE: '1' } : {}),
      },
    });
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  const text = readIfThere(report);
  rmSync(reports, { recursive: true, force: true });
  const none = { passed: 0, failed: 1, skipped: 0, failures: ['it left no report'] };
  const counts = text === null ? none : countVitest(JSON.parse(text));
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed;
  process.stdout.write(counts.failures.map((failure) => `FAILED parity: ${failure}\n`).join(''));
  process.stdout.write(`\n${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
