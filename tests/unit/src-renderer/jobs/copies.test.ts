import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ClipInfo, type Split } from '../../../../src-main/contract';
import { clipKey } from '../../../../src-main/shared/clip-key';
import type { Examiner } from '../../../../src-renderer/clip-check/api';
import { findPairs, pairFindingKey } from '../../../../src-renderer/clip-check/duplicates';
import { examine } from '../../../../src-renderer/clip-check/examine';
import type { Engine, TrainedModel } from '../../../../src-renderer/engine/api';
import { train } from '../../../../src-renderer/jobs/train';
import { splitClips } from '../../../../src-renderer/learning/split';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import type { Client } from '../../../../src-renderer/rpc/connection';
import { clip, gesture } from '../../../fixtures/renderer/samples';
import { scene, type Scene } from '../../../fixtures/scenes';

/** Looks at clips at once, without a worker. */
const examiner = (): Examiner => ({
  examine: (patient) => Promise.resolve(examine(patient)),
  compare: (clips, known) => {
    const search = findPairs(clips, known);
    let step = search.next();
    while (!step.done) step = search.next();
    return Promise.resolve(step.value);
  },
  close: () => undefined,
});

/** Scenes are slow to paint. */
const painted = new Map<number, Scene>();
function sceneOf(seed: number): Scene {
  const made = painted.get(seed) ?? scene(seed);
  painted.set(seed, made);
  return made;
}

/** A clip's class, session, and which scene it shows. */
type Made = readonly [classId: string, session: string, scene: number];

interface Trial {
  testSessions?: string[];
  fine?: string[];
  open?: () => Examiner;
}

/** The warnings of a model that is trained on these clips; nothing is learnt. */
async function warned(made: readonly Made[], { testSessions = [], fine = [], open = examiner }: Trial) {
  const clips = made.map(([classId, session], index): ClipInfo => ({
    ...clip(classId, `c${index}`, { session }),
    shape: sceneOf(0).shape,
  }));
  const pictures = new Map(
    clips.map((info, index) => [clipKey(info), sceneOf(made[index]?.[2] ?? 0).frames]),
  );
  const client = {
    clips: {
      read: ({ clips: refs }: { clips: { classId: string; id: string }[] }) =>
        Promise.resolve({
          clips: refs.map((ref) => clips.find((info) => clipKey(info) === clipKey(ref))),
          frames: new Blob(refs.map((ref) => pictures.get(clipKey(ref)) ?? new Uint8Array())),
          unreadable: [],
        }),
    },
    projects: { open: () => Promise.resolve({ fine }) },
    stretches: { list: () => Promise.resolve({ stretches: [] }) },
  } as unknown as Client;
  const engine = {
    train: async ({ config, classes }, read) => {
      const items = [];
      for await (const item of read) items.push(item);
      const split: Split = splitClips(items, config, classes);
      split.warnings = [];
      return { run: { split } } as unknown as TrainedModel;
    },
  } satisfies Pick<Engine, 'train'>;
  const config = { ...defaultTrainConfig(), testSessions, validationShare: 0.2 };
  const { run } = await train({
    client,
    engine,
    slug: 'one',
    request: { config, classes: [gesture('wave'), gesture('stop')], capture: DEFAULT_CAPTURE },
    clips,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    openExaminer: open,
  });
  return run.split.warnings;
}

/** Two clips of each class in a session, all of other scenes. */
const session = (name: string, from: number): Made[] => [
  ['wave', name, from],
  ['wave', name, from + 1],
  ['stop', name, from + 2],
  ['stop', name, from + 3],
];

describe('copies on both sides of a split', () => {
  it('are no matter where there are none', async () => {
    expect(await warned([...session('s1', 0), ...session('s2', 4)], { testSessions: ['s2'] })).toEqual([]);
  });

  it('are said of the test', async () => {
    const made: Made[] = [...session('Monday', 0), ...session('Tuesday', 4), ['wave', 'Tuesday', 0]];
    expect(await warned(made, { testSessions: ['Tuesday'] })).toEqual([
      '1 of the 5 test clips is nearly the same as a clip used in training (of “Tuesday” and “Monday”), so the test score will flatter you.',
    ]);
    expect(await warned([...made, ['stop', 'Tuesday', 2]], { testSessions: ['Tuesday'] })).toEqual([
      '2 of the 6 test clips are nearly the same as clips used in training (e.g. of “Tuesday” and “Monday”), so the test score will flatter you.',
    ]);
  });

  it('are said of the validation too, also in one session that was split by clips', async () => {
    const same: Made[] = Array.from({ length: 10 }, (_, index) => [
      index < 5 ? 'wave' : 'stop',
      's1',
      index < 5 ? 0 : 1,
    ]);
    expect(await warned(same, {})).toEqual([
      '2 of the 2 validation clips are nearly the same as clips used in training (e.g. both of “s1”), so the validation score will flatter you.',
    ]);
  });

  it('are no matter on one side, or where a person has said that they may be', async () => {
    const oneSide: Made[] = [...session('s1', 0), ...session('s2', 4), ['wave', 's2', 4]];
    expect(await warned(oneSide, { testSessions: ['s2'] })).toEqual([]);
    const made: Made[] = [...session('s1', 0), ...session('s2', 4), ['wave', 's2', 0]];
    const fine = [pairFindingKey({ classId: 'wave', id: 'c8' }, { classId: 'wave', id: 'c0' })];
    expect(await warned(made, { testSessions: ['s2'], fine })).toEqual([]);
  });

  it('cost no model where they cannot be looked for', async () => {
    const open = (): Examiner => {
      throw new Error('There is no worker.');
    };
    expect(await warned([...session('s1', 0), ...session('s2', 4)], { open })).toEqual([
      'Beckon could not check whether copies of a clip were held out: There is no worker.',
    ]);
  });
});
