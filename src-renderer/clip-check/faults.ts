import { median } from '../../src-main/shared/median';
import type { Examination } from './examine';

/** What can be wrong with a clip's pictures. */
export type Fault = 'dark' | 'washed-out' | 'frozen' | 'still' | 'blurred';

/** An examined clip among the others of its project. */
export interface Examined {
  id: string;
  classId: string;
  session: string;
  examination: Examination;
}

/**
 * Among 150 webcam-like clips and 144 of the sample camera these limits complain about none: their light is 54 at least,
 * contrast 30, detail 0.47 of their session's median, motion 1.9 and liveliness 0.36 of their class's median. Of such
 * clips they find all those at 15 % of their light, all frozen for half their time and all blurred by a Gaussian of 2 of
 * 96 pixels.
 */
const DARK = 40;
const WASHED_OUT = 16;
const BLINDED_SHARE = 0.5;
const FROZEN_SHARE = 0.5;
const BLUR_SHARE = 0.25;
const STILLNESS = { levels: 0.7, share: 0.25 };
/** With fewer clips to compare with, a session or class says nothing about its next clip. */
const GROUP_SIZE_NEEDED = 5;

/**
 * What is wrong with each clip, by its id; the gravest fault only. `isNone` says of which classes the clips may well be
 * without movement.
 */
export function faultsOf(
  clips: readonly Examined[],
  isNone: (classId: string) => boolean,
): Map<string, Fault> {
  const details = typical(clips, ({ session, examination }) => [session, detail(examination)]);
  const anyDetail = typical(clips, ({ examination }) => ['', detail(examination)]).get('') ?? 0;
  const livelinesses = typical(clips, ({ classId, examination }) => [classId, liveliness(examination)]);
  const poses = new Set(
    [...typical(clips, ({ classId, examination }) => [classId, examination.motion ?? 0])]
      .filter(([, motion]) => motion < STILLNESS.levels)
      .map(([classId]) => classId),
  );
  const faults = new Map<string, Fault>();
  for (const { id, classId, session, examination } of clips) {
    const fault = faultOf(examination, {
      detail: details.get(session) ?? anyDetail,
      liveliness: isNone(classId) || poses.has(classId) ? null : (livelinesses.get(classId) ?? 0),
    });
    if (fault) faults.set(id, fault);
  }
  return faults;
}

/** Of each group that is large enough, the median. */
function typical(
  clips: readonly Examined[],
  of: (clip: Examined) => readonly [group: string, value: number],
): Map<string, number> {
  const groups = new Map<string, number[]>();
  for (const [group, value] of clips.map(of)) {
    const values = groups.get(group);
    if (values) values.push(value);
    else groups.set(group, [value]);
  }
  const large = [...groups].filter(([, values]) => values.length >= GROUP_SIZE_NEEDED);
  return new Map(large.map(([group, values]) => [group, median(values) ?? 0]));
}

/** Sharpness and motion as they would be in the same light. */
const detail = ({ sharpness, contrast }: Examination): number => sharpness / Math.max(1, contrast) ** 2;
const liveliness = ({ motion, contrast }: Examination): number => (motion ?? 0) / Math.max(1, contrast);

/** What is wrong with a clip whatever the others are like; it shows too little to be compared with them. */
export function plainFault({ light, contrast, blinded, frozen }: Examination): Fault | null {
  if (light < DARK) return 'dark';
  if (contrast < WASHED_OUT || blinded > BLINDED_SHARE) return 'washed-out';
  return frozen >= FROZEN_SHARE ? 'frozen' : null;
}

/** @param usual what clips like it have; liveliness is null where it may be without */
function faultOf(clip: Examination, usual: { detail: number; liveliness: number | null }): Fault | null {
  const plain = plainFault(clip);
  if (plain) return plain;
  if (clip.motion !== null && usual.liveliness !== null) {
    if (clip.motion < STILLNESS.levels || liveliness(clip) < STILLNESS.share * usual.liveliness)
      return 'still';
  }
  return detail(clip) < BLUR_SHARE * usual.detail ? 'blurred' : null;
}
