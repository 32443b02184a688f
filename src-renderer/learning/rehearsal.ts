import type { GestureClass, PreprocessSpec } from '../../src-main/contract';
import { labelsOf, type KeptClip } from './clips';
import { isNone } from './none-class';
import type { Random } from './random';
import { fidget, isStill, mix, NOT_YET, SPEED } from './stretches';

type Picture = Uint8Array<ArrayBuffer>;
interface Span {
  start: number;
  end: number;
}

/** Everyday use as a camera might have seen it: pictures at the clips' rate, and what is done in them when, in seconds. */
export interface Rehearsal {
  width: number;
  height: number;
  mirror: boolean;
  /** RGB bytes. */
  pictures: Picture[];
  /** `index` is that of the class. */
  gestures: (Span & { index: number })[];
  /** Movements that are no class. */
  unknown: Span[];
}

/** Gestures in all rehearsals: no more, so that they are soon over, and fewer where windows have many frames. */
const MOST = 16;
const FEWEST = 8;
const FRAMES = 640;
/** Frames of a gesture with the pause before it, in windows. */
const EACH = 2.2;
/** With so few clips each is made twice, in another order. */
const TWICE = 2;
/** How long hands rest between two movements, in windows, and at least, in seconds: an event may come that late. */
const PAUSE = { least: 0.75, most: 0.9 };
const LEAST_SECONDS = 1.2;
/** How long they take from one pose to the next, in windows. */
const CHANGE = { least: 0.125, most: 0.375 };
/** Share of the gestures before which another one is begun and taken back, or entered in its middle. */
const PROVOKED = 0.35;
const TAKEN_BACK = 0.5;
const LEAST_BEGUN = 0.25;
const MIDDLE = { least: 0.55, most: 0.7 };

/**
 * Puts clips together to rehearsals, one for each sitting, as one picture does not turn into another person's: hands rest,
 * fidget a little, and make one gesture after another, faster or slower; some are begun and taken back, others entered in
 * their middle, and what stands for no gesture is done in between. Clips in which nothing moves are left out: resting hands are
 * just that.
 * @returns with them, how many clips of gestures they are made of
 */
export function drawRehearsals(
  clips: readonly KeptClip[],
  spec: PreprocessSpec,
  classes: readonly GestureClass[],
  random: Random,
): { clips: number; rehearsals: Rehearsal[] } {
  const none = new Set(classes.filter(isNone).map(({ id }) => id));
  const moving = random.shuffled(clips).filter((clip) => !isStill(clip, spec));
  const most = Math.max(FEWEST, Math.min(MOST, Math.floor(FRAMES / (EACH * spec.frames))));
  const gestures = byTurns(moving.filter(({ classId }) => !none.has(classId))).slice(0, most);
  const others = moving.filter(({ classId }) => none.has(classId)).slice(0, gestures.length / 4);
  const rounds = Math.max(1, Math.min(TWICE, Math.floor(most / Math.max(1, gestures.length))));
  const rehearsals = Array.from(groupsBy([...gestures, ...others], sceneOf), (scene) => {
    const made = new Set(scene.filter(({ classId }) => !none.has(classId)));
    const order = Array.from({ length: rounds }, () => random.shuffled(scene)).flat();
    return made.size > 0 ? [film(order, made, spec, classes, random)] : [];
  }).flat();
  return { clips: gestures.length, rehearsals };
}

/** Clips of one sitting, as one camera saw them. */
export const sceneOf = ({ session, shape, mirror }: Pick<KeptClip, 'session' | 'shape' | 'mirror'>): string =>
  JSON.stringify([session, shape.slice(1), mirror]);

function groupsBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

/** One of each class, then another one of each, and so on. */
function byTurns(clips: readonly KeptClip[]): KeptClip[] {
  const groups = groupsBy(clips, ({ classId }) => classId);
  const turns = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => groups.flatMap((group) => group[turn] ?? [])).flat();
}

function film(
  order: readonly KeptClip[],
  made: ReadonlySet<KeptClip>,
  spec: PreprocessSpec,
  classes: readonly GestureClass[],
  random: Random,
): Rehearsal {
  const { frames, fps } = spec;
  const [first] = order;
  const [, height = 0, width = 0] = first?.shape ?? [];
  const pictures: Picture[] = [];
  const gestures: Rehearsal['gestures'] = [];
  const unknown: Span[] = [];
  const seen = new Map<KeptClip, Picture[]>();
  const shotsOf = (clip: KeptClip): Picture[] => {
    const shots = seen.get(clip) ?? rgbPictures(clip);
    seen.set(clip, shots);
    return shots;
  };
  const show = (clip: KeptClip, course: readonly number[]): Span => {
    const shots = shotsOf(clip);
    const start = pictures.length / fps;
    for (const at of course) {
      const shot = shots[Math.round(Math.min(1, Math.max(0, at)) * (shots.length - 1))];
      if (shot) pictures.push(shot);
    }
    return { start, end: pictures.length / fps };
  };
  /** Hands rest where they are, then come to the pose that the next movement begins with. */
  const pause = (before: { clip: KeptClip; pose: number } | null, clip: KeptClip, pose: number): void => {
    const rest = Math.max(LEAST_SECONDS * fps, frames * random.between(PAUSE.least, PAUSE.most));
    const resting = before ?? { clip, pose };
    const away = fidget(Math.round(rest), random);
    show(
      resting.clip,
      away.map((by) => (resting.pose < 0.5 ? resting.pose + by : resting.pose - by)),
    );
    const [from, to] = [pictures.at(-1), shotsOf(clip)[Math.round(pose * (shotsOf(clip).length - 1))]];
    const steps = Math.round(frames * random.between(CHANGE.least, CHANGE.most));
    for (let step = 1; from && to && step <= steps; step++) {
      const between = from.slice();
      mix(between, to, step / (steps + 1));
      pictures.push(between);
    }
  };
  let before: { clip: KeptClip; pose: number } | null = null;
  const move = (clip: KeptClip, course: readonly number[]): Span => {
    pause(before, clip, course[0] ?? 0);
    before = { clip, pose: course.at(-1) ?? 1 };
    return show(clip, course);
  };
  // Before the first window is full, nothing is answered.
  if (first) show(first, new Array<number>(frames).fill(0));
  for (const clip of order) {
    const whole = through(0, 1, paced(frames, random));
    const provoked = order[random.below(order.length)];
    if (provoked && random.next() < PROVOKED) unknown.push(move(provoked, provocation(frames, random)));
    const span = move(clip, whole);
    if (made.has(clip)) gestures.push({ index: labelsOf([clip], classes)[0] ?? 0, ...span });
    else unknown.push(span);
  }
  const last = order.at(-1);
  if (last) pause(before, last, 1);
  return { width, height, mirror: first?.mirror ?? false, pictures, gestures, unknown };
}

const paced = (frames: number, random: Random): number =>
  Math.round(frames / Math.exp(random.between(-1, 1) * Math.log(1 + SPEED)));

/** Where in a clip so many frames are that go from one place to another. */
const through = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, t) => from + ((to - from) * t) / Math.max(1, count - 1));

/** The course of a gesture that is begun only, or whose beginning is missing. */
function provocation(frames: number, random: Random): number[] {
  const length = paced(frames, random);
  if (random.next() < TAKEN_BACK) {
    const far = random.between(LEAST_BEGUN, NOT_YET);
    const way = through(0, far, Math.max(2, Math.round(far * length)));
    return [...way, ...way.toReversed()];
  }
  const from = random.between(MIDDLE.least, MIDDLE.most);
  return through(from, 1, Math.max(2, Math.round((1 - from) * length)));
}

/** Each frame of a clip as RGB bytes. */
function rgbPictures({ shape: [count, height, width, channels], frames }: KeptClip): Picture[] {
  const size = height * width * channels;
  return Array.from({ length: count }, (_, t) => {
    const own = frames.slice(t * size, (t + 1) * size);
    return channels === 3
      ? own
      : Uint8Array.from({ length: 3 * size }, (__, i) => own[Math.floor(i / 3)] ?? 0);
  });
}
