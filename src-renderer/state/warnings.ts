import type { CaptureSettings, ClipInfo } from '../../src-main/contract';
import { count, list } from '../ui/words';

export interface ClassData {
  gesture: { name: string };
  clips: number;
  sessions: number;
}

const FEW_CLIPS = 8;

/** Clips of another length or size than the project's, e.g. copied in from another project. */
export function shapeWarnings(
  clips: readonly Pick<ClipInfo, 'shape'>[],
  { frames, width, height }: Pick<CaptureSettings, 'frames' | 'width' | 'height'>,
): string[] {
  const long = clips.filter(({ shape }) => shape[0] !== frames).length;
  const odd = clips.filter(({ shape }) => shape[0] === frames && (shape[1] !== height || shape[2] !== width));
  const warnings: string[] = [];
  if (long > 0) {
    warnings.push(`${count(long, 'clip')} with another number of frames than ${frames} will be left out.`);
  }
  if (odd.length > 0) {
    warnings.push(
      `${count(odd.length, 'clip')} of another size than ${width}×${height} pixels will be resized.`,
    );
  }
  return warnings;
}

/** What a person should know of their clips before they train, as sentences. */
export function dataWarnings(rows: readonly ClassData[], sessions: number): string[] {
  const warnings: string[] = [];
  const few = rows.filter(({ clips }) => clips > 0 && clips < FEW_CLIPS).map(({ gesture }) => gesture.name);
  if (few.length > 0) {
    warnings.push(
      `${list(few)} ${few.length === 1 ? 'has' : 'have'} few clips. Aim for ${FEW_CLIPS} or more each.`,
    );
  }
  const counts = rows.map(({ clips }) => clips).filter((clips) => clips > 0);
  if (counts.length > 1 && Math.max(...counts) > 3 * Math.min(...counts)) {
    warnings.push(
      'Some classes have several times more clips than others. A model leans towards the larger ones.',
    );
  }
  if (sessions === 1) {
    warnings.push(
      'You have one session only, so this score will flatter you. Record another one, at another time or by another person.',
    );
  }
  return warnings;
}
