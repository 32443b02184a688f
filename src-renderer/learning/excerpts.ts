import type { CaptureSettings, GestureClass, Stretch as RecordedStretch } from '../../src-main/contract';
import type { KeptClip } from './clips';
import { isNone } from './none-class';
import type { Random } from './random';
import type { Rehearsal } from './rehearsal';
import { JUST_NOW, NOT_YET, OVER, PLAIN, stretchFrames, windowsOf, type Stretch } from './stretches';

/** Where an excerpt of a recorded stretch begins, in frames, and what is due in a window that ends with each of its frames. */
export interface ExcerptPlan {
  from: number;
  /** The class whose gesture is made in it; null: none is. */
  classId: string | null;
  /** How far that gesture has come, 0 to 1 while it is made. */
  progress: number[];
  /** Null: it is not clear. */
  due: (boolean | null)[];
}

/** A piece of a stretch that a person recorded and marked, as long as one that is made of a clip. */
export interface Excerpt extends Omit<ExcerptPlan, 'from'>, Pick<KeptClip, 'shape' | 'mirror' | 'frames'> {}

type Marks = Pick<RecordedStretch, 'events' | 'unknown' | 'seconds'>;

/** In the excerpt, a gesture ends somewhere from here to its end, in windows, so that windows see it whole and over. */
const ENDS = { least: 1.1, most: 2.1 };
/** Excerpts of pauses for each gesture, and for each movement that is no class. */
const PAUSES = 1;
/** Windows of an excerpt of a pause that must be clear. */
const LEAST_CLEAR = 4;

/**
 * What is learnt from a stretch: an excerpt around each gesture, around each movement that is no class, and as many of what is
 * between. While another gesture than the excerpt's own is made, it is not clear what is due.
 */
export function planExcerpts(
  { events, unknown, seconds }: Marks,
  classes: readonly GestureClass[],
  { frames, fps }: Pick<CaptureSettings, 'frames' | 'fps'>,
  random: Random,
): ExcerptPlan[] {
  const total = Math.floor(seconds * fps);
  const count = stretchFrames(frames);
  if (total < count) return [];
  const known = new Set(classes.filter((each) => !isNone(each)).map(({ id }) => id));
  const none = new Set(classes.filter(isNone).map(({ id }) => id));
  // A gesture of a class that the model is not to know may look like one that it knows.
  const gestures = events.filter((each) => !none.has(each.class));
  const others = [...unknown, ...events.filter((each) => none.has(each.class))];
  const within = (from: number): number => Math.max(0, Math.min(total - count, Math.round(from)));
  const courseOf = ({ start, end }: { start: number; end: number }, from: number): number[] =>
    Array.from({ length: count }, (_, t) => ((from + t) / fps - start) / Math.max(0.1, end - start));
  const plan = (from: number, own: Marks['events'][number] | null): ExcerptPlan => {
    const progress = own ? courseOf(own, from) : new Array<number>(count).fill(-1);
    const unclear = gestures.filter((each) => each !== own).map((each) => courseOf(each, from));
    const due = progress.map((p, t) => {
      if (unclear.some((course) => (course[t] ?? -1) >= NOT_YET && (course[t] ?? -1) <= OVER)) return null;
      if (p < NOT_YET || p > OVER) return false;
      return p >= PLAIN && p <= JUST_NOW ? true : null;
    });
    return { from, classId: own?.class ?? null, progress, due };
  };
  const clear = ({ due }: ExcerptPlan): number =>
    due.slice(frames - 1).filter((each) => each !== null).length;
  const made = gestures
    .filter((each) => known.has(each.class))
    .map((each) => plan(within(each.end * fps - frames * random.between(ENDS.least, ENDS.most)), each));
  const strayed = others.map(({ start, end }) =>
    plan(within(((start + end) / 2) * fps - frames * random.between(ENDS.least, ENDS.most)), null),
  );
  const pauses = Array.from({ length: PAUSES * Math.max(1, made.length) }, () =>
    plan(within(random.between(0, total - count)), null),
  );
  return [...made, ...strayed, ...pauses].filter((each) => clear(each) >= LEAST_CLEAR);
}

/** An excerpt as it is learnt from: some of its windows, by chance. */
export function drawExcerpt(
  { shape, mirror, frames, due, progress }: Excerpt,
  windowFrames: number,
  random: Random,
): Stretch {
  return { shape, mirror, frames, windows: windowsOf(due, progress, windowFrames, random) };
}

/**
 * An excerpt as something that has been seen, with what was done in it; null where a gesture is made in it that is not its own, of which
 * too little is known here to tell what is right.
 */
export function rehearsalOf(
  { classId, progress, due, shape: [, height, width], mirror, frames }: Excerpt,
  classes: readonly Pick<GestureClass, 'id'>[],
  fps: number,
): Rehearsal | null {
  const isOwn = (p: number): boolean => p >= NOT_YET && p <= OVER;
  if (due.some((each, t) => each === null && !(classId !== null && isOwn(progress[t] ?? -1)))) return null;
  const size = 3 * height * width;
  const pictures = due.map((_, t) => frames.slice(t * size, (t + 1) * size));
  const index = classes.findIndex(({ id }) => id === classId);
  const [first = 0, second = 1] = progress;
  // It goes on evenly.
  const at = (p: number): number => (p - first) / ((second - first) * fps);
  const gestures = index < 0 ? [] : [{ index, start: at(0), end: at(1) }];
  return { width, height, mirror, pictures, gestures, unknown: [] };
}
