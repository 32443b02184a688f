import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE } from '../../../../../src-main/contract';
import { captureConsequences, clipLength } from '../../../../../src-renderer/features/collect/capture-change';
import { clip } from '../../../../fixtures/renderer/samples';

describe('captureConsequences', () => {
  // Of 2 frames, 4×4 pixels, 10 a second.
  const clips = [clip('wave', 'a'), clip('wave', 'b')];
  const own = { ...DEFAULT_CAPTURE, frames: 2, width: 4, height: 4 };

  it('is silent where nothing changes for the clips there are', () => {
    expect(captureConsequences(clips, own)).toEqual([]);
    expect(captureConsequences([], DEFAULT_CAPTURE)).toEqual([]);
  });

  it('says what becomes of clips that are too short, too long, of another rate or size', () => {
    expect(captureConsequences(clips, { ...own, frames: 11 })).toEqual([
      '2 clips are too short: training leaves them out.',
    ]);
    expect(captureConsequences(clips, { ...own, frames: 10 })).toEqual([
      '2 clips are shorter: training puts stillness before and after.',
    ]);
    expect(captureConsequences(clips.slice(1), { ...own, frames: 1 }).join()).toMatch(
      /^1 clip is longer: .* trim/,
    );
    expect(captureConsequences(clips, { ...own, fps: 15, width: 8 })).toEqual([
      '2 clips were recorded at another rate: gestures in them look faster or slower.',
      '2 clips are of another size: they are resized.',
    ]);
  });
});

it('tells how long a clip is', () => {
  expect(clipLength(DEFAULT_CAPTURE)).toBe('1.6 s');
});
