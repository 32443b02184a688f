import type { CaptureSettings, ClipInfo } from '../../../src-main/contract';
import { clipsByLength, leastFrames } from '../../../src-main/shared/clip-length';
import { count, list } from '../../../src-main/shared/words';

export interface ClassData {
  gesture: { name: string };
  clips: number;
  sessions: number;
}

/** Fewer clips than this of a class are few to learn it from. */
export const FEW_CLIPS = 8;

/** Clips of another length or size than the project's, e.g. copied in from another project. */
export function shapeWarnings(
  clips: readonly Pick<ClipInfo, 'shape'>[],
  { frames, width, height }: Pick<CaptureSettings, 'frames' | 'width' | 'height'>,
): string[] {
  const least = leastFrames(frames);
  const { tooShort, shorter, longer } = clipsByLength(clips, frames);
  const odd = clips.filter(({ shape }) => shape[0] >= least && (shape[1] !== height || shape[2] !== width));
  const warnings: string[] = [];
  if (tooShort > 0) {
    warnings.push(`${count(tooShort, 'clip')} with fewer than ${least} frames will be left out.`);
  }
  if (shorter > 0) {
    warnings.push(
      `${count(shorter, 'clip')} with fewer than ${frames} frames will stand in the middle of stillness.`,
    );
  }
  if (longer > 0) {
    warnings.push(
      `Only the middle of ${count(longer, 'clip')} with more than ${frames} frames will be used. Trim them to choose the part.`,
    );
  }
  if (odd.length > 0) {
    warnings.push(`${count(odd.length, 'clip')} not recorded at ${width}×${height} pixels will be resized.`);
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
      'You have only one session, so this score will flatter you. Record another one, at another time or by another person.',
    );
  }
  return warnings;
}

/**
 * Clips that show the same moment on two sides of a split, one warning a pair of sessions.
 * @param duplicates of each pair, both clips
 * @param testSessions those that the model is to be tested on
 */
export function duplicateWarnings(
  duplicates: readonly (readonly [Pick<ClipInfo, 'id' | 'meta'>, Pick<ClipInfo, 'id' | 'meta'>])[],
  testSessions: readonly string[],
): string[] {
  const isTest = (clip: Pick<ClipInfo, 'meta'>): boolean => testSessions.includes(clip.meta.session);
  const across = new Map<string, { session: string; other: string; test: boolean; ids: Set<string> }>();
  for (const pair of duplicates) {
    const [clip, twin] = isTest(pair[1]) && !isTest(pair[0]) ? [pair[1], pair[0]] : pair;
    const [session, other] = [clip.meta.session, twin.meta.session];
    // What is tested on twice, or learnt twice in one sitting, is on one side only.
    if (session === other || (isTest(clip) && isTest(twin))) continue;
    const key = JSON.stringify([session, other]);
    const sessions = across.get(key) ?? { session, other, test: isTest(clip), ids: new Set<string>() };
    sessions.ids.add(clip.id);
    across.set(key, sessions);
  }
  return [...across.values()].map(
    ({ session, other, test, ids }) =>
      `${count(ids.size, 'clip')} of ${session} ${ids.size === 1 ? 'is' : 'are'} nearly the same as clips of ${other}, ` +
      `so a ${test ? 'test' : 'validation'} score may flatter you.`,
  );
}
