import { mount, unmount } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import { Navigation } from '../../../../../src-renderer/base/navigation.svelte';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import { nextStep } from '../../../../../src-renderer/features/collect/next-step';
import { EngineChoice } from '../../../../../src-renderer/features/engine/engine-choice.svelte';
import Correct from '../../../../../src-renderer/features/live/Correct.svelte';
import { Corrections } from '../../../../../src-renderer/features/live/corrections.svelte';
import { LiveSession } from '../../../../../src-renderer/features/live/live-session.svelte';
import { Retrained } from '../../../../../src-renderer/features/live/retrained.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import { Training } from '../../../../../src-renderer/features/train/training.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { clip, gesture, sampleState } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('stop', 'Stop')];
const report = { name: 'Model 1', split: sampleState().split } as unknown as Run;
/** The model has seen those up to e. */
const all = [
  ...['a', 'b', 'd', 'v'].map((id) => clip('wave', id)),
  ...['c', 'e', 'x', 'y', 'z'].map((id) => clip('stop', id)),
];
let shown: ReturnType<typeof mount>;
afterEach(() => unmount(shown));

function textAfter(corrections: number): string {
  const parts = new Parts([new Navigation()])
    .add(Corrections, { count: corrections } as Corrections)
    .add(Projects, { classes, current: null } as unknown as Projects)
    .add(Training, { busy: false, problem: null } as Training)
    .add(Retrained, { offer: null } as Retrained)
    .add(Runs, { report } as Runs)
    .add(EngineChoice, { unusable: false } as unknown as EngineChoice)
    .add(Clips, { all } as unknown as Clips)
    .add(LiveSession, { status: 'on' } as LiveSession);
  shown = mount(WithParts, { target: document.body, props: { parts, component: Correct } });
  return document.body.textContent;
}

it('counts after a correction what is new to the model, as Collect does', () => {
  const onCollect = nextStep(classes, all, { list: [report], report })?.message;
  expect(onCollect).toBe('4 clips are new to Model 1.');
  expect(textAfter(1)).toContain(onCollect);
});

it('says nothing of it where nothing was corrected', () => {
  expect(textAfter(0)).not.toContain('Model 1');
});
