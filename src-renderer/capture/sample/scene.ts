import { drawArm, type Context, type HandShape } from './hand';
import type { Look } from './look';
import type { HandPosition } from './motion';
import { drawPerson } from './person';
import { Mulberry32, wander } from './mulberry32';
import { drawMovement, drawRoom } from './room';

/** All there is to one picture of the sample camera. */
export interface SceneState {
  look: Look;
  /** What {@link paintRoom} made of the look, at the picture's size. */
  room: OffscreenCanvas;
  /** Grain to lay over the picture; see {@link paintGrain}. */
  grain: OffscreenCanvas;
  hand: HandPosition;
  shape: HandShape;
  /** Seconds since the session began. */
  t: number;
}

/** Fine grey noise, as of a cheap sensor; drawn over the picture at a new offset each frame. */
export function paintGrain(seed: number, side = 256): OffscreenCanvas {
  const canvas = new OffscreenCanvas(side, side);
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (!ctx) return canvas;
  const random = new Mulberry32(seed ^ 0x6ea1);
  const image = ctx.createImageData(side, side);
  const { data } = image;
  for (let at = 0; at < data.length; at += 4) {
    const level = random.next() * 255;
    data[at] = level;
    data[at + 1] = level;
    data[at + 2] = level;
    data[at + 3] = 13;
  }
  ctx.putImageData(image, 0, 0);
  return canvas;
}

/**
 * Draws one picture of `width` × `height` pixels, as a camera sees it: unmirrored, so that the page's mirrored preview
 * shows the gesture in the direction its name says.
 */
export function drawScene(ctx: Context, state: SceneState, width: number, height: number): void {
  const { look, t } = state;
  const aspect = width / height;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  drawRoom(ctx, state.room, look, height, t);
  ctx.setTransform(-height, 0, 0, height, width / 2, height / 2);
  drawMovement(ctx, look, aspect, t);
  drawPerson(ctx, look, t);
  drawArm(ctx, state.hand, state.shape, look, aspect);
  drawLight(ctx, look, aspect, t);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  const random = new Mulberry32(Math.floor(t * 1000));
  const side = state.grain.width;
  const dx = Math.floor(random.next() * side);
  const dy = Math.floor(random.next() * side);
  for (let y = -dy; y < height; y += side) {
    for (let x = -dx; x < width; x += side) ctx.drawImage(state.grain, x, y);
  }
}

/** Brightness, colour temperature and the slight flicker of a room's light, as one veil over the picture. */
function drawLight(ctx: Context, look: Look, aspect: number, t: number): void {
  const { brightness, warmth } = look.light;
  const level = brightness + 0.025 * wander(look.seed + 80, t, 2);
  const warm = 0.11 * Math.abs(warmth);
  const veil = Math.abs(1 - level);
  const tint = warmth > 0 ? [255, 154, 60] : [90, 160, 255];
  const shade = level < 1 ? [11, 13, 26] : [255, 255, 255];
  const mixed = tint.map(
    (value, index) => (value * warm + (shade[index] ?? 0) * veil) / (warm + veil + 1e-6),
  );
  ctx.fillStyle = `rgb(${mixed.map(Math.round).join(' ')} / ${(warm + veil).toFixed(3)})`;
  ctx.fillRect(-aspect / 2, -0.5, aspect, 1);
}
