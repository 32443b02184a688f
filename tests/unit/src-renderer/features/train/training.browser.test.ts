import { beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  type CheckpointFiles,
  type ModelFiles,
  type Project,
  type Run,
} from '../../../../../src-main/contract';
import {
  EngineError,
  type TrainedModel,
  type TrainProgress,
  type TrainRequest,
} from '../../../../../src-renderer/engine/api';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Interrupted } from '../../../../../src-renderer/features/train/interrupted.svelte';
import { NOTHING_KEPT, Training } from '../../../../../src-renderer/features/train/training.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { clip, gesture, sampleState } from '../../../../fixtures/renderer/samples';

const project: Project = {
  schema: 1,
  slug: 'one',
  name: 'One',
  classes: [gesture('wave'), gesture('push')],
  capture: DEFAULT_CAPTURE,
  created: new Date(0).toISOString(),
  modified: new Date(0).toISOString(),
};
/** A model that was tried on 10 test clips, and, where `instant` is a number, compared with Instant. */
const modelOf = (accuracy: number, instant?: number): TrainedModel =>
  ({
    run: {
      config: {},
      epochs: [{}],
      split: { by: 'session', train: [], validation: [], test: [], sessions: { test: ['s1'] } },
      metrics: { train: null, validation: null, test: { clips: 10, accuracy, perClass: [], instant } },
    },
    topology: new Blob(),
    weights: new Blob(),
  }) as unknown as TrainedModel;
const trained = modelOf(0.9);

let training: Training;
let saved: string[];
let runs: Run[];
let failing: Error | null;
interface Job {
  signal: AbortSignal;
  pause: AbortSignal;
  onProgress: (progress: TrainProgress) => void;
}
let outcome: (job: Job) => Promise<TrainedModel>;
let asked: TrainRequest | null;
/** What the program behind the page keeps of the training. */
let kept: CheckpointFiles | null;
let thrown: CheckpointFiles | null;
let interrupted: Interrupted;
let history: History;

beforeEach(() => {
  saved = [];
  runs = [];
  failing = null;
  outcome = () => Promise.resolve(trained);
  asked = null;
  kept = null;
  thrown = null;
  const outside = {
    engine: {
      train: (request: TrainRequest, _clips: unknown, job: Job) => {
        asked = request;
        return outcome(job);
      },
    },
    client: {
      checkpoints: {
        look: () => Promise.resolve({ state: kept?.state ?? null, problem: null }),
        read: () => Promise.resolve(kept),
        save: ({ checkpoint }: { checkpoint: CheckpointFiles }) => Promise.resolve(void (kept = checkpoint)),
        clear: () => Promise.resolve(void (kept = null)),
        discard: () => {
          [kept, thrown] = [null, kept];
          return Promise.resolve({ trashId: 'thrown' });
        },
        restore: () => {
          [kept, thrown] = [thrown, null];
          return Promise.resolve(kept?.state);
        },
      },
      app: { info: () => Promise.resolve({ version: '1' }) },
      stretches: { list: () => Promise.resolve({ stretches: [] }) },
      models: {
        list: () =>
          Promise.resolve({
            runs: runs.map(({ id, name, epochs }) => ({ id, name, epochs: epochs.length })),
          }),
        report: ({ runId }: { runId: string }) => Promise.resolve(runs.find(({ id }) => id === runId)),
        read: ({ runId }: { runId: string }) => Promise.resolve({ run: { id: runId } }),
        save: ({ slug, model }: { slug: string; model: ModelFiles }) => {
          if (failing) return Promise.reject(failing);
          saved.push(slug);
          runs.push(model.run);
          return Promise.resolve(model.run);
        },
      },
    },
  } as unknown as Outside;
  const toasts = new Toasts();
  history = new History(toasts);
  interrupted = new Interrupted(outside.client, toasts, history);
  training = new Training(outside, interrupted);
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
    expect([training.preset, training.config.epochs]).toEqual(['quick', 69]);
    training.reset(null);
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
    const stoppedBy =
      (code: 'CANCELLED' | 'CONTEXT_LOST') =>
      ({ signal }: Job) =>
        new Promise<TrainedModel>((_, reject) =>
          signal.addEventListener('abort', () => reject(new EngineError(code, 'The card is gone.'))),
        );
    for (const [code, problem] of [
      ['CANCELLED', NOTHING_KEPT],
      ['CONTEXT_LOST', { code: 'CONTEXT_LOST', message: 'The card is gone.' }],
    ] as const) {
      outcome = stoppedBy(code);
      const over = training.start(project, []);
      await expect.poll(() => training.busy).toBe(true);
      training.stop();
      await over;
      expect(training.problem).toEqual(problem);
    }
  });

  /** Hands a checkpoint out, and ends when it is to pause. */
  const untilPaused = ({ pause, onProgress }: Job): Promise<TrainedModel> => {
    onProgress({ kind: 'checkpoint', checkpoint: { state: sampleState(), numbers: new Uint8Array(8) } });
    return new Promise((_, reject) =>
      pause.addEventListener('abort', () => reject(new EngineError('PAUSED', 'Paused.'))),
    );
  };

  it('pauses with what it has on disk, goes on from there, and leaves nothing once the model is saved', async () => {
    await interrupted.open('one');
    outcome = untilPaused;
    const over = training.start(project, []);
    await expect.poll(() => training.busy).toBe(true);
    training.pause();
    await over;
    expect(training.problem).toBeNull();
    expect(kept?.state).toEqual(sampleState());
    expect([interrupted.state, interrupted.paused]).toEqual([sampleState(), true]);

    let shown: unknown;
    outcome = () => {
      shown = [training.epochs, training.asked];
      return Promise.resolve(trained);
    };
    await training.resume(project, []);
    expect(shown).toEqual([sampleState().epochs, sampleState().config.epochs]);
    expect(saved).toEqual(['one']);
    expect([kept, interrupted.state, interrupted.paused]).toEqual([null, null, false]);
  });

  it('discards what was interrupted where it begins anew, and Undo brings it back, but not into another run', async () => {
    kept = { state: sampleState(), numbers: new Blob() };
    await interrupted.open('one');
    outcome = untilPaused;
    const over = training.start(project, []);
    await expect.poll(() => training.busy).toBe(true);
    expect(thrown).not.toBeNull();
    await history.undo();
    expect(thrown).not.toBeNull();
    training.pause();
    await over;
    await interrupted.discard();
    await history.undo();
    expect(interrupted.state).toEqual(sampleState());
  });

  it('keeps what was kept before where resuming is stopped at once', async () => {
    kept = { state: sampleState(), numbers: new Blob() };
    await interrupted.open('one');
    outcome = () => Promise.reject(new EngineError('CANCELLED', 'Stopped.'));
    await training.resume(project, []);
    expect(training.problem).toBeNull();
    expect(interrupted.state).toEqual(sampleState());
  });

  it('goes on from a run once, with its settings and smaller steps, then begins from nothing again', async () => {
    const run = {
      id: 'run-1',
      config: { ...sampleState().config, learningRate: 0.01, lstmUnits: 7, testSessions: ['s3', 's9'] },
    } as unknown as Run;
    const clips = ['s1', 's2', 's3'].map((session, i) => clip('wave', `c${i}`, { session }));
    training.goOnFrom(run, clips);
    expect(training.config).toMatchObject({ learningRate: 0.003, lstmUnits: 7, testSessions: ['s3'] });
    expect(training.preset).toBeNull();
    training.fit(3);
    training.config.epochs = 4;
    await training.start(project, clips);
    expect(asked).toMatchObject({ config: { epochs: 4, lstmUnits: 7 }, from: { run: { id: 'run-1' } } });
    expect([training.from, training.preset]).toEqual([null, 'balanced']);

    const told: (string | null)[] = [];
    training.onSaved = (_slug, _run, { better }) => Promise.resolve(void told.push(better));
    training.choose('quick');
    await training.retrain(project, clips, run);
    expect(asked).toMatchObject({ config: { learningRate: 0.003 }, from: { run: { id: 'run-1' } } });
    expect(training.preset).toBe('quick');
    expect(saved).toEqual(['one', 'one']);
    await training.start(project, clips);
    expect(told).toEqual(['run-1', null]);
  });

  it('keeps Instant beside a model that is no better by the same clips, and nothing beside a better one', async () => {
    const configs: TrainRequest['config'][] = [];
    const told: (string | null)[] = [];
    training.onSaved = (_slug, _run, { instant }) => Promise.resolve(void told.push(instant?.name ?? null));
    for (const [accuracy, instant] of [
      [0.9, 0.8],
      [0.8, 0.8],
      [0.8, 0.9],
    ] as const) {
      outcome = () => {
        if (asked) configs.push(asked.config);
        const { run, ...files } = modelOf(accuracy, instant);
        return Promise.resolve({ ...files, run: { ...run, config: { ...asked?.config } as never } });
      };
      training.config.testSessions = ['s1'];
      await training.start(project, [clip('wave', 'c1', { session: 's1' })]);
      expect(training.problem).toBeNull();
    }
    // The one of the same clips is there already for the third.
    expect(told).toEqual([null, 'Instant 1', 'Instant 1']);
    expect(configs.map(({ instant }) => instant === true)).toEqual([false, false, true, false]);
    expect(runs.map(({ name }) => name)).toEqual(['Model 1', 'Model 2', 'Instant 1', 'Model 3']);
    // Newest first, it stands behind the model that it is kept beside.
    expect(Date.parse(runs[2]?.created ?? '')).toBe(Date.parse(runs[1]?.created ?? '') - 1);

    // One that is built as Instant was before is not the one that this model was compared with.
    runs = runs.map((run) => ({ ...run, config: { ...run.config, lstmUnits: 96 } }));
    await training.start(project, [clip('wave', 'c1', { session: 's1' })]);
    expect(told.at(-1)).toBe('Instant 2');
  });

  it('tells of a model that is saved where Instant could not be kept beside it', async () => {
    let saves = 0;
    training.onSaved = () => Promise.resolve(void (saves += 1));
    outcome = () =>
      asked?.config.instant ? Promise.reject(new Error('No.')) : Promise.resolve(modelOf(0.8, 0.9));
    await training.start(project, []);
    expect([saves, training.hasUnsaved]).toEqual([1, false]);
    expect(training.problem?.message).toContain('No.');
  });

  it('begins one job however often it is asked to', async () => {
    let begun = 0;
    outcome = () => {
      begun += 1;
      return Promise.resolve(trained);
    };
    await Promise.all([training.start(project, []), training.start(project, [])]);
    expect(begun).toBe(1);
  });
});
