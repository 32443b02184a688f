import { describe, expect, it } from 'vitest';
import { missingFor, type StepParts } from '../../../../src-renderer/base/steps';
import { clip, gesture } from '../../../fixtures/renderer/samples';

const clipsOf = (classId: string, count: number) =>
  Array.from({ length: count }, (_, i) => clip(classId, `${classId}-${i}`));

/** Classes by how many clips each has, and the number of models. */
function given(classes: Record<string, number>, models = 0): StepParts {
  return {
    projects: { classes: Object.keys(classes).map((id) => gesture(id)) },
    clips: { all: Object.entries(classes).flatMap(([id, count]) => clipsOf(id, count)) },
    runs: { list: new Array(models).fill(null) },
  };
}

describe('missingFor', () => {
  it('never holds Collect and Settings back', () => {
    expect(missingFor('collect', given({}))).toBeNull();
    expect(missingFor('settings', given({}))).toBeNull();
  });

  it.each([
    [{}, 'Add two classes'],
    [{ wave: 3 }, 'at least two classes'],
    [{ wave: 3, push: 0 }, 'push has no clips yet'],
    [{ wave: 0, push: 0 }, 'wave and push have no clips yet'],
    [{ wave: 0, push: 0, pull: 1 }, 'wave and push have no clips yet'],
  ])('says what training lacks with %j', (classes, words) => {
    const missing = missingFor('train', given(classes));
    expect(missing?.message).toContain(words);
    expect(missing?.go).toBe('collect');
  });

  it('lets training begin where every class has clips', () => {
    expect(missingFor('train', given({ wave: 1, push: 1 }))).toBeNull();
  });

  it('sends Tune and Export to Train until there is a model', () => {
    for (const screen of ['tune', 'export'] as const) {
      expect(missingFor(screen, given({ wave: 1, push: 1 }))?.go).toBe('train');
      expect(missingFor(screen, given({}, 1))).toBeNull();
    }
  });

  it('says on Tune why the model that Live goes by cannot be tuned', () => {
    const message = (classes: Record<string, number>) => missingFor('tune', given(classes))?.message;
    expect(message({ wave: 3, push: 3 })).toContain('Live goes by Instant');
    expect(message({ wave: 3, push: 2 })).toBe('There is no model to tune yet. Train one first.');
    expect(missingFor('export', given({ wave: 3, push: 3 }))?.message).not.toContain('Instant');
  });

  it('lets Live begin with three clips each of two classes, or a model', () => {
    expect(missingFor('live', given({ wave: 3, push: 2 }))?.go).toBe('collect');
    expect(missingFor('live', given({ wave: 3, push: 3, pull: 0 }))).toBeNull();
    expect(missingFor('live', given({}, 1))).toBeNull();
  });

  it('sends Live to Train where clips are single pictures, which nothing is made of at once', () => {
    const { projects, ...parts } = given({ wave: 3, push: 3 });
    expect(missingFor('live', { ...parts, projects: { ...projects, capture: { frames: 1 } } })?.go).toBe(
      'train',
    );
  });
});
