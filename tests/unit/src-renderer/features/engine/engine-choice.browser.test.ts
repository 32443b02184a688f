import { beforeEach, describe, expect, it } from 'vitest';
import type { BackendReport, Measurement, Run } from '../../../../../src-main/contract';
import type { BackendPreference, Engine } from '../../../../../src-renderer/engine/api';
import { EngineChoice } from '../../../../../src-renderer/features/engine/engine-choice.svelte';
import { defaultTrainConfig } from '../../../../../src-renderer/learning/defaults';
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

  it('learns from the last training on a backend how long the next one takes there', async () => {
    const config = { ...defaultTrainConfig(), epochs: 10, validationShare: 0.25, refit: false, idle: false };
    const keys = (count: number): string[] => Array.from({ length: count }, (_, i) => `wave/${i}`);
    const run = {
      config,
      split: { train: keys(60), validation: keys(20) },
      epochs: Array.from({ length: 10 }, () => ({})),
      preprocess: { frames: 16 },
      backend: { name: 'webgl' },
      seconds: 76,
      stopped: false,
    } as unknown as Run;
    expect(choice.trainingSeconds(config, 80, 16)).toBeNull();
    await choice.measure('1');
    expect(choice.trainingSeconds(config, 80, 16)).toBeLessThan(10);
    await choice.learnPace({ ...run, stopped: true });
    expect(choice.trainingSeconds(config, 80, 16)).toBeLessThan(10);
    await choice.learnPace(run);
    expect(choice.trainingSeconds(config, 80, 16)).toBeCloseTo(76);
    // Another backend has a pace of its own.
    await choice.choose('training', 'wasm');
    expect(choice.trainingSeconds(config, 80, 16)).toBeCloseTo(6.9);
    await choice.choose('training', 'auto');
    expect(choice.trainingSeconds(config, 80, 16)).toBeCloseTo(76);
  });

  it('says why it could not measure, and still lets the engine work', async () => {
    refusal = new Error('The engine stopped.');
    await choice.measure('1');
    expect(choice.problem?.message).toContain('The engine stopped.');
    expect(choice.measuring).toBe(false);
    expect(chosen.at(-1)?.training[0]).toBe('wasm');
  });

  it('says that nothing here works', async () => {
    const problem = 'It gives wrong results.';
    await settings.change({
      engine: { measured: { key: 'here', reports: here.reports.map((each) => ({ ...each, problem })) } },
    });
    expect(choice.unusable).toBe(true);
  });
});
