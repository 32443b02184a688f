import { beforeEach, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Measurements, type Run } from '../../../../../src-main/contract';
import { EngineError, type Engine, type TrainedModel } from '../../../../../src-renderer/engine/api';
import {
  LearningCurves,
  type LearningCurvesParts,
} from '../../../../../src-renderer/features/report/learning-curves.svelte';
import type { Outside } from '../../../../../src-renderer/base/outside';
import { gesture } from '../../../../fixtures/renderer/samples';

const split = { train: ['wave/a'], validation: ['wave/b'], test: [] };
const run = {
  id: 'run-1',
  config: {},
  classes: [gesture('wave'), gesture('push')],
  preprocess: { frames: 2, fps: 12, mirror: false },
  split,
} as unknown as Run;
const trained = {
  run: { classes: run.classes, split, metrics: { validation: { accuracy: 1, perClass: [] }, test: null } },
} as unknown as TrainedModel;

let noted: Measurements[];
let failing: Error | null;
let trainings: ((error?: Error) => void)[];
let busy: boolean;
let curves: LearningCurves;

beforeEach(() => {
  noted = [];
  failing = null;
  trainings = [];
  busy = false;
  const engine = {
    train: () =>
      new Promise((resolve, reject) => trainings.push((error) => (error ? reject(error) : resolve(trained)))),
  } as unknown as Engine;
  const parts: LearningCurvesParts = {
    projects: { current: { slug: 'one', capture: DEFAULT_CAPTURE } },
    clips: { all: [] },
    training: {
      get busy() {
        return busy;
      },
    },
    runs: {
      note: (_slug: string, _id: string, measurements: Measurements) =>
        failing ? Promise.reject(failing) : Promise.resolve(void noted.push(measurements)),
    },
  };
  curves = new LearningCurves({ client: {}, engine } as unknown as Outside, parts);
});

/** Ends the training that is under way, once it is. */
async function end(number: number, error?: Error): Promise<void> {
  await expect.poll(() => trainings.length).toBe(number);
  trainings[number - 1]?.(error);
}

it('is kept with the run when it is done, and with the points that there are when it is stopped', async () => {
  const whole = curves.measure(run);
  for (const number of [1, 2, 3, 4]) await end(number);
  await whole;
  expect(noted[0]?.learningCurve?.points).toHaveLength(4);
  expect(curves.job).toBeNull();

  const part = curves.measure(run);
  await end(5);
  await expect.poll(() => trainings.length).toBe(6);
  curves.stop();
  expect(curves.stopping).toBe(true);
  await end(6, new EngineError('CANCELLED', 'Stopped.'));
  await part;
  expect(noted[1]?.learningCurve?.points).toHaveLength(1);
  expect(curves.stopping).toBe(false);
});

it('does not begin while a model trains, nor twice', async () => {
  busy = true;
  await curves.measure(run);
  busy = false;
  const only = curves.measure(run);
  await curves.measure(run);
  await end(1, new EngineError('INTERNAL', 'The engine failed.'));
  await only;
  expect(trainings).toHaveLength(1);
  expect(curves.problem).toEqual({ runId: 'run-1', code: 'INTERNAL', message: 'The engine failed.' });
  expect(noted).toEqual([]);
});

it('says why it could not be kept, and keeps it at the second attempt', async () => {
  failing = new Error('no');
  const whole = curves.measure(run);
  for (const number of [1, 2, 3, 4]) await end(number);
  await whole;
  expect(curves.problem?.runId).toBe('run-1');
  failing = null;
  await curves.keepAgain();
  expect(noted).toHaveLength(1);
  expect(curves.problem).toBeNull();
});
