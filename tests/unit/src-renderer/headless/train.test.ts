import { describe, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  type CheckpointFiles,
  type ModelFiles,
  type SettingsPatch,
} from '../../../../src-main/contract';
import type { Engine, TrainedModel, TrainProgress, TrainRequest } from '../../../../src-renderer/engine/api';
import { teller, train } from '../../../../src-renderer/headless/train';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { clip, gesture, sampleState } from '../../../fixtures/renderer/samples';

/** A project of which a training was interrupted, and an engine that hands one checkpoint out. */
async function learn({ resume = false }): Promise<{
  asked: TrainRequest;
  kept: CheckpointFiles | null;
  thrown: boolean;
  said: string[];
  patches: SettingsPatch[];
}> {
  let kept: CheckpointFiles | null = { state: sampleState(), numbers: new Blob([new Uint8Array(4)]) };
  let thrown = false;
  const calls: TrainRequest[] = [];
  const said: string[] = [];
  const patches: SettingsPatch[] = [];
  const client = {
    app: { info: () => Promise.resolve({ version: '1' }) },
    projects: {
      open: () => Promise.resolve({ classes: [gesture('wave'), gesture('stop')], capture: DEFAULT_CAPTURE }),
    },
    clips: { list: () => Promise.resolve({ clips: [clip('wave', 'a'), clip('wave', 'new')] }) },
    models: {
      list: () => Promise.resolve({ runs: [] }),
      save: ({ model }: { model: ModelFiles }) => Promise.resolve(model.run),
    },
    stretches: { list: () => Promise.resolve({ stretches: [] }) },
    settings: { set: (patch: SettingsPatch) => Promise.resolve(void patches.push(patch)) },
    checkpoints: {
      look: () => Promise.resolve({ state: kept?.state ?? null, problem: null }),
      read: () => Promise.resolve(kept),
      save: ({ checkpoint }: { checkpoint: CheckpointFiles }) => Promise.resolve(void (kept = checkpoint)),
      clear: () => Promise.resolve(void (kept = null)),
      discard: () => Promise.resolve(void ([kept, thrown] = [null, true])),
    },
  } as unknown as Client;
  const engine = {
    train: (
      request: TrainRequest,
      _: unknown,
      { onProgress }: { onProgress: (progress: TrainProgress) => void },
    ) => {
      calls.push(request);
      const state = sampleState({ seconds: 9 });
      onProgress({ kind: 'checkpoint', checkpoint: { state, numbers: new Uint8Array(4) } });
      const { config, classes } = request;
      const split = { ...state.split, warnings: [] };
      const metrics = { train: { clips: 3, accuracy: 1, perClass: [] }, test: null, validation: null };
      const rest = { epochs: [{}, {}], preprocess: { frames: 16 }, backend: { name: 'wasm' }, seconds: 9 };
      const run = { config, classes, split, metrics, ...rest, stopped: false };
      return Promise.resolve({ run, topology: new Blob(), weights: new Blob() } as unknown as TrainedModel);
    },
  } as unknown as Engine;
  await train(
    { kind: 'train', slug: 'one', preset: 'quick', config: { epochs: 7 }, resume },
    {
      client,
      engine,
      signal: new AbortController().signal,
      report: ({ message }) => said.push(message),
      tell: () => undefined,
    },
  );
  const [asked] = calls;
  if (!asked) throw new Error('Nothing was trained.');
  return { asked, kept, thrown, said, patches };
}

describe('training for the command line', () => {
  it('remembers how long it took, for the time that the next one is said to take', async () => {
    const { patches } = await learn({});
    expect(patches).toHaveLength(1);
    expect(patches[0]?.engine?.pace?.wasm).toBeGreaterThan(0);
  });

  it('goes on with what was interrupted where that is asked for, as it was begun', async () => {
    const { asked, kept, thrown, said } = await learn({ resume: true });
    expect(asked.checkpoint?.state).toEqual(sampleState());
    expect(asked.config.epochs).toBe(3);
    expect(said[0]).toContain('Resuming from epoch 1 of 3');
    expect([kept, thrown]).toEqual([null, false]);
  });

  it('else begins anew, and leaves what was interrupted in the trash', async () => {
    const { asked, kept, thrown, said } = await learn({});
    expect(asked.checkpoint).toBeUndefined();
    expect(asked.config.epochs).toBe(7);
    expect(said[0]).toContain('is in the project’s trash');
    expect([kept, thrown]).toEqual([null, true]);
  });
});

it('says how much is looked at before the first epoch', () => {
  const said: unknown[] = [];
  teller(10, (progress) => said.push(progress))({ kind: 'checking', done: 3, total: 12 });
  expect(said).toEqual([
    { message: 'Finding movements that are no gesture', done: 3, total: 12, secondsLeft: null },
  ]);
});
