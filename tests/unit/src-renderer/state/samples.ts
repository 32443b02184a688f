import {
  DEFAULT_CAPTURE,
  type CheckpointState,
  type ClipInfo,
  type Evaluation,
  type GestureClass,
  type Run,
} from '../../../../src-main/contract';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';
import type { Names } from '../../../../src-renderer/features/clips/clips.svelte';

/** A class as tests need it. */
export function gesture(id: string, name = id, key: GestureClass['key'] = null): GestureClass {
  return { id, name, colour: '#2f7de1', key };
}

/** A clip of 2 frames of 4×4 pixels, recorded in the given minute. */
export function clip(classId: string, id: string, { session = 'Session 1', minute = 0 } = {}): ClipInfo {
  return {
    classId,
    id,
    shape: [2, 4, 4, 3],
    bytes: 96,
    meta: {
      session,
      source: 'test',
      mirror: true,
      fps: 10,
      recordedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
      appVersion: '0',
    },
  };
}

/** What things are called: as their ids, unless a test says otherwise. */
export const named = (classOf: Names['classOf'] = (id) => id): Names => ({
  classOf,
  projectOf: (slug) => slug,
});

/** A training of 5 clips that was interrupted after its first epoch of 3. */
export function sampleState(change: Partial<CheckpointState> = {}): CheckpointState {
  return {
    schema: 1,
    saved: '2026-11-26T09:30:00.000Z',
    config: { ...defaultTrainConfig(), epochs: 3 },
    classes: [gesture('wave'), gesture('stop')],
    capture: DEFAULT_CAPTURE,
    split: {
      by: 'session',
      train: ['wave/a', 'wave/b', 'stop/c'],
      validation: ['wave/d', 'stop/e'],
      test: [],
      sessions: { train: ['s1'], validation: ['s2'], test: [] },
      warnings: [],
    },
    backend: 'wasm',
    seconds: 2,
    pass: 1,
    first: null,
    epochs: [{ loss: 1, accuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5 }],
    bestEpoch: 0,
    averaged: 0,
    random: [1, 2, 3, 4],
    steps: 1,
    moves: [],
    warnings: [],
    sizes: { weights: [1], moments: [] },
    ...change,
  };
}

/** As much of a run as the clip check reads, of a model of wave and push; `learnt`: clips that one it came from knew. */
export function trial(
  validation: NonNullable<Evaluation['answers']>,
  { test = [], learnt }: { test?: NonNullable<Evaluation['answers']>; learnt?: string[] } = {},
): Pick<Run, 'classes' | 'metrics' | 'from'> {
  return {
    classes: [gesture('wave'), gesture('push')],
    metrics: { train: {}, validation: { answers: validation }, test: { answers: test } } as Run['metrics'],
    ...(learnt && { from: { id: 'before', name: 'Before', learnt } }),
  };
}
