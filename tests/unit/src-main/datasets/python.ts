import { execFileSync } from 'node:child_process';

/** Debian's Python, which has numpy where `python3-numpy` is installed. */
const PYTHON = '/usr/bin/python3';

function missing(): string | null {
  try {
    execFileSync(PYTHON, ['-c', 'import numpy'], { stdio: 'ignore' });
    return null;
  } catch {
    return `${PYTHON} with numpy is not here (Debian: python3-numpy)`;
  }
}

/** Why nothing can be checked with Python here; null where it can. */
export const noPython = missing();

/** Runs a script and answers the JSON that it prints. */
export function python(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync(PYTHON, ['-c', script, ...args], { encoding: 'utf8' }));
}
