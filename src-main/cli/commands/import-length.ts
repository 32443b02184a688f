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
 * is there already keeps its clips as they are.
 */
export function fittingClips(
  gestures: readonly GestureLength[],
  capture: CaptureSettings,
  isThere: boolean,
): { capture: CaptureSettings; sentence: string | null } {
  const longest = plainlyLonger(gestures, capture);
  if (!longest) return { capture, sentence: null };
  const last = `Gestures of “${longest.name}” last about ${inTenths(longest.seconds)}`;
  const fitting = { ...capture, frames: framesToHold(longest.seconds, capture) };
  const clips = inTenths((isThere ? capture : fitting).frames / capture.fps);
  if (!isThere)
    return { capture: fitting, sentence: `${last}, so clips are ${clips} long; --frames chooses.` };
  return {
    capture,
    sentence:
      `${last}, and this project’s clips are ${clips} long: each holds a part of one. To hold all of it, import into a ` +
      `new project, or first choose a greater length in the app (on Collect, beside the camera: “${clips}, ${capture.fps} fps”).`,
  };
}
