import type { CaptureSettings, ClipInfo } from '../../../src-main/contract';
import { clipsByLength } from '../../../src-main/shared/clip-length';
import { count } from '../../../src-main/shared/words';

export const RATES: readonly number[] = [5, 8, 10, 12, 15, 20, 25, 30];
export const SIZES: readonly number[] = [64, 96, 128, 160, 224];
export const MOST_FRAMES = 64;

/** How long a clip is, e.g. `1.6 s`. */
export const clipLength = ({ frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>): string =>
  frames === 1 ? 'One picture' : `${(frames / fps).toFixed(1)} s`;

/** What becomes of the clips there are when they are recorded so from now on, as sentences. */
export function captureConsequences(
  clips: readonly Pick<ClipInfo, 'shape' | 'meta'>[],
  { frames, fps, width, height }: CaptureSettings,
): string[] {
  const { tooShort, shorter, longer } = clipsByLength(clips, frames);
  const paced = clips.filter(({ meta }) => meta.fps !== fps).length;
  const odd = clips.filter(({ shape }) => shape[1] !== height || shape[2] !== width).length;
  const sentences: string[] = [];
  if (tooShort > 0)
    sentences.push(`${count(tooShort, 'clip is', 'clips are')} too short: training leaves them out.`);
  if (shorter > 0) {
    sentences.push(
      `${count(shorter, 'clip is', 'clips are')} shorter: training puts stillness before and after.`,
    );
  }
  if (longer > 0) {
    sentences.push(
      `${count(longer, 'clip is', 'clips are')} longer: training uses the middle, unless you trim them to another part.`,
    );
  }
  if (paced > 0) {
    sentences.push(
      `${count(paced, 'clip was', 'clips were')} recorded at another rate: gestures in them look faster or slower.`,
    );
  }
  if (odd > 0) sentences.push(`${count(odd, 'clip is', 'clips are')} of another size: they are resized.`);
  return sentences;
}
