import type { CaptureSettings } from '../../src-main/contract';
import type { Stretch } from './clip-builder';
import { framesOf, type ShownPicture } from './footage-clock';
import { isLong } from './spans';

/** Movement is looked for in pictures of this side, in pixels. */
const SIDE = 32;
/** Two windows are alike where one has at least so much of the other's movement. */
const ALIKE = 0.98;
/** Frames on either side of one that show whether it belongs to a movement, also where every second one stands still. */
const BESIDE = 2;

/**
 * Number of the first frame of the window of `frames` frames in which most moves, that movement in its middle; of several
 * that are alike the last one, or that nearest the middle. `moved` is how much each frame differs from the one before
 * it; there must be a window's worth.
 */
export function liveliestStart(
  moved: readonly number[],
  frames: number,
  alike: 'last' | 'middle' = 'last',
): number {
  const last = moved.length - frames;
  // What led to the first frame of a window is not seen in it.
  const sums = [moved.slice(1, frames).reduce((a, b) => a + b, 0)];
  for (let start = 1; start <= last; start++) {
    sums.push((sums[start - 1] ?? 0) + (moved[start + frames - 1] ?? 0) - (moved[start] ?? 0));
  }
  const best = sums.reduce((a, b) => Math.max(a, b), 0) * (alike === 'middle' ? ALIKE : 1);
  const starts = sums.flatMap((sum, start) => (sum >= best ? [start] : []));
  const off = (start: number): number => Math.abs(start - last / 2);
  const found =
    alike === 'last'
      ? (starts.at(-1) ?? 0)
      : starts.reduce((a, b) => (off(b) < off(a) ? b : a), starts[0] ?? 0);
  const within = moved.slice(found + 1, found + frames);
  const total = within.reduce((a, b) => a + b, 0);
  const centre = within.reduce((weighted, value, index) => weighted + value * (index + 1), 0) / total;
  const shift = total > 0 ? Math.round(centre - frames / 2) : 0;
  return Math.min(last, Math.max(0, found + shift));
}

/** The part of some footage that one clip is taken from: of what is long, that in which most moves. */
export async function clipsPart(
  { whole, shown }: { whole: Stretch; shown: () => AsyncIterable<ShownPicture> },
  capture: CaptureSettings,
): Promise<Stretch> {
  if (capture.frames === 1 || !isLong(whole.to - whole.from, capture)) return whole;
  const found = await liveliestStretch(shown(), capture);
  return found ? { from: whole.from + found.from, to: whole.from + found.to } : whole;
}

/**
 * The stretch of `frames / fps` seconds of some footage in which most moves, in seconds from its beginning; null where
 * nothing moves, or where it is shorter than that.
 */
async function liveliestStretch(
  footage: AsyncIterable<ShownPicture>,
  { frames, fps }: CaptureSettings,
): Promise<Stretch | null> {
  const moved = await movedIn(footage, fps);
  if (moved.length < frames || moved.every((value) => value === 0)) return null;
  const from = liveliestStart(moved, frames, 'middle') / fps;
  return { from, to: from + frames / fps };
}

/** How much each frame of some footage differs from the one before it, cuts apart; 0 for the first. */
export async function movedIn(
  footage: AsyncIterable<ShownPicture>,
  fps: number,
  difference: (now: Uint8Array, before: Uint8Array) => number = differenceOf,
): Promise<number[]> {
  const small = { frames: 1, fps, width: SIDE, height: SIDE, mirror: false };
  const moved: number[] = [];
  let before: Uint8Array | null = null;
  for await (const { rgb, dropped } of framesOf(footage, small)) {
    for (let missing = 0; missing < dropped; missing++) moved.push(0);
    moved.push(before ? difference(rgb, before) : 0);
    before = rgb.slice();
  }
  return withoutCuts(moved);
}

/** A cut makes one picture differ from the one before far more than those around it do; a movement does not. */
function withoutCuts(moved: readonly number[]): number[] {
  return moved.map((value, index) => {
    const beside = [
      ...moved.slice(Math.max(0, index - BESIDE), index),
      ...moved.slice(index + 1, index + 1 + BESIDE),
    ];
    return Math.min(value, Math.max(0, ...beside));
  });
}

/** How much the greens of two pictures of one size differ, in all. */
export function differenceOf(now: Uint8Array, before: Uint8Array): number {
  let sum = 0;
  for (let i = 1; i < now.length; i += 3) sum += Math.abs((now[i] ?? 0) - (before[i] ?? 0));
  return sum;
}

/** How much of two pictures differs by more than most of them does: light that flickers, or a camera that shakes, counts for little. */
export function localDifferenceOf(now: Uint8Array, before: Uint8Array): number {
  const differences = now.map((value, index) => Math.abs(value - (before[index] ?? 0)));
  const greens = differences.filter((_, index) => index % 3 === 1).sort();
  const usual = greens[greens.length >> 1] ?? 0;
  return greens.reduce((sum, value) => sum + Math.max(0, value - usual), 0);
}
