import { mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Clips } from '../../../../../src-renderer/features/clips/clips.svelte';
import UnknownClasses from '../../../../../src-renderer/features/live/UnknownClasses.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import { Runs } from '../../../../../src-renderer/features/report/runs.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { clip, gesture } from '../../../../fixtures/renderer/samples';

const [wave, push, fist] = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('fist', 'Fist')];
const model = { name: 'Model 1', classes: [wave, push] } as Run;
let shown: ReturnType<typeof mount>;
afterEach(() => unmount(shown));

/** What stands on Live in a project of Wave, Push and Fist where these classes have a clip. */
function said(report: Run | null, recorded: readonly string[]): string {
  const parts = new Parts()
    .add(Runs, { report } as Runs)
    .add(Projects, { classes: [wave, push, fist] } as unknown as Projects)
    .add(Clips, { all: recorded.map((id) => clip(id, `${id}-1`)) } as unknown as Clips);
  shown = mount(WithParts, { target: document.body, props: { parts, component: UnknownClasses } });
  return document.querySelector('p')?.textContent ?? '';
}

describe('UnknownClasses', () => {
  it('names a class with clips that the model does not know', () => {
    expect(said(model, ['wave', 'push', 'fist'])).toBe(
      'Model 1 does not know Fist. Train again to teach it.',
    );
  });

  it('names all of them', () => {
    const one = { name: 'Model 1', classes: [wave] } as Run;
    expect(said(one, ['push', 'fist'])).toBe('Model 1 does not know Push and Fist. Train again to teach it.');
  });

  it('says nothing of a class without clips, nor where no trained model is chosen', () => {
    expect(said(model, ['wave', 'push'])).toBe('');
    void unmount(shown);
    expect(said(null, ['fist'])).toBe('');
  });
});
