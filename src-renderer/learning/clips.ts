import type {
  CaptureSettings,
  ClipRef,
  ClipShape,
  GestureClass,
  Run,
  Surroundings,
} from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { clipsByLength, isLongEnough, leastFrames } from '../../src-main/shared/clip-length';
import { inStillness } from '../../src-main/shared/stillness';
import { EngineError } from './errors';

/** A clip as a job of the engine keeps it: RGB or grey bytes `[T, H, W, 3 or 1]`. */
export interface KeptClip extends ClipRef {
  session: string;
  shape: [frames: number, height: number, width: number, channels: 1 | 3];
  /** What it was recorded with, where it is kept smaller. */
  recorded?: ClipShape;
  /** Frames a second it was recorded at. */
  fps: number;
  mirror: boolean;
  /** Asked for once a use: of clips that are kept small they are unpacked then. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** Absent where there are none, or where they are not needed. */
  surroundings?: KeptSurroundings | undefined;
}

/** What was seen right before and right after a clip: so many frames of the clip's size, those before it first. */
export interface KeptSurroundings extends Surroundings {
  readonly frames: Uint8Array<ArrayBuffer>;
}

/** A clip as the engine takes it: RGB bytes `[T, H, W, 3]`. The buffer is moved into the worker. */
export interface EngineClip extends KeptClip {
  shape: ClipShape;
}

const sentence = (classes: readonly GestureClass[]): string =>
  classes.map((item) => `“${item.name}”`).join(', ');

/**
 * Checks what training starts from. Of longer clips than the project's the middle is used, shorter ones stand in the middle of
 * stillness, much shorter ones are left out, and all of it is said; those of another size are kept, since preprocessing brings every picture to the network's size, and said too; so are those of
 * another frame rate, whose gestures the network sees faster or slower than they were.
 * @throws EngineError `TOO_FEW_CLASSES`, `NO_CLIPS`, `CLASS_WITHOUT_CLIPS` or `BAD_CLIP`.
 */
export function checkClips(
  clips: readonly KeptClip[],
  classes: readonly GestureClass[],
  { frames, fps, width, height }: Pick<CaptureSettings, 'frames' | 'fps' | 'width' | 'height'>,
): { clips: KeptClip[]; warnings: string[] } {
  if (classes.length < 2) {
    throw new EngineError('TOO_FEW_CLASSES', 'Training needs at least two classes. Add another class.');
  }
  if (clips.length === 0) throw new EngineError('NO_CLIPS', 'There are no clips yet. Record some first.');
  const known = new Set(classes.map((item) => item.id));
  for (const clip of clips) {
    checkBytes(clip);
    if (!known.has(clip.classId)) {
      throw new EngineError('BAD_CLIP', `The clip ${clipKey(clip)} belongs to none of the classes.`);
    }
  }
  const recorded = (clip: KeptClip): readonly number[] => clip.recorded ?? clip.shape;
  const usable = usableClips(clips, frames);
  const { tooShort, shorter } = clipsByLength(clips, frames);
  const long = clips.filter((clip) => (recorded(clip)[0] ?? 0) > frames).length;
  const odd = usable.map(recorded).filter((shape) => shape[1] !== height || shape[2] !== width).length;
  const warnings = [];
  if (tooShort > 0) {
    warnings.push(
      `${tooShort} of ${clips.length} clips have fewer than ${leastFrames(frames)} frames and were left out.`,
    );
  }
  if (shorter > 0) {
    warnings.push(
      `${shorter} of ${clips.length} clips have fewer than ${frames} frames and stand in the middle of stillness.`,
    );
  }
  if (long > 0) {
    warnings.push(
      `${long} of ${clips.length} clips have more than ${frames} frames; only the middle of each was used.`,
    );
  }
  if (odd > 0) {
    warnings.push(
      `${odd} of ${clips.length} clips were not recorded at ${width}×${height} pixels and were resized.`,
    );
  }
  const paced = usable.filter((clip) => clip.fps !== fps).length;
  if (paced > 0) {
    warnings.push(
      `${paced} of ${clips.length} clips were not recorded at ${fps} frames a second, so their gestures look faster or slower.`,
    );
  }
  const missing = classes.filter((item) => !usable.some((clip) => clip.classId === item.id));
  if (missing.length > 0) {
    const one = missing.length === 1;
    throw new EngineError(
      'CLASS_WITHOUT_CLIPS',
      `${one ? 'The class' : 'The classes'} ${sentence(missing)} ${one ? 'has' : 'have'} no clips ` +
        `of ${leastFrames(frames)} frames or more. Record some, or delete ${one ? 'it' : 'them'}.`,
    );
  }
  return { clips: usable, warnings };
}

/**
 * Clips of so many frames: the middle of those that have more, those that have fewer in the middle of stillness, without those
 * that have far too few.
 * @throws EngineError `BAD_CLIP` if a clip's bytes do not fit its shape.
 */
export function usableClips<C extends KeptClip>(clips: readonly C[], frames: number): C[] {
  for (const clip of clips) checkBytes(clip);
  return clips
    .filter((clip) => isLongEnough(clip, frames))
    .map((clip) => (clip.shape[0] < frames ? lengthened(clip, frames) : middleOf(clip, frames)));
}

/** A clip of so many frames: the middle of one that has more, which then does not adjoin what surrounds the whole. */
export function middleOf<C extends KeptClip>(clip: C, frames: number): C {
  const [count, ...rest] = clip.shape;
  if (count === frames) return clip;
  const size = rest.reduce<number>((product, side) => product * side, 1);
  const from = Math.floor((count - frames) / 2) * size;
  const own = clip.frames.subarray(from, from + frames * size);
  return { ...clip, shape: [frames, ...rest], frames: own, surroundings: undefined };
}

/**
 * A shorter clip in the middle of so many frames: its first one stands still before it, its last one after it. So half of it is over when
 * half of the whole is. Made anew at each use, so that it takes no more room than it did.
 */
export function lengthened<C extends KeptClip>(clip: C, frames: number): C {
  const [count, ...rest] = clip.shape;
  const size = rest.reduce<number>((product, side) => product * side, 1);
  return {
    ...clip,
    shape: [frames, ...rest],
    surroundings: undefined,
    get frames() {
      return inStillness(clip.frames, count, size, frames);
    },
  };
}

/** @throws EngineError `BAD_CLIP` if a clip's bytes do not fit its shape. */
function checkBytes(clip: KeptClip): void {
  const expected = clip.shape.reduce<number>((size, side) => size * side, 1);
  const { length } = clip.frames;
  if (length !== expected) {
    throw new EngineError(
      'BAD_CLIP',
      `The clip ${clipKey(clip)} has ${length} bytes where its shape asks for ${expected}.`,
    );
  }
}

/** @throws EngineError `NO_CLIPS` where there are none to evaluate a model on. */
export function checkAny(clips: readonly unknown[]): void {
  if (clips.length === 0) throw new EngineError('NO_CLIPS', 'There are no clips to evaluate the model on.');
}

/**
 * Checks clips against a trained model. Answers what the model sees of them: the middle of those that are longer, shorter ones in the
 * middle of stillness.
 * @throws EngineError `BAD_CLIP`.
 */
export function checkAgainstRun(
  clips: readonly KeptClip[],
  run: Pick<Run, 'classes' | 'preprocess'>,
): KeptClip[] {
  for (const clip of clips) {
    checkBytes(clip);
    if (!run.classes.some((item) => item.id === clip.classId)) {
      throw new EngineError('BAD_CLIP', `The model does not know the class of the clip ${clipKey(clip)}.`);
    }
    if (!isLongEnough(clip, run.preprocess.frames)) {
      throw new EngineError(
        'BAD_CLIP',
        `The clip ${clipKey(clip)} has ${clip.shape[0]} frames, but the model takes at least ${leastFrames(run.preprocess.frames)}.`,
      );
    }
  }
  return usableClips(clips, run.preprocess.frames);
}

/** Index of each clip's class. */
export function labelsOf(
  clips: readonly { classId: string }[],
  classes: readonly Pick<GestureClass, 'id'>[],
): number[] {
  return clips.map((clip) => classes.findIndex((item) => item.id === clip.classId));
}
