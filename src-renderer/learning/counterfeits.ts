import type { CounterfeitKind } from '../../src-main/shared/counterfeit-kinds';
import type { KeptClip } from './clips';
import { Random } from './random';
import { wandering } from './wandering';

const TURNS: Partial<Record<CounterfeitKind, number>> = { quarter: 1, half: 2, 'three-quarters': 3 };

/** Which of `count` frames is shown as frame `t`. */
type Order = (t: number, count: number) => number;

const ORDERS: Partial<Record<CounterfeitKind, Order>> = {
  backwards: (t, count) => count - 1 - t,
  'taken-back': (t, count) => Math.min(t, count - 1 - t),
  'done-again': (t, count) => Math.max(t, count - 1 - t),
};

/**
 * A clip of a movement that was made of one of a gesture.
 * @param seed of chance, where what wanders is made
 */
export function counterfeit(clip: KeptClip, kind: CounterfeitKind, seed = 0): KeptClip {
  return { ...clip, frames: framesOf(clip, kind, seed), surroundings: undefined };
}

function framesOf(clip: KeptClip, kind: CounterfeitKind, seed: number): Uint8Array<ArrayBuffer> {
  if (kind === 'wandering') return wandering(clip, new Random(seed));
  const order = ORDERS[kind];
  return order ? inOrder(clip, order) : turnedBy(clip, TURNS[kind] ?? 0);
}

function inOrder({ shape, frames }: KeptClip, order: Order): Uint8Array<ArrayBuffer> {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const out = new Uint8Array(frames.length);
  for (let t = 0; t < count; t++) {
    const from = order(t, count);
    out.set(frames.subarray(from * size, (from + 1) * size), t * size);
  }
  return out;
}

/** Each picture's centre square turned by so many quarters; what is beside the square stays, as no network sees it. */
function turnedBy({ shape, frames }: KeptClip, quarters: number): Uint8Array<ArrayBuffer> {
  const [count, height, width, channels] = shape;
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const out = frames.slice();
  const last = side - 1;
  for (let t = 0; t < count; t++)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [fromX = x, fromY = y] =
          quarters === 1 ? [y, last - x] : quarters === 2 ? [last - x, last - y] : [last - y, x];
        const to = ((t * height + top + y) * width + left + x) * channels;
        const from = ((t * height + top + fromY) * width + left + fromX) * channels;
        for (let c = 0; c < channels; c++) out[to + c] = frames[from + c] as number;
      }
  return out;
}
