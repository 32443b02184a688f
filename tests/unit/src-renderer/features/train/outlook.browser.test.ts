import { describe, expect, it } from 'vitest';
import { Outlook } from '../../../../../src-renderer/features/train/outlook.svelte';

const partsOf = (
  score: { right: number; of: number } | null,
  training: { config: { instant?: boolean }; from: unknown } = { config: {}, from: null },
) => {
  let kept = 0;
  const outlook = new Outlook({
    clips: { sessions: [{ name: 'ada' }, { name: 'bob' }] as never },
    instant: {
      score,
      keep: () => {
        kept += 1;
        return () => (kept -= 1);
      },
    },
    training: { preset: 'balanced', ...training } as never,
  });
  return { outlook, kept: () => kept };
};

describe('what is said before a training', () => {
  it('is what Instant gets of the clips, for as long as somebody asks', () => {
    const { outlook, kept } = partsOf({ right: 50, of: 60 });
    const leave = outlook.keep();
    expect(kept()).toBe(1);
    expect(outlook.sentences[0]).toBe(
      'Instant, with nothing trained, names 50 of 60 clips rightly where it has not seen their session.',
    );
    leave();
    expect(kept()).toBe(0);
  });

  it('is nothing where it is not known, and where Instant itself or more of a model is to be trained', () => {
    expect(partsOf(null).outlook.sentences).toEqual([]);
    const score = { right: 50, of: 60 };
    expect(partsOf(score, { config: { instant: true }, from: null }).outlook.sentences).toEqual([]);
    expect(partsOf(score, { config: {}, from: { id: 'run-1' } }).outlook.sentences).toEqual([]);
  });
});
