import { describe, expect, it } from 'vitest';
import type { Project } from '../../../../src-main/contract';
import { textOf, clipsWithText } from '../../../../src-renderer/jobs/texts';
import { clip, gesture } from '../../../fixtures/renderer/samples';

const project = {
  classes: [{ ...gesture('wave'), text: 'a hand waves' }, gesture('push')],
  texts: { own: 'two hands wave', pushed: 'a hand pushes' },
} as unknown as Project;

describe('what is said of a clip', () => {
  it('is its own text, else that of its class', () => {
    expect(textOf(project, clip('wave', 'a'))).toBe('a hand waves');
    expect(textOf(project, clip('wave', 'own'))).toBe('two hands wave');
    expect(textOf(project, clip('push', 'b'))).toBeNull();
    expect(textOf(project, clip('gone', 'c'))).toBeNull();
  });

  it('goes by the clip’s id, and clips of which nothing is said are left out', () => {
    const { clips, texts } = clipsWithText(project, [
      clip('wave', 'a'),
      clip('push', 'b'),
      clip('push', 'pushed'),
    ]);
    expect(clips.map(({ id }) => id)).toEqual(['a', 'pushed']);
    expect(texts).toEqual({ a: 'a hand waves', pushed: 'a hand pushes' });
  });
});
