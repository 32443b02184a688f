import { describe, expect, it } from 'vitest';
import type { BackendReport, Measurement } from '../../../../src-main/contract';
import { orderFor } from '../../../../src-renderer/jobs/backends';

const report = (changes: Partial<BackendReport>): BackendReport => ({
  backend: 'wasm',
  device: 'CPU, 2 threads',
  software: false,
  problem: null,
  trainMs: 60,
  liveMs: 2,
  ...changes,
});
const measured = (...reports: BackendReport[]): Measurement => ({ key: 'test', reports });

describe('the order in which backends are tried', () => {
  it('is that of their measured speed, for each role by itself', () => {
    const here = measured(
      report({}),
      report({ backend: 'webgl', trainMs: 12, liveMs: 5 }),
      report({ backend: 'webgpu', trainMs: 9, liveMs: 7 }),
    );
    expect(orderFor('auto', here, 'training')).toEqual(['webgpu', 'webgl', 'wasm']);
    expect(orderFor('auto', here, 'live')).toEqual(['wasm', 'webgl', 'webgpu']);
  });

  it('leaves out what computes other numbers than it should', () => {
    const here = measured(report({}), report({ backend: 'webgl', trainMs: 1, problem: 'Wrong numbers.' }));
    expect(orderFor('auto', here, 'training')).toEqual(['wasm']);
  });

  it('puts what was not timed last', () => {
    const here = measured(
      report({ backend: 'webgl', software: true, trainMs: null, liveMs: null }),
      report({}),
    );
    expect(orderFor('auto', here, 'training')).toEqual(['wasm', 'webgl']);
  });

  it('begins with what the person chose, whatever was measured', () => {
    const here = measured(report({}), report({ backend: 'webgl', problem: 'Wrong numbers.' }));
    expect(orderFor('webgl', here, 'live')).toEqual(['webgl', 'wasm']);
  });

  it('is the CPU first where nothing was measured or nothing works', () => {
    expect(orderFor('auto', null, 'training')[0]).toBe('wasm');
    expect(orderFor('auto', measured(report({ problem: 'No.' })), 'training')[0]).toBe('wasm');
  });
});
