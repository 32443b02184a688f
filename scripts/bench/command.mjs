// What benches of the command line share.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../ensure-build.mjs';

const run = promisify(execFile);

/** Tells a person how far it is. @param {string} line */
export const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * The command, on a data folder of its own.
 * @param {string} data
 * @returns {(...argv: string[]) => Promise<any>} gives what it prints
 */
export const beckonOn =
  (data) =>
  async (...argv) => {
    const script = join(root, 'scripts', 'beckon.mjs');
    const { stdout } = await run(process.execPath, [script, ...argv, '--json', '--data', data], {
      maxBuffer: 1e8,
    });
    return JSON.parse(stdout);
  };

/** A folder of the test data; ends the bench where it is not there. @param {string} name */
export function testData(name) {
  const folder = join(root, '..', 'shared', 'data', name);
  if (existsSync(folder)) return folder;
  say(`This bench needs the test data in ${folder}, and they are not there.`);
  return process.exit(1);
}
