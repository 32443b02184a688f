import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ClipRef, type Evaluation } from '../../../../src-main/contract';
import type { Engine, EngineClip, TrainedModel, TrainRequest } from '../../../../src-renderer/engine/api';
import { crossvalidate, pooledError } from '../../../../src-renderer/jobs/crossval';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { clip, gesture } from '../../../fixtures/renderer/samples';

const bin = (clips: number, accuracy: number, confidence: number) => ({ clips, accuracy, confidence });
const empty = { clips: 0, accuracy: null, confidence: null };

describe('pooledError', () => {
  it('is that of all answers together: errors of two folds in one bin can cancel out', () => {
    const first = { ece: 0.2, bins: [empty, bin(10, 0.6, 0.8)] };
    const second = { ece: 0.2, bins: [empty, bin(10, 1, 0.8)] };
    expect(pooledError([first, first])).toBeCloseTo(0.2);
    expect(pooledError([first, second])).toBeCloseTo(0);
    expect(pooledError([first, { ece: 0.1, bins: [bin(20, 0.5, 0.4), empty] }])).toBeCloseTo(4 / 30);
  });

  it('is 0 where there were no answers', () => {
    expect(pooledError([])).toBe(0);
  });
});

describe('crossvalidate', () => {
  const sessions = ['s2', 's1', 's3'];
  const clips = sessions.map((session) => clip('wave', session, { session }));
  const project = { slug: 'one', classes: [gesture('wave'), gesture('stop')], capture: DEFAULT_CAPTURE };
  // A client without procedures: it throws where anything is read or kept.
  const client = {} as Client;
  /** One that reads the clips that are asked for. */
  const reading = {
    clips: {
      read: ({ clips: refs }: { clips: ClipRef[] }) => {
        const found = refs.flatMap(
          (ref) => clips.find(({ id, classId }) => id === ref.id && classId === ref.classId) ?? [],
        );
        return Promise.resolve({
          clips: found,
          unreadable: [],
          frames: new Blob([new Uint8Array(96 * found.length)]),
        });
      },
    },
  } as unknown as Client;
  const evaluation = (accuracy: number): Evaluation => ({
    clips: 4,
    accuracy,
    loss: 0,
    baseline: 0.5,
    perClass: [],
    confusion: [
      [1, 2],
      [0, 1],
    ],
  });

  async function crossval(few: boolean, unknown?: string[][], instants: number[] = [], eachOnce = false) {
    const asked: TrainRequest[] = [];
    const tried: string[][] = [];
    const engine = {
      train: (request: TrainRequest) => {
        asked.push(request);
        const warnings = asked.length === 2 ? ['1 of the 4 test clips is a copy.'] : [];
        const run = {
          preprocess: { frames: 2 },
          seconds: 2,
          metrics: { test: { ...evaluation(asked.length / 4), instant: instants[asked.length - 1] } },
          split: { warnings },
        };
        return Promise.resolve({ run } as unknown as TrainedModel);
      },
      evaluate: async (_, looked) => {
        const given: EngineClip[] = [];
        for await (const one of looked) given.push(one);
        tried.push(given.map(({ classId, session }) => `${classId} ${session}`));
        return { ...evaluation(1), openSet: { known: [0.5], unknown: [tried.length / 2] } };
      },
    } satisfies Pick<Engine, 'train' | 'evaluate'>;
    const said: string[] = [];
    const found = await crossvalidate({
      client: unknown ? reading : client,
      engine,
      project,
      clips,
      preset: 'quick',
      config: { epochs: 7, testSessions: ['s9'] },
      few,
      unknown,
      eachOnce,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onFold: ({ session }) => said.push(session),
    });
    return { asked, found, said, tried };
  }

  it('trains a model without each session, keeps none, and sums up how they do there', async () => {
    const { asked, found, said } = await crossval(false);
    expect(asked.map(({ config }) => [config.epochs, config.testSessions])).toEqual([
      [7, ['s1']],
      [7, ['s2']],
      [7, ['s3']],
    ]);
    expect(said).toEqual(['s1', 's2', 's3']);
    expect(found.folds.map(({ evaluation }) => evaluation.accuracy)).toEqual([0.25, 0.5, 0.75]);
    expect(found.folds.map(({ warnings }) => warnings)).toEqual([
      [],
      ['1 of the 4 test clips is a copy.'],
      [],
    ]);
    expect(found).toMatchObject({
      mean: 0.5,
      baseline: 0.5,
      classes: ['wave', 'stop'],
      confusion: [
        [3, 6],
        [0, 3],
      ],
    });
    expect(found.range?.low).toBeGreaterThan(0);
    expect(found.range?.high).toBeLessThan(1);
    expect(found.spread).toBeCloseTo(Math.sqrt(0.125 / 3));
  });

  it('compares with what is made of the same clips at once, where that was measured in every fold', async () => {
    const { asked, found } = await crossval(false, undefined, [0.25, 0.75, 1]);
    expect(asked.map(({ compare }) => compare)).toEqual([true, true, true]);
    expect(found.instant).toBeCloseTo(2 / 3);
    expect((await crossval(false, undefined, [0.25, 0.75])).found).not.toHaveProperty('instant');
  });

  it('trains a model on each session alone where few clips are asked for', async () => {
    const { asked } = await crossval(true);
    expect(asked.map(({ config }) => config.testSessions)).toEqual([
      ['s2', 's3'],
      ['s1', 's3'],
      ['s1', 's2'],
    ]);
  });

  it('keeps models from classes, and tries them on these and on those that they know', async () => {
    const { asked, found, tried } = await crossval(false, [['stop'], ['wave']]);
    expect(asked.map(({ classes }) => classes.map(({ id }) => id))).toEqual([
      ...Array.from({ length: 3 }, () => ['wave']),
      ...Array.from({ length: 3 }, () => ['stop']),
    ]);
    // All clips there are of the session are of the class that only the first three know.
    expect(tried).toEqual([['wave s1'], ['wave s2'], ['wave s3'], ['wave s1'], ['wave s2'], ['wave s3']]);
    expect(found.folds.map(({ unknown }) => unknown)).toEqual([
      ...Array.from({ length: 3 }, () => ['stop']),
      ...Array.from({ length: 3 }, () => ['wave']),
    ]);
    // The known ones lie at 0.5, the unknown ones at 0.5, 1 and 1.5, then at 2 and more; up to 1 is taken for a gesture.
    expect(found.openSets?.map(({ unknown, score }) => [unknown, score?.acceptedUnknown])).toEqual([
      [['stop'], 2 / 3],
      [['wave'], 0],
    ]);
    // The one class that each model knew is the first of its own, and not of the project's.
    expect(found.confusion).toEqual([
      [3, 0],
      [0, 3],
    ]);
  });

  it('leaves each set of unknown classes to one model, another session out in turn, and sums them up together', async () => {
    const { found, tried } = await crossval(false, [['stop'], ['wave']], [], true);
    expect(found.folds.map(({ session, unknown }) => [session, unknown])).toEqual([
      ['s1', ['stop']],
      ['s2', ['wave']],
    ]);
    expect(tried).toEqual([['wave s1'], ['wave s2']]);
    // Known ones at 0.5 twice, unknown ones at 0.5 and 1.
    expect(found.pooled).toMatchObject({ auroc: 0.75, acceptedUnknown: 1, refusedKnown: 0 });
  });
});
