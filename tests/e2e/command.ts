import { execFile, spawn } from 'node:child_process';
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
