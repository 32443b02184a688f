import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ModelFiles, type Project } from '../../../../src-main/contract';
import { EngineError, type TrainedModel } from '../../../../src-renderer/engine/api';
import type { Outside } from '../../../../src-renderer/state/outside';
import { NOTHING_KEPT, Training } from '../../../../src-renderer/state/training.svelte';
import { gesture } from './samples';

const project: Project = {
  schema: 1,
  slug: 'one',
  name: 'One',
  classes: [gesture('wave'), gesture('push')],
  capture: DEFAULT_CAPTURE,
  created: new Date(0).toISOString(),
  modified: new Date(0).toISOString(),
};
const trained = { run: {}, topology: new Blob(), weights: new Blob() } as unknown as TrainedModel;

let training: Training;
let saved: string[];
let failing: Error | null;
let outcome: (signal: AbortSignal) => Promise<TrainedModel>;

beforeEach(() => {
  saved = [];
  failing = null;
  outcome = () => Promise.resolve(trained);
  training = new Training({
    engine: {
      train: (_request: unknown, _clips: unknown, { signal }: { signal: AbortSignal }) => outcome(signal),
    },
    client: {
      app: { info: () => Promise.resolve({ version: '1' }) },
      models: {
        list: () => Promise.resolve({ runs: [] }),
        save: ({ slug, model }: { slug: string; model: ModelFiles }) => {
          if (failing) return Promise.reject(failing);
          saved.push(slug);
          return Promise.resolve(model.run);
        },
      },
    },
  } as unknown as Outside);
});

describe('Training', () => {
  it('follows a preset as clips come, and leaves a person’s own settings alone', () => {
    expect(training.preset).toBe('balanced');
    training.fit(30);
    expect([training.preset, training.config.epochs]).toEqual(['balanced', 160]);
    training.choose('quick');
    training.fit(120);
    expect([training.preset, training.config.epochs, training.config.refit]).toEqual(['quick', 30, false]);
    training.config.epochs = 12;
    training.fit(30);
    expect([training.preset, training.config.epochs]).toEqual([null, 12]);
    training.reset();
    expect([training.preset, training.config.epochs]).toEqual(['balanced', 160]);
  });

  it('keeps a model that could not be saved until it is, whatever is opened or trained next', async () => {
    failing = new Error('The disk is full.');
    await training.start(project, []);
    expect(training.hasUnsaved).toBe(true);
    training.reset();
    expect(training.problem?.message).toContain('The disk is full.');
    await training.start({ ...project, slug: 'two' }, []);
    expect(training.hasUnsaved).toBe(true);
    expect(saved).toEqual([]);

    failing = null;
    await training.start({ ...project, slug: 'two' }, []);
    expect(saved).toEqual(['one', 'two']);
    expect(training.problem).toBeNull();
    expect(training.hasUnsaved).toBe(false);
  });

  it('says calmly that nothing was kept where it was stopped too early, and else what went wrong', async () => {
    const stoppedBy = (code: 'cancelled' | 'context-lost') => (signal: AbortSignal) =>
      new Promise<TrainedModel>((_, reject) =>
        signal.addEventListener('abort', () => reject(new EngineError(code, 'The card is gone.'))),
      );
    for (const [code, problem] of [
      ['cancelled', NOTHING_KEPT],
      ['context-lost', { code: 'context-lost', message: 'The card is gone.' }],
    ] as const) {
      outcome = stoppedBy(code);
      const over = training.start(project, []);
      await expect.poll(() => training.busy).toBe(true);
      training.stop();
      await over;
      expect(training.problem).toEqual(problem);
    }
  });
});
