import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/ensure-build.mjs';
import { expect } from './app';

interface Said {
  code: number;
  out: string;
  err: string;
}

/** The command as a person runs it, in processes of their own, on one data folder. */
export interface Command {
  run(...argv: string[]): Promise<Said>;
  /** Runs it with `--json`, expects success, and gives its one object. */
  json(...argv: string[]): Promise<Record<string, unknown>>;
  /** Runs it until it has printed so many lines, interrupts it as Ctrl+C does, and waits for its end. */
  interrupt(lines: number, env: Record<string, string>, ...argv: string[]): Promise<Said>;
}

export function commandOn(dataDir: string): Command {
  const script = join(root, 'scripts', 'beckon.mjs');
  const run = (...argv: string[]): Promise<Said> =>
    new Promise((resolve) => {
      execFile(process.execPath, [script, ...argv, '--data', dataDir], (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err });
      });
    });
  return {
    run,
    json: async (...argv) => {
      const { code, out, err } = await run(...argv, '--json');
      expect(err).not.toMatch(/\bat .+:\d+:\d+/);
      expect(code, err).toBe(0);
      expect(out.trim().split('\n')).toHaveLength(1);
      return JSON.parse(out) as Record<string, unknown>;
    },
    interrupt: (lines, env, ...argv) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [script, ...argv, '--data', dataDir], {
          env: { ...process.env, ...env },
        });
        const said = { out: '', err: '' };
        let asked = false;
        child.stderr.on('data', (text) => (said.err += String(text)));
        child.stdout.on('data', (text) => {
          said.out += String(text);
          if (asked || said.out.split('\n').length <= lines) return;
          asked = true;
          child.kill('SIGINT');
        });
        child.once('close', (code) => resolve({ code: code ?? -1, ...said }));
      }),
  };
}

const SIDE = 32;
const FRAMES = 16;

/** An uncompressed picture: a bright upright bar on grey. */
export function barPicture(x: number): Uint8Array {
  const header = Buffer.alloc(54);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(54 + SIDE * SIDE * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(SIDE, 18);
  header.writeInt32LE(SIDE, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(SIDE * SIDE * 3, 60);
  for (let y = 0; y < SIDE; y++) {
    for (let column = x; column < Math.min(SIDE, x + 6); column++) {
      pixels.fill(240, (y * SIDE + column) * 3, (y * SIDE + column) * 3 + 3);
    }
  }
  return Buffer.concat([header, pixels]);
}

/** Makes a folder with a clip's pictures: the bar goes to the right, or to the left. */
export async function writeClip(folder: string, rightwards: boolean, offset: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let frame = 0; frame < FRAMES; frame++) {
    const step = rightwards ? frame : FRAMES - 1 - frame;
    await writeFile(join(folder, `${frame}.bmp`), barPicture(offset + Math.round(step * 1.5)));
  }
}
