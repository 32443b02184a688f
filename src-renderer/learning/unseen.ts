import type { Unseen } from '../../src-main/contract';
import { median } from '../../src-main/shared/median';
import { MAX_UNSEEN_UNITS, UNSEEN_PERCENT, UNSEEN_PERCENTS } from '../../src-main/shared/unseen-bounds';
import type { ClipRows } from './closed-form';
import { wholeMovement } from './movement';
import { steadyQuantile } from './quantile';
import { dot, Scatter, whitened, type Measure } from './scatter';

/** How much it counts that a state is like a movement that is none of the classes, against that it is like one of these. */
const AGAINST = 0.75;
/** Groups of clips, at most, that are left out one after another. */
const PARTS = 10;
/**
 * Where the threshold for what is refused by default usually lies. That of one model, of a hundred clips of a few people, is off by chance by about as
 * much as those of models differ; so it is halfway between the two, but moved no further than chance may have it.
 */
const USUAL_LIMIT = 0.95;
const MOST_MOVED = 1.12;
/** Digits that are kept of a number. */
const DIGITS = 5;

/**
 * How far hidden states lie from what a model has learnt, 0 to 2: 1 minus the cosine of the angle between them and the
 * nearest class mean, both seen from the state that an LSTM begins with (0), in coordinates in which clips of one class
 * spread alike in every direction. A gesture done faintly keeps its angle, so only another movement is far away; the further, the
 * nearer it is to movements that are made of the clips and are none of the classes.
 */
export function unseenDistance(
  { means, others = [], whitening }: Measure,
  values: ArrayLike<number>,
): number {
  const white = whitened(whitening, values);
  const length = Math.hypot(...white);
  if (!(length > 0)) return 1;
  const nearest = (to: readonly number[][]): number[] => to.map((mean) => dot(mean, white) / length);
  return Math.min(2, 1 - Math.max(...nearest(means)) + AGAINST * Math.max(0, ...nearest(others)));
}

/** What it takes to tell what a model has never seen. */
interface Learnt {
  unseen: Unseen;
  /** How far each clip that the model was kept from lies from what is known without those; absent: nothing is known of its class. */
  held: (number | undefined)[];
}

/**
 * What it takes to tell movements that a model has never seen, by the hidden states of clips, of varied copies
 * of them and of other movements that are made of them. The thresholds come from clips whose group was left out; those for streams from their copies too, since a window
 * seldom has a gesture in its very middle.
 * @param clips those that the model has learnt
 * @param held clips that it was kept from, which tell more of what a class is: where they lie further away than those left
 * out, all do
 * @param widening how much further clips that a model was kept from are known to lie, where there are none here
 * @returns null where there are too few clips, or more units than are kept
 */
export function learnUnseen(
  clips: readonly ClipRows[],
  classes: number,
  held: readonly ClipRows[] = [],
  widening = 1,
): Learnt | null {
  const units = clips[0]?.rows[0]?.values.length ?? 0;
  if (units === 0 || units > MAX_UNSEEN_UNITS) return null;
  const [learnt, all] = [new Scatter(units, classes), new Scatter(units, classes)];
  const kept = new Set(held);
  const parts = partsOf([...clips, ...held]).map((part) => {
    const own = part.filter((clip) => !kept.has(clip));
    const [ownScatter, scatter] = [Scatter.of(own, units, classes), Scatter.of(part, units, classes)];
    learnt.plus(ownScatter, 1);
    all.plus(scatter, 1);
    return { own, scatter };
  });
  const measure = all.measure();
  if (!measure) return null;
  const tried = parts.flatMap(({ own, scatter }) =>
    own.length > 0 ? leftOut(own, all.copy().plus(scatter, -1), classes).flat() : [],
  );
  const left = plainOf(tried);
  if (left.length === 0) return null;
  const triedHeld = held.length > 0 ? leftOut(held, learnt, classes) : [];
  const beyond = plainOf(triedHeld.flat());
  const wider = beyond.length === 0 ? widening : Math.max(1, (median(beyond) ?? 0) / (median(left) ?? 1));
  const widened = (distances: readonly number[]): number[] => distances.map((distance) => wider * distance);
  const distancesOf = (of: readonly Tried[]): number[] => of.map(({ distance }) => distance);
  const movement = wholeMovement([...clips, ...held].flatMap(({ moved }) => moved ?? []));
  const thresholds = thresholdsOf([...beyond, ...widened(left)]);
  const live = thresholdsOf([...distancesOf(triedHeld.flat()), ...widened(distancesOf(tried))]);
  const steadied = steadying(thresholds[UNSEEN_PERCENT] ?? 0);
  const unseen = {
    means: measure.means.map((mean) => mean.map(rounded)),
    ...(measure.others && { others: measure.others.map((other) => other.map(rounded)) }),
    whitening: measure.whitening.map(rounded),
    thresholds: thresholds.map(steadied),
    live: live.map(steadied),
    widening: rounded(wider),
    ...(movement !== null && { movement }),
  };
  return { unseen, held: triedHeld.map((rows) => plainOf(rows)[0]) };
}

/** How thresholds are moved, by where the one for what is refused by default lies. */
function steadying(limit: number): (threshold: number) => number {
  const wanted = Math.sqrt(USUAL_LIMIT / Math.max(limit, Number.EPSILON));
  const factor = Math.min(MOST_MOVED, Math.max(1 / MOST_MOVED, wanted));
  return (threshold) => rounded(Math.min(2, factor * threshold));
}

/** Beyond which 0, 1, 2 … percent of distances lie. */
function thresholdsOf(distances: readonly number[]): number[] {
  const sorted = distances.toSorted((a, b) => a - b);
  const thresholds = Array.from({ length: UNSEEN_PERCENTS + 1 }, (_, percent) =>
    steadyQuantile(sorted, 1 - percent / 100),
  );
  // Of few, one that is steady may lie above one that is not.
  return thresholds.map((_, percent) => rounded(Math.min(2, Math.max(...thresholds.slice(percent)))));
}

/**
 * The share of gestures that a model knows that look as unusual in a stream as a window or more; 1 where more than the least
 * usual of them do. Of a window that is looked at in several ways, the most usual one counts. Null where it is not known.
 * @param states hidden states of the window, one or several
 */
export function typicality(unseen: Unseen, states: readonly ArrayLike<number>[]): number | null {
  const { live } = unseen;
  if (!live || states.length === 0) return null;
  return shareBeyond(live, Math.min(...states.map((values) => unseenDistance(unseen, values))));
}

/** The same of a clip that lies so far away, by what clips that a model was kept from were to it. */
export const clipTypicality = ({ thresholds }: Unseen, distance: number): number =>
  shareBeyond(thresholds, distance);

/** The share of distances, of which 0, 1, 2 … percent lie beyond these thresholds, that are as great or greater. */
function shareBeyond(thresholds: readonly number[], distance: number): number {
  const within = thresholds.findIndex((threshold) => distance > threshold);
  if (within < 0) return 1;
  if (within === 0) return 0;
  const [far = 0, near = 0] = [thresholds[within - 1], thresholds[within]];
  return (within - (distance - near) / (far - near)) / 100;
}

/** How far a clip lies, as it was recorded or varied. */
interface Tried {
  plain: boolean;
  distance: number;
}

const plainOf = (tried: readonly Tried[]): number[] =>
  tried.flatMap(({ plain, distance }) => (plain ? [distance] : []));

/** Of each clip, distances as it was recorded and of varied copies of it, where its class is known without it. */
function leftOut(members: readonly ClipRows[], rest: Scatter, classes: number): Tried[][] {
  const measure = rest.measure();
  if (!measure) return members.map(() => []);
  return members.map(({ rows }) =>
    rows.flatMap(({ label, values, plain, window = false }) =>
      !window && label < classes && rest.knows(label)
        ? [{ plain, distance: unseenDistance(measure, values) }]
        : [],
    ),
  );
}

/** Sessions, where there are several; else clips by turns. At most so many parts. */
function partsOf(clips: readonly ClipRows[]): ClipRows[][] {
  const sessions = [...new Set(clips.map(({ group }) => group))];
  const parts = Array.from({ length: PARTS }, (): ClipRows[] => []);
  const turns = new Map<number, number>();
  for (const clip of clips) {
    const label = clip.rows[0]?.label ?? 0;
    const turn = turns.get(label) ?? 0;
    turns.set(label, turn + 1);
    parts[(sessions.length > 1 ? sessions.indexOf(clip.group) : turn) % PARTS]?.push(clip);
  }
  return parts.filter((part) => part.length > 0);
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
