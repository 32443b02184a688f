import { describe, expect, it } from 'vitest';
import { BeckonError } from '../../../../../src-main/contract';
import { doctor } from '../../../../../src-main/cli/commands/doctor';
import type { CommandContext } from '../../../../../src-main/cli/context';
import { temporaryFolder } from '../../../../fixtures/services/fixtures';

const times = { trainMs: 80.4, liveMs: 3.14 };
const page = {
  kind: 'look' as const,
  reports: [
    { backend: 'wasm' as const, device: 'CPU, 2 threads', software: false, problem: null, ...times },
    { backend: 'webgl' as const, device: 'SwiftShader', software: true, problem: null, ...times },
    {
      backend: 'webgpu' as const,
      device: '',
      software: false,
      problem: 'There is none.',
      trainMs: null,
      liveMs: null,
    },
  ],
  cameras: ['C920'],
  cores: 2,
  threads: true,
  codecs: ['VP8', 'AV1'],
};

describe('doctor', () => {
  it('prints what was found, a row each', async () => {
    const dataDir = await temporaryFolder();
    const context = { dataDir, root: dataDir } as CommandContext;
    const { text, result } = await doctor(context, () => Promise.resolve(page));
    const rows = new Map(text.split('\n').map((line) => [line.slice(0, 13).trim(), line.slice(13)]));
    expect(rows.get('Cameras')).toBe('C920 (and the sample camera)');
    expect(rows.get('WebAssembly')).toBe('CPU, 2 threads; 80 ms a training step; 3.1 ms a live frame');
    expect(rows.get('WebGL')).toContain('SwiftShader, a program on the CPU;');
    expect(rows.get('WebGPU')).toBe('no: There is none.');
    expect(rows.get('Threads')).toBe('yes, 2');
    expect(rows.get('Videos')).toBe('VP8, AV1');
    expect(rows.get('Electron')).toBe('not installed; a browser is used instead');
    expect(rows.get('Data folder')).toMatch(/, [\d.]+ GB free$/);
    expect(result).toMatchObject({ page, dataDir, node: process.version, electron: null });
  });

  it('prints the rest where the page cannot be opened, and why', async () => {
    const dataDir = await temporaryFolder();
    const refuse = (): Promise<never> =>
      Promise.reject(new BeckonError('UNSUPPORTED', 'Beckon found no Chromium.'));
    const { text, result } = await doctor({ dataDir, root: dataDir } as CommandContext, refuse);
    expect(text).toContain('In the page  Beckon found no Chromium.');
    expect(text).toContain('Node.js');
    expect(result.page).toBeNull();
  });
});
