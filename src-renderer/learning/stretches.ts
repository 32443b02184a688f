import type { PreprocessSpec } from '../../src-main/contract';
import type { KeptClip } from './clips';
import { preprocessClip } from './preprocess';
import type { Random } from './random';

/** A window of a stretch, by its last frame, and whether the clip's class is due in it. */
interface StretchWindow {
  end: number;
  due: boolean;
}

/** A made-up piece of a live stream around one clip, as a clip of more frames. */
export interface Stretch extends Pick<KeptClip, 'shape' | 'mirror' | 'frames'> {
  windows: StretchWindow[];
}

/** Frames of a stretch, in windows. */
const LENGTH = 2.25;
/** How far a gesture must have come, as a share of it, for it to be plain; before `NOT_YET` it is not, after `OVER` it is over. */
export const NOT_YET = 0.36;
export const PLAIN = 0.5;
export const JUST_NOW = 1.15;
export const OVER = 1.4;
/** So long after its beginning, a movement that is no gesture is hardly seen any more. */
const LONG_OVER = 1.6;
/** Windows that are taken of a stretch in which a gesture happens: in which it is due, not yet, and no longer. */
const TAKEN = { due: 3, before: 3, after: 2 };
/** Windows of every stretch. */
export const WINDOWS = TAKEN.due + TAKEN.before + TAKEN.after;
/** Share of the stretches in which no gesture happens to the end. */
const WITHOUT = 0.3;
/** How much faster or slower a gesture may be. */
export const SPEED = 0.2;
/** Share of the pauses that blend into another pose, or in which it fidgets. */
const BLENDED = 0.7;
const FIDGETING = 0.5;
/** Share of those poses that are a neighbour's. */
const ELSEWHERE = 0.5;
/** Steps of a hand that fidgets about its pose, and of one that strays through its poses, and how far fidgeting goes; in windows. */
const FIDGET = 0.022;
const STRAY = 0.038;
const FIDGET_LIMIT = 0.19;
/** Before a pause blends into another pose, and how long that takes, in windows. */
const GAP = { least: 0, most: 0.625 };
const BLENDING = { least: 0.125, most: 0.375 };
/** In a still clip nothing changes by more than this from its first frame, in bytes, where a picture is 8 × 8 cells. */
const STILL = 13;
const CELLS = { width: 8, height: 8, channels: 'grey', scale: 1, offset: 0 } as const;

/** Frames of a stretch for windows of so many. */
export const stretchFrames = (frames: number): number => Math.round(LENGTH * frames);

/** Where in the clip each frame of a stretch is, 0 to 1 or beyond, and what is due in a window that ends with it; null: unclear. */
interface Course {
  at: number[];
  due: (boolean | null)[];
}

/** A clip with what was seen right before and right after it. */
interface Strip {
  /** How far that goes before the clip's beginning and beyond its end, in lengths of the clip. */
  lead: number;
  tail: number;
  /** Frame 0 is the clip's own first; before and beyond what there is, the outermost stands still. */
  picture(frame: number): Uint8Array;
}

/** A pose that a pause blends into: its picture, and its share in each frame of the stretch. */
interface Blend {
  pose: Uint8Array;
  share: number[];
}

/**
 * A stretch as a camera might have seen it: the hands rest, or come out of another pose, then the clip's gesture happens,
 * and they rest again. In some the gesture is begun in its middle, or they fidget only. What was seen right before and after the
 * clip comes before and after it here, too, at the gesture's own pace; where that was not kept, hands rest from its first frame back and from its last on.
 * @param due when its class is: `always` where nothing moves in its clips, or it stands for no gesture; `never` where its movement is none,
 * which always happens then, and most of which has been seen in every window
 * @param neighbours clips of the same session, whose gestures may have been made before it, or are to be made after it
 */
export function drawStretch(
  clip: KeptClip,
  random: Random,
  due: 'while made' | 'always' | 'never' = 'while made',
  neighbours: readonly KeptClip[] = [],
): Stretch {
  const [frames, height, width, channels] = clip.shape;
  const count = stretchFrames(frames);
  const length = frames / Math.exp(random.between(-1, 1) * Math.log(1 + SPEED));
  const start = frames * startOf(random);
  const progress = Array.from({ length: count }, (_, t) => (t - start) / length);
  // Where a class is due at any time, hands may all the same have left its pose before and after the clip.
  const strip = stripOf(clip, due === 'always' ? undefined : clip.surroundings);
  const course =
    due !== 'never' && random.next() < WITHOUT
      ? withoutGesture(progress, random)
      : withGesture(progress, strip, random);
  // In frames since the pause before it, or after it, began.
  const before = progress.map((p) => (-p - strip.lead) * length);
  const after = progress.map((p) => (p - 1 - strip.tail) * length);
  // Where a class is due at any time, another pose is not its own.
  const near = due === 'always' ? [] : neighbours;
  const blends = [
    blend(before, clip, near, (of) => of.shape[0] - 1, random),
    blend(after, clip, near, () => 0, random),
  ];
  const size = height * width * channels;
  const bytes = new Uint8Array(count * size);
  course.at.forEach((at, t) => {
    const target = bytes.subarray(t * size, (t + 1) * size);
    target.set(strip.picture(Math.round(at * (frames - 1))));
    for (const { pose, share } of blends) mix(target, pose, share[t] ?? 0);
  });
  return {
    shape: [count, height, width, channels],
    mirror: clip.mirror,
    frames: bytes,
    windows:
      due === 'never'
        ? windowsOfNone(progress, frames, random)
        : windowsOf(due === 'always' ? course.due.map(() => true) : course.due, progress, frames, random),
  };
}

function stripOf({ shape, frames }: KeptClip, surroundings: KeptClip['surroundings']): Strip {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const { before = 0, after = 0 } = surroundings ?? {};
  const around = surroundings?.frames ?? frames;
  return {
    lead: before / Math.max(1, count - 1),
    tail: after / Math.max(1, count - 1),
    picture: (frame) => {
      const at = Math.max(-before, Math.min(count - 1 + after, frame));
      if (at < 0) return around.subarray((before + at) * size, (before + at + 1) * size);
      if (at < count) return frames.subarray(at * size, (at + 1) * size);
      const beyond = before + at - count;
      return around.subarray(beyond * size, (beyond + 1) * size);
    },
  };
}

/** When the gesture begins, in windows: mostly in the first, else before it or after it. */
function startOf(random: Random): number {
  const kind = random.next();
  if (kind < 0.2) return random.between(-0.5, 0.2);
  return kind < 0.75 ? random.between(0.2, 0.9) : random.between(0.9, 1.6);
}

function withGesture(progress: readonly number[], { lead, tail }: Strip, random: Random): Course {
  const before = fidget(progress.length, random);
  const after = fidget(progress.length, random);
  return {
    at: progress.map((p, t) => {
      if (p < -lead - 0.1) return (before[t] as number) - lead;
      if (p > 1 + tail + 0.1) return 1 + tail - (after[t] as number);
      return p;
    }),
    due: progress.map((p) => (p < NOT_YET || p > OVER ? false : p >= PLAIN && p <= JUST_NOW ? true : null)),
  };
}

/** How far hands that rest are from their pose in each frame, in windows; nowhere where they do not fidget. */
export function fidget(count: number, random: Random): number[] {
  if (random.next() >= FIDGETING) return new Array<number>(count).fill(0);
  return walk(count, FIDGET, random).map((away) => Math.min(FIDGET_LIMIT, Math.abs(away)));
}

function walk(count: number, step: number, random: Random): number[] {
  let at = 0;
  return Array.from({ length: count }, (_, t) => (t === 0 ? 0 : (at += step * random.normal())));
}

function withoutGesture(progress: readonly number[], random: Random): Course {
  const due = progress.map(() => false);
  if (random.next() < 0.5) {
    const from = random.between(0.45, 0.7);
    const speed = random.next() < 0.7 ? 1 : 0;
    return { at: progress.map((p) => Math.max(from, from + speed * p)), due };
  }
  const pose = random.next();
  return { at: walk(progress.length, STRAY, random).map((away) => pose + away), due };
}

/**
 * @param since frames since the pause began; negative: it has not
 * @param outermost the frame of a neighbour that hands may come from, or go to
 */
function blend(
  since: readonly number[],
  clip: KeptClip,
  neighbours: readonly KeptClip[],
  outermost: (of: KeptClip) => number,
  random: Random,
): Blend {
  const frames = clip.shape[0];
  const own = random.below(frames);
  const other =
    neighbours.length > 0 && random.next() < ELSEWHERE ? neighbours[random.below(neighbours.length)] : null;
  const pose = other ? pictureOf(other, outermost(other)) : pictureOf(clip, own);
  const there = random.next() < BLENDED;
  const gap = frames * random.between(GAP.least, GAP.most);
  const length = frames * random.between(BLENDING.least, BLENDING.most);
  return {
    pose,
    share: since.map((t) => (there ? Math.min(1, Math.max(0, (t - gap) / length)) : 0)),
  };
}

const pictureOf = ({ shape: [, height, width, channels], frames }: KeptClip, frame: number): Uint8Array => {
  const size = height * width * channels;
  return frames.subarray(frame * size, (frame + 1) * size);
};

export function mix(target: Uint8Array, other: Uint8Array, share: number): void {
  if (share === 0) return;
  for (let i = 0; i < target.length; i++) {
    const own = target[i] as number;
    target[i] = Math.round(own + share * ((other[i] as number) - own));
  }
}

/** Windows by chance of a movement that is no gesture: of those in which most of it has been made, and it is not long over. */
function windowsOfNone(progress: readonly number[], frames: number, random: Random): StretchWindow[] {
  const ends = progress.flatMap((_, end) => (end >= frames - 1 ? [end] : []));
  const seen = ends.filter((end) => (progress[end] ?? 0) >= PLAIN && (progress[end] ?? 0) <= LONG_OVER);
  const pool = seen.length > 0 ? seen : ends;
  return Array.from({ length: WINDOWS }, () => ({ end: pool[random.below(pool.length)] ?? 0, due: false }));
}

/** Windows by chance: of each kind as many as `TAKEN` has of it, and of what there is where there is none of a kind. */
export function windowsOf(
  due: readonly (boolean | null)[],
  progress: readonly number[],
  frames: number,
  random: Random,
): StretchWindow[] {
  const ends = due.flatMap((state, end) => (state !== null && end >= frames - 1 ? [end] : []));
  const kinds = {
    due: ends.filter((end) => due[end]),
    before: ends.filter((end) => !due[end] && (progress[end] as number) < NOT_YET),
    after: ends.filter((end) => !due[end] && (progress[end] as number) >= NOT_YET),
  };
  return (['due', 'before', 'after'] as const).flatMap((kind) => {
    const pool = kinds[kind].length > 0 ? kinds[kind] : ends;
    return Array.from({ length: TAKEN[kind] }, () => {
      const end = pool[random.below(pool.length)] as number;
      return { end, due: due[end] === true };
    });
  });
}

/** Whether nothing moves in a clip, as where a class is a pose that is held. */
export function isStill(clip: Pick<KeptClip, 'shape' | 'mirror' | 'frames'>, spec: PreprocessSpec): boolean {
  const cells = preprocessClip({ ...spec, ...CELLS }, clip);
  const size = CELLS.width * CELLS.height;
  const first = cells.subarray(0, size);
  for (let t = 1; t < clip.shape[0]; t++) {
    const change = cells.subarray(t * size, (t + 1) * size).map((value, i) => value - (first[i] as number));
    // Light that comes and goes changes all cells alike.
    const all = change.reduce((sum, value) => sum + value, 0) / size;
    if (change.some((value) => Math.abs(value - all) > STILL)) return false;
  }
  return true;
}
