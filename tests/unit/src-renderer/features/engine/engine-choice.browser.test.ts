import { beforeEach, describe, expect, it } from 'vitest';
import type { BackendReport, Measurement } from '../../../../../src-main/contract';
import type { BackendPreference, Engine } from '../../../../../src-renderer/engine/api';
import { EngineChoice } from '../../../../../src-renderer/features/engine/engine-choice.svelte';
import { AppSettings } from '../../../../../src-renderer/base/settings.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain, type FakeMain } from '../../../../fixtures/renderer/fake-client';

const report = (backend: BackendReport['backend'], trainMs: number, liveMs: number): BackendReport => ({
  backend,
  device: backend,
  software: false,
  problem: null,
  trainMs,
  liveMs,
});
const here: Measurement = { key: 'here', reports: [report('wasm', 60, 1), report('webgl', 9, 4)] };

let main: FakeMain;
let chosen: BackendPreference[];
let asked: (Measurement | null)[];
let refusal: Error | null;
let settings: AppSettings;
let choice: EngineChoice;

beforeEach(() => {
  main = fakeMain();
  chosen = [];
  asked = [];
  refusal = null;
  const engine = {
    measure: (known: Measurement | null) => {
      asked.push(known);
      return refusal ? Promise.reject(refusal) : Promise.resolve(known ?? here);
    },
    choose: (preference: BackendPreference) => chosen.push(preference),
  } as unknown as Engine;
  settings = new AppSettings(main.client, new Toasts());
  choice = new EngineChoice(engine, settings);
});

describe('EngineChoice', () => {
  it('measures once, remembers it, and has the engine use what is fastest for each role', async () => {
    await choice.measure('1');
    expect(chosen.at(-1)).toEqual({ training: ['webgl', 'wasm'], live: ['wasm', 'webgl'] });
    expect(main.settings).toEqual([{ engine: { measured: here } }]);
    expect([choice.deviceFor('training')?.backend, choice.deviceFor('live')?.backend]).toEqual([
      'webgl',
      'wasm',
    ]);
    await choice.measure('1');
    expect(asked).toEqual([null, here]);
    expect(main.settings).toHaveLength(1);
    await choice.measure('1', true);
    expect(asked.at(-1)).toBeNull();
  });

  it('lets the person overrule it for one role', async () => {
    await choice.measure('1');
    await choice.choose('training', 'wasm');
    expect(chosen.at(-1)).toEqual({ training: ['wasm', 'webgl'], live: ['wasm', 'webgl'] });
    expect(choice.deviceFor('training')?.backend).toBe('wasm');
    await choice.choose('training', 'auto');
    expect(choice.deviceFor('training')?.backend).toBe('webgl');
  });

  it('says why it could not measure, and still lets the engine work', async () => {
    refusal = new Error('The engine stopped.');
    await choice.measure('1');
    expect(choice.problem?.message).toContain('The engine stopped.');
    expect(choice.measuring).toBe(false);
    expect(chosen.at(-1)?.training[0]).toBe('wasm');
  });

  it('says that nothing here works', async () => {
    const problem = 'It computes other numbers than it should.';
    await settings.change({
      engine: { measured: { key: 'here', reports: here.reports.map((each) => ({ ...each, problem })) } },
    });
    expect(choice.unusable).toBe(true);
  });
});
