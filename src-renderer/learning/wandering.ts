import { backdropOf } from './backdrop';
import type { KeptClip } from './clips';
import type { Random } from './random';

/** Half of its height, in heights of the picture, and how much taller than wide it may be, or wider than tall. */
const RADIUS = { least: 0.04, most: 0.2 };
const STRETCHED = Math.log(1.6);
/** Around where it swings, and how far, in widths and heights of the picture; how often in a clip. */
const MIDDLE = { least: 0.2, most: 0.8 };
const SWING = { least: 0, most: 0.4 };
const TURNS = { least: 0.25, most: 1.75 };
/** This much of it, from its edge inwards, shows what is behind it. */
const EDGE = 0.25;

/** Pictures in which something round swings about before a clip's first picture, or before what stands still in the clip. */
export function wandering(clip: KeptClip, random: Random): Uint8Array<ArrayBuffer> {
  const [count, height, width, channels] = clip.shape;
  const size = height * width * channels;
  const radius = height * random.between(RADIUS.least, RADIUS.most);
  const taller = Math.exp(random.between(-STRETCHED, STRETCHED));
  const reach = { x: radius / taller, y: radius * taller };
  const colour = Array.from({ length: channels }, () => random.between(0, 255));
  const [across, down] = [swing(width, random), swing(height, random)];
  const behind = random.next() < 0.5 ? clip.frames.subarray(0, size) : backdropOf(clip).bytes;
  const frames = new Uint8Array(count * size);
  for (let t = 0; t < count; t++) {
    const out = frames.subarray(t * size, (t + 1) * size);
    out.set(behind);
    const share = t / Math.max(1, count - 1);
    const at = { x: across(share), y: down(share) };
    for (let y = first(at.y - reach.y); y <= last(at.y + reach.y, height); y++)
      for (let x = first(at.x - reach.x); x <= last(at.x + reach.x, width); x++) {
        const inside = 1 - Math.hypot((x - at.x) / reach.x, (y - at.y) / reach.y);
        if (inside <= 0) continue;
        const shown = Math.min(1, inside / EDGE);
        const pixel = (y * width + x) * channels;
        colour.forEach((value, c) => {
          const own = out[pixel + c] as number;
          out[pixel + c] = Math.round(own + shown * (value - own));
        });
      }
  }
  return frames;
}

const first = (from: number): number => Math.max(0, Math.ceil(from));
const last = (to: number, count: number): number => Math.min(count - 1, Math.floor(to));

/** Where along one side something is that swings, by the share of the clip that has gone by. */
function swing(length: number, random: Random): (share: number) => number {
  const middle = length * random.between(MIDDLE.least, MIDDLE.most);
  const far = length * random.between(SWING.least, SWING.most);
  const turns = random.between(TURNS.least, TURNS.most);
  const from = random.next();
  return (share) => middle + far * Math.sin(2 * Math.PI * (from + turns * share));
}
