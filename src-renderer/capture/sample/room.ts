import type { Context } from './hand';
import type { Look } from './look';
import { Mulberry32, wander } from './mulberry32';

/** How much larger than the picture the painted room is, so that the camera can drift over it. */
const MARGIN = 0.06;

/** Paints what stands still behind the person, a little out of focus. Costs a few ms; do it once a session. */
export function paintRoom(look: Look, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(
    Math.ceil(width * (1 + 2 * MARGIN)),
    Math.ceil(height * (1 + 2 * MARGIN)),
  );
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (!ctx) return canvas;
  const w = canvas.width / canvas.height;
  // As the camera sees it, like the whole picture: x runs the other way than on screen.
  ctx.setTransform(-canvas.height, 0, 0, canvas.height, canvas.width, 0);
  const { wall, wallShade, accent, second } = look.room;
  const light = ctx.createLinearGradient(look.light.from > 0 ? w : 0, 0, look.light.from > 0 ? 0 : w, 1);
  light.addColorStop(0, wall);
  light.addColorStop(1, wallShade);
  ctx.fillStyle = light;
  ctx.fillRect(0, 0, w, 1);
  const random = new Mulberry32(look.seed ^ 0x5eed);
  const left = random.chance(0.5);
  drawWindow(ctx, left ? 0.05 * w : 0.63 * w, random.between(0.08, 0.16), 0.32 * w, look);
  drawShelf(ctx, left ? 0.62 * w : 0.06 * w, random.between(0.2, 0.3), 0.32 * w, random, [
    accent,
    second,
    wallShade,
  ]);
  drawFrame(ctx, left ? 0.66 * w : 0.1 * w, 0.45, random, accent, second);
  // Blurred once as a whole: a filter on each of its shapes would cost as much for every one of them.
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.filter = `blur(${(canvas.height / 150).toFixed(1)}px)`;
  ctx.drawImage(canvas, 0, 0);
  ctx.filter = 'none';
  return canvas;
}

function drawWindow(ctx: Context, x: number, y: number, width: number, look: Look): void {
  const night = look.light.brightness < 0.85;
  const sky = ctx.createLinearGradient(0, y, 0, y + 0.5);
  sky.addColorStop(0, night ? '#26344f' : '#a9d3ef');
  sky.addColorStop(1, night ? '#5a5570' : '#eef4ec');
  ctx.fillStyle = '#f4f0e8';
  ctx.fillRect(x - 0.02, y - 0.02, width + 0.04, 0.54);
  ctx.fillStyle = sky;
  ctx.fillRect(x, y, width, 0.5);
  ctx.fillStyle = night ? '#33394a' : '#8fb08a';
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, 0.5);
  ctx.clip();
  ctx.beginPath();
  ctx.ellipse(x + width * 0.3, y + 0.5, width * 0.4, 0.12, 0, Math.PI, 2 * Math.PI);
  ctx.ellipse(x + width * 0.8, y + 0.5, width * 0.3, 0.17, 0, Math.PI, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
  ctx.fillStyle = '#f4f0e8';
  ctx.fillRect(x + width / 2 - 0.009, y, 0.018, 0.5);
  ctx.fillRect(x, y + 0.24, width, 0.016);
}

function drawShelf(
  ctx: Context,
  x: number,
  y: number,
  width: number,
  random: Mulberry32,
  colours: readonly [string, string, string],
): void {
  let at = x + 0.02;
  while (at < x + width * 0.72) {
    const thick = random.between(0.018, 0.038);
    const tall = random.between(0.09, 0.15);
    ctx.fillStyle = random.pick(colours);
    ctx.fillRect(at, y - tall, thick, tall);
    ctx.fillStyle = 'rgb(0 0 0 / 0.18)';
    ctx.fillRect(at + thick * 0.8, y - tall, thick * 0.2, tall);
    at += thick + 0.003;
  }
  ctx.fillStyle = '#8a6a4c';
  ctx.fillRect(x, y, width, 0.022);
  ctx.fillStyle = 'rgb(0 0 0 / 0.15)';
  ctx.fillRect(x, y + 0.022, width, 0.02);
}

function drawFrame(
  ctx: Context,
  x: number,
  y: number,
  random: Mulberry32,
  accent: string,
  second: string,
): void {
  const size = random.between(0.17, 0.24);
  ctx.fillStyle = '#fbf7ef';
  ctx.fillRect(x, y, size * 1.1, size);
  ctx.fillStyle = second;
  ctx.fillRect(x + 0.018, y + 0.018, size * 1.1 - 0.036, size - 0.036);
  ctx.fillStyle = accent;
  ctx.beginPath();
  ctx.arc(x + size * random.between(0.4, 0.7), y + size * 0.55, size * 0.22, 0, 2 * Math.PI);
  ctx.fill();
}

/** Draws the standing room with the camera's drift at time `t` (seconds), pixel for pixel. */
export function drawRoom(ctx: Context, room: OffscreenCanvas, look: Look, height: number, t: number): void {
  const margin = MARGIN * height;
  const dx = Math.round(-margin * (1 + 0.9 * wander(look.seed + 1, t, 0.35)));
  const dy = Math.round(-margin * (1 + 0.9 * wander(look.seed + 2, t, 0.3)));
  ctx.drawImage(room, dx, dy);
}

/**
 * Draws what moves in the room at time `t` (seconds): soft lights passing over the wall, and a plant in the draught.
 * One unit of the context is the picture's height.
 */
export function drawMovement(ctx: Context, look: Look, aspect: number, t: number): void {
  for (const index of [0, 1, 2]) {
    const x = aspect * 0.55 * wander(look.seed + 10 + index, t, 0.6);
    const y = 0.3 * wander(look.seed + 20 + index, t, 0.5) - 0.1;
    const radius = 0.16 + 0.05 * index;
    const glow = ctx.createRadialGradient(x, y, 0, x, y, radius);
    glow.addColorStop(0, index === 1 ? 'rgb(0 0 0 / 0.14)' : 'rgb(255 244 214 / 0.2)');
    glow.addColorStop(1, 'rgb(255 244 214 / 0)');
    ctx.fillStyle = glow;
    ctx.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
  drawPlant(ctx, look, aspect, t);
}

function drawPlant(ctx: Context, look: Look, aspect: number, t: number): void {
  const random = new Mulberry32(look.seed ^ 0x1eaf);
  const side = random.chance(0.5) ? 1 : -1;
  const x = side * aspect * random.between(0.4, 0.46);
  ctx.lineCap = 'round';
  for (let leaf = 0; leaf < 7; leaf++) {
    const sway = 0.14 * wander(look.seed + 40 + leaf, t, 1.3);
    ctx.save();
    ctx.translate(x, 0.36);
    ctx.rotate((leaf - 3) * 0.33 + sway);
    ctx.fillStyle = leaf % 2 ? '#4c7f52' : '#3a6844';
    ctx.beginPath();
    ctx.ellipse(0, -0.15, 0.028, 0.14, 0, 0, 2 * Math.PI);
    ctx.fill();
    ctx.restore();
  }
  ctx.fillStyle = look.room.accent;
  ctx.beginPath();
  ctx.moveTo(x - 0.09, 0.34);
  ctx.lineTo(x + 0.09, 0.34);
  ctx.lineTo(x + 0.065, 0.55);
  ctx.lineTo(x - 0.065, 0.55);
  ctx.fill();
}
