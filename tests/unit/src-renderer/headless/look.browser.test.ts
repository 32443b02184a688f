import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../../src-main/contract';
import type { JobContext } from '../../../../src-renderer/headless/context';
import { look } from '../../../../src-renderer/headless/look';

const report = {
  backend: 'wasm',
  device: 'CPU',
  software: false,
  problem: null,
  trainMs: 80,
  liveMs: 3,
} as const;

describe('look', () => {
  it('tells how the machine computes, its cameras and what videos it reads', async () => {
    const engine = { measured: { key: 'this machine', reports: [report] } };
    const settings = settingsSchema.parse({ engine });
    const client = { settings: { get: () => Promise.resolve(settings) } };
    const seen = await look({ kind: 'look' }, { client } as unknown as JobContext);
    expect(seen).toMatchObject({ kind: 'look', reports: [report], cores: navigator.hardwareConcurrency });
    expect(seen.threads).toBe(crossOriginIsolated);
    expect(seen.cameras.length).toBeGreaterThan(0);
    expect(seen.cameras).not.toContain('Sample camera');
    expect(seen.codecs).toEqual(expect.arrayContaining(['VP8', 'VP9']));
  });
});
