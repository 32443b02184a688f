import type { CaptureSettings } from '../../contract';
import { framesToHold, inTenths, plainlyLonger, type GestureLength } from '../../shared/gesture-length';
import type { Headless } from '../headless';
import type { ClipSource } from '../walk';

/** How long the gestures of each class last, by a look at a few of its videos. Pictures tell no time. */
export async function lookAt(
  headless: Headless,
  offered: ReadonlyMap<string, ClipSource>,
  { frames, fps }: CaptureSettings,
): Promise<GestureLength[]> {
  const items = [...offered].flatMap(([id, { className, kind }]) =>
    kind === 'video' ? [{ id, className }] : [],
  );
  if (frames === 1 || items.length === 0) return [];
  const { lengths } = await headless.run({ kind: 'gesture-lengths', items, fps });
  return lengths;
}

/**
 * How clips are to be recorded so that the longest gestures fit, and what a person should know of that. A project that
 * has clips keeps their length.
 */
export function fittingClips(
  gestures: readonly GestureLength[],
  capture: CaptureSettings,
  hasClips: boolean,
): { capture: CaptureSettings; sentence: string | null } {
  const longest = plainlyLonger(gestures, capture);
  if (!longest) return { capture, sentence: null };
  const last = `Gestures of “${longest.name}” last about ${inTenths(longest.seconds)}`;
  const fitting = { ...capture, frames: framesToHold(gestures, capture) };
  const mayBeLonger = fitting.frames > capture.frames;
  const clips = inTenths((hasClips ? capture : fitting).frames / capture.fps);
  if (!hasClips && mayBeLonger)
    return { capture: fitting, sentence: `${last}, so clips are ${clips} long; --frames chooses.` };
  const advice =
    ` To hold more of it, import into a new project, or first choose a greater length in the app (on Collect, beside the ` +
    `camera: “${clips}, ${capture.fps} fps”).`;
  return {
    capture,
    sentence: `${last}, and ${hasClips ? 'this project’s ' : ''}clips are ${clips} long: each holds a part of one.${mayBeLonger ? advice : ''}`,
  };
}
