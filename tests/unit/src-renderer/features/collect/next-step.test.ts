import { describe, expect, it } from 'vitest';
import type { ClipInfo, Run } from '../../../../../src-main/contract';
import { nextStep } from '../../../../../src-renderer/features/collect/next-step';
import { clip, gesture } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave'), gesture('push')];
const NO_RUNS = { list: [], report: null };

const clipsOf = (counts: Record<string, number>): ClipInfo[] =>
  Object.entries(counts).flatMap(([id, count]) =>
    Array.from({ length: count }, (_, index) => clip(id, `${id}-${index}`)),
  );

const runOf = (clips: readonly ClipInfo[]): Run =>
  ({
    name: 'Model 1',
    split: { train: clips.map(({ classId, id }) => `${classId}/${id}`), validation: [], test: [] },
  }) as unknown as Run;

describe('nextStep', () => {
  it('leads to Train once every class has enough clips', () => {
    expect(nextStep([], [], NO_RUNS)).toBeNull();
    expect(nextStep([gesture('wave')], clipsOf({ wave: 20 }), NO_RUNS)).toBeNull();
    expect(nextStep(classes, clipsOf({ wave: 20 }), NO_RUNS)).toBeNull();
    expect(nextStep(classes, clipsOf({ wave: 20, push: 7 }), NO_RUNS)).toBeNull();
    expect(nextStep(classes, clipsOf({ wave: 8, push: 8 }), NO_RUNS)).toEqual({
      message: 'Every class has 8 clips or more: enough for a first model.',
      label: 'Train now',
      first: true,
    });
  });

  it('leads there again where the model has not learnt from all clips', () => {
    const known = clipsOf({ wave: 8, push: 8 });
    const runs = { list: [1], report: runOf(known) };
    expect(nextStep(classes, known, runs)).toBeNull();
    expect(nextStep(classes, [...known, clip('push', 'new')], runs)).toMatchObject({
      message: '1 clip is new to Model 1.',
      label: 'Train again',
    });
    // While the model's report is being read, nothing is known.
    expect(nextStep(classes, [...known, clip('push', 'new')], { list: [1], report: null })).toBeNull();
  });
});
