import { LONGEST_GESTURE, type GestureLength } from '../../src-main/shared/gesture-length';
import { median } from '../../src-main/shared/median';

/** Movement is smoothed over so many frames on either side: in single ones, noise and flicker count for much. */
const SMOOTHED = 1;
/** Of a video, the share that is taken to be its quietest, and the frames in which most moves. */
const QUIETEST = 0.1;
const LIVELIEST = 5;
/** A video in which most is less than so many times the least moves evenly: nothing in it is before or after. */
const EVENLY = 2;
/** Something moves where there is so much of what lies between the least and the most. */
const MOVES = 0.2;
/** A pause within a gesture is no longer than this, in seconds. */
const PAUSE = 0.5;
/** Of the movement at either end, so much is a fidget that leads to the gesture or from it. */
const FIDGET = 0.03;
/** Where nothing moves more than so much of what does in other videos, there is only noise. */
const NOISE = 1 / 3;
/** Of the videos of a class that were looked at, the share that must tell how long their gestures are. */
const TELLING = 0.5;

/** How much each frame of a video differs from the one before it, and the class that it goes to. */
export interface MovedVideo {
  className: string;
  moved: readonly number[];
}

/** How much moves in a video, by what is usual in it. */
interface Liveliness {
  moved: readonly number[];
  least: number;
  most: number;
}

/** How long the gestures of each class usually last: the median of its videos. Classes that do not tell are left out. */
export function gestureLengths(videos: readonly MovedVideo[], fps: number): GestureLength[] {
  const extents = gestureExtents(
    videos.map(({ moved }) => moved),
    fps,
  );
  const names = [...new Set(videos.map(({ className }) => className))].sort();
  return names.flatMap((name) => {
    const all = extents.filter((_, index) => videos[index]?.className === name);
    const told = all.flatMap((extent) => (extent === null || extent > LONGEST_GESTURE * fps ? [] : extent));
    const usual = median(told);
    return usual === null || told.length < TELLING * all.length ? [] : [{ name, seconds: usual / fps }];
  });
}

/**
 * How long the gesture of each video is, in frames, by how much each frame differs from the one before it; null where
 * nothing moves but noise. A video that moves evenly is a gesture from beginning to end.
 */
export function gestureExtents(videos: readonly (readonly number[])[], fps: number): (number | null)[] {
  const lively = videos.map(livelinessOf);
  const usual = median(lively.map(({ most }) => most)) ?? 0;
  return lively.map((video) => (video.most > 0 && video.most >= NOISE * usual ? extentOf(video, fps) : null));
}

function livelinessOf(differences: readonly number[]): Liveliness {
  // What led to the first frame is not seen.
  const moved = smoothed(differences.slice(1));
  const sorted = moved.toSorted((a, b) => a - b);
  const liveliest = sorted.slice(-LIVELIEST);
  return {
    moved,
    least: sorted[Math.floor(QUIETEST * sorted.length)] ?? 0,
    most: sum(liveliest) / Math.max(1, liveliest.length),
  };
}

function extentOf({ moved, least, most }: Liveliness, fps: number): number {
  if (most < EVENLY * least) return moved.length + 1;
  const above = moved.map((value) => Math.max(0, value - least - MOVES * (most - least)));
  const movements = movementsOf(above, Math.round(PAUSE * fps));
  const largest = movements.reduce((a, b) => (sum(b) > sum(a) ? b : a), []);
  // A movement from one frame to the next takes two.
  return withoutFidgets(largest).length + 1;
}

/** Parts in which something moves, with pauses of no more than so many frames in them. */
function movementsOf(above: readonly number[], pause: number): number[][] {
  const movements: number[][] = [];
  let stood = Infinity;
  for (const value of above) {
    const current = movements.at(-1);
    if (value <= 0) stood += 1;
    else {
      if (current && stood <= pause) current.push(...Array<number>(stood).fill(0), value);
      else movements.push([value]);
      stood = 0;
    }
  }
  return movements;
}

function withoutFidgets(movement: readonly number[]): readonly number[] {
  const spared = FIDGET * sum(movement);
  const begins = (values: readonly number[]): number => {
    let passed = 0;
    return Math.max(
      0,
      values.findIndex((value) => (passed += value) > spared),
    );
  };
  return movement.slice(begins(movement), movement.length - begins(movement.toReversed()));
}

const smoothed = (values: readonly number[]): number[] =>
  values.map((_, index) => {
    const around = values.slice(Math.max(0, index - SMOOTHED), index + SMOOTHED + 1);
    return sum(around) / around.length;
  });

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
