import { statfs } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type as system } from 'node:os';
import { findChromium } from '../../../scripts/chromium.mjs';
import { BeckonError, type BackendReport, type HeadlessResult } from '../../contract';
import { hasDisplay } from '../../hosts/browser/chromium';
import { appVersion } from '../../hosts/version';
import type { CommandContext, Outcome } from '../context';
import { electronBinary } from '../electron';
import { withHeadless } from '../headless';
import { table } from '../output';

type Look = Extract<HeadlessResult, { kind: 'look' }>;

const byBrowser = (context: CommandContext): Promise<Look> =>
  withHeadless(context, { camera: true }, ({ run }) => run({ kind: 'look' }));

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
const orNone = (names: readonly string[]): string => names.join(', ') || 'none';

/** What a backend computes on and how fast, or why it does not. */
function computing({ device, software, problem, trainMs, liveMs }: BackendReport): string {
  if (problem !== null) return `no: ${problem}`;
  const times = [
    ...(trainMs === null ? [] : [`${trainMs.toFixed(0)} ms a training step`]),
    ...(liveMs === null ? [] : [`${liveMs.toFixed(1)} ms a live frame`]),
  ];
  return [`${device}${software ? ', a program on the CPU' : ''}`, ...times].join('; ');
}

const NAMES = { webgl: 'WebGL', wasm: 'WebAssembly', webgpu: 'WebGPU' } as const;

/** `beckon doctor`: what of this machine matters to Beckon. A part that cannot be looked at says why. */
export async function doctor(
  context: CommandContext,
  lookAround: (context: CommandContext) => Promise<Look> = byBrowser,
): Promise<Outcome> {
  const { bavail, bsize } = await statfs(context.dataDir);
  const { env } = process;
  const seen = await lookAround(context).catch((error: unknown) => {
    if (error instanceof BeckonError && error.code !== 'CANCELLED') return error;
    throw error;
  });
  const [processor] = cpus();
  const machine = {
    version: appVersion,
    system: `${system()} ${release()} (${arch()})`,
    node: process.version,
    processor: `${processor?.model.trim() ?? 'unknown'}, ${cpus().length} threads`,
    memory: totalmem(),
    dataDir: context.dataDir,
    freeDisk: bavail * bsize,
    electron: electronBinary(context.root, env),
    browser: findChromium()?.path ?? null,
    display: hasDisplay(env),
  };
  const rows = [
    ['Beckon', machine.version],
    ['System', machine.system],
    ['Node.js', machine.node],
    ['Processor', machine.processor],
    ['Memory', gigabytes(machine.memory)],
    ['Data folder', `${machine.dataDir}, ${gigabytes(machine.freeDisk)} free`],
    ['Electron', machine.electron ?? 'not installed; a browser is used instead'],
    ['Browser', machine.browser ?? 'none found; `npm start` fetches one'],
    ['Display', machine.display ? 'yes' : 'none; Beckon prints an address instead of opening a window'],
  ];
  if (seen instanceof BeckonError) {
    return {
      result: { ...machine, page: null },
      text: table(['what', 'found'], [...rows, ['In the page', seen.message]]),
    };
  }
  const { cameras, cores, threads, codecs, reports } = seen;
  rows.push(
    ['Cameras', `${orNone(cameras)} (and the sample camera)`],
    ...reports.map((report) => [NAMES[report.backend], computing(report)]),
    ['Threads', threads ? `yes, ${cores}` : 'no; WebAssembly computes on one'],
    ['Videos', orNone(codecs)],
  );
  return { result: { ...machine, page: seen }, text: table(['what', 'found'], rows) };
}
