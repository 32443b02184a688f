import type { KeptClip } from './clips';
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
const NOT_YET = 0.36;
const PLAIN = 0.5;
const JUST_NOW = 1.15;
const OVER = 1.4;
/** Windows that are taken of a stretch in which a gesture happens: in which it is due, not yet, and no longer. */
const TAKEN = { due: 3, before: 3, after: 2 };
/** Windows of every stretch. */
export const WINDOWS = TAKEN.due + TAKEN.before + TAKEN.after;
/** Share of the stretches in which no gesture happens to the end. */
const WITHOUT = 0.3;
/** How much faster or slower a gesture may be. */
const SPEED = 0.2;
/** Share of the pauses that blend into another pose, or in which it fidgets. */
const BLENDED = 0.7;
const FIDGETING = 0.5;
/** In a still clip nothing changes by more than this from its first frame, in bytes, where a picture is 8 × 8 cells. */
const STILL = 13;
const CELLS = 8;

/** Frames of a stretch for windows of so many. */
export const stretchFrames = (frames: number): number => Math.round(LENGTH * frames);

/** Where in the clip each frame of a stretch is, 0 to 1, and what is due in a window that ends with it; null: unclear. */
interface Course {
  at: number[];
  due: (boolean | null)[];
}

/** A pose of the clip that a pause blends into: its frame, and its share in each frame of the stretch. */
interface Blend {
  pose: number;
  share: number[];
}

/**
 * A stretch as a camera might have seen it: the hands rest, or come out of another pose, then the clip's gesture happens,
 * and they rest again. In some the gesture is begun in its middle, or they fidget only.
 * @param always its class is due at any time: nothing moves in its clips, or it stands for no gesture
 */
export function drawStretch(clip: KeptClip, always: boolean, random: Random): Stretch {
  const [frames, height, width, channels] = clip.shape;
  const count = stretchFrames(frames);
  const length = frames / Math.exp(random.between(-1, 1) * Math.log(1 + SPEED));
  const start = frames * startOf(random);
  const progress = Array.from({ length: count }, (_, t) => (t - start) / length);
  const course =
    random.next() < WITHOUT
      ? withoutGesture(progress, frames, random)
      : withGesture(progress, frames, random);
  const blends = [
    blend(
      progress.map((p) => -p * length),
      frames,
      random,
    ),
    blend(
      progress.map((p) => (p - 1) * length),
      frames,
      random,
    ),
  ];
  const size = height * width * channels;
  const bytes = new Uint8Array(count * size);
  course.at.forEach((at, t) => {
    const frame = Math.round(Math.min(1, Math.max(0, at)) * (frames - 1));
    const target = bytes.subarray(t * size, (t + 1) * size);
    target.set(clip.frames.subarray(frame * size, (frame + 1) * size));
    for (const { pose, share } of blends) mix(target, clip.frames.subarray(pose * size), share[t] ?? 0);
  });
  const due = always ? course.due.map(() => true) : course.due;
  return {
    shape: [count, height, width, channels],
    mirror: clip.mirror,
    frames: bytes,
    windows: windowsOf(due, progress, frames, random),
  };
}

/** When the gesture begins, in windows: mostly in the first, else before it or after it. */
function startOf(random: Random): number {
  const kind = random.next();
  if (kind < 0.2) return random.between(-0.5, 0.2);
  return kind < 0.75 ? random.between(0.2, 0.9) : random.between(0.9, 1.6);
}

function withGesture(progress: readonly number[], frames: number, random: Random): Course {
  const before = fidget(progress.length, random);
  const after = fidget(progress.length, random);
  const step = 1 / (frames - 1);
  return {
    at: progress.map((p, t) => {
      if (p < -0.1) return Math.min(3, Math.abs(before?.[t] ?? 0)) * step;
      if (p > 1.1) return 1 - Math.min(3, Math.abs(after?.[t] ?? 0)) * step;
      return p;
    }),
    due: progress.map((p) => (p < NOT_YET || p > OVER ? false : p >= PLAIN && p <= JUST_NOW ? true : null)),
  };
}

/** How far it strays from its pose, in frames of the clip; null: it does not. */
function fidget(count: number, random: Random): number[] | null {
  if (random.next() >= FIDGETING) return null;
  return walk(count, 0.35, random);
}

function walk(count: number, step: number, random: Random): number[] {
  let at = 0;
  return Array.from({ length: count }, (_, t) => (t === 0 ? 0 : (at += step * random.normal())));
}

function withoutGesture(progress: readonly number[], frames: number, random: Random): Course {
  const due = progress.map(() => false);
  if (random.next() < 0.5) {
    const from = random.between(0.45, 0.7);
    const speed = random.next() < 0.7 ? 1 : 0;
    return { at: progress.map((p) => Math.max(from, from + speed * p)), due };
  }
  const pose = random.next();
  const strays = walk(progress.length, 0.6, random);
  return { at: strays.map((stray) => pose + stray / (frames - 1)), due };
}

/** @param since frames since the pause began; negative: it has not */
function blend(since: readonly number[], frames: number, random: Random): Blend {
  const pose = random.below(frames);
  const there = random.next() < BLENDED;
  const gap = random.between(0, 10);
  const length = random.between(2, 6);
  return {
    pose,
    share: since.map((t) => (there ? Math.min(1, Math.max(0, (t - gap) / length)) : 0)),
  };
}

function mix(target: Uint8Array, other: Uint8Array, share: number): void {
  if (share === 0) return;
  for (let i = 0; i < target.length; i++) {
    const own = target[i] as number;
    target[i] = Math.round(own + share * ((other[i] as number) - own));
  }
}

function windowsOf(
  due: readonly (boolean | null)[],
  progress: readonly number[],
  frames: number,
  random: Random,
): StretchWindow[] {
  const ends = due.flatMap((state, end) => (state !== null && end >= frames - 1 ? [end] : []));
  const of = (wanted: (end: number) => boolean): number[] => ends.filter(wanted);
  const before = (end: number): boolean => (progress[end] ?? 0) < NOT_YET;
  const groups = due.every((state) => state === due[0])
    ? [{ from: ends, count: WINDOWS }]
    : [
        { from: of((end) => due[end] === true), count: TAKEN.due },
        { from: of((end) => due[end] === false && before(end)), count: TAKEN.before },
        { from: of((end) => due[end] === false && !before(end)), count: TAKEN.after },
      ];
  const taken = groups.flatMap(({ from, count }) =>
    from.length === 0 ? [] : Array.from({ length: count }, () => from[random.below(from.length)] as number),
  );
  const pool = of((end) => due[end] === true);
  while (taken.length < WINDOWS)
    taken.push(
      (pool.length > 0 ? pool : ends)[random.below((pool.length > 0 ? pool : ends).length)] as number,
    );
  return taken.map((end) => ({ end, due: due[end] === true }));
}

/** Whether nothing moves in a clip, as where a class is a pose that is held. */
export function isStill(clip: Pick<KeptClip, 'shape' | 'frames'>): boolean {
  const first = cells(clip, 0);
  for (let t = 1; t < clip.shape[0]; t++) {
    const change = cells(clip, t).map((value, i) => value - (first[i] as number));
    // Light that comes and goes changes all cells alike.
    const all = change.reduce((sum, value) => sum + value, 0) / change.length;
    if (change.some((value) => Math.abs(value - all) > STILL)) return false;
  }
  return true;
}

/** Mean bytes of a frame's cells. */
function cells(
  { shape: [, height, width, channels], frames }: Pick<KeptClip, 'shape' | 'frames'>,
  t: number,
): number[] {
  const sums = new Array<number>(CELLS * CELLS).fill(0);
  const counts = new Array<number>(CELLS * CELLS).fill(0);
  const from = t * height * width * channels;
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * CELLS) / height) * CELLS;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor((x * CELLS) / width);
      const at = from + (y * width + x) * channels;
      for (let c = 0; c < channels; c++) sums[cell] = (sums[cell] as number) + (frames[at + c] as number);
      counts[cell] = (counts[cell] as number) + channels;
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i] as number));
}
