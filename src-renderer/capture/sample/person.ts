import type { Context } from './hand';
import type { Look } from './look';
import { wander } from './mulberry32';

/**
 * Draws the head and shoulders of the person whose hand it is, at time `t` in seconds.
 * One unit of the context is the picture's height.
 */
export function drawPerson(ctx: Context, look: Look, t: number): void {
  const side = look.hand === 'right' ? -1 : 1;
  const { skin, hair, sleeve } = look;
  ctx.save();
  ctx.translate(
    side * 0.2 + 0.015 * wander(look.seed + 60, t, 0.5),
    0.02 + 0.006 * wander(look.seed + 61, t, 0.8),
  );
  if (hair.long) {
    ctx.fillStyle = hair.colour;
    ctx.beginPath();
    ctx.ellipse(0, -0.02, 0.155, 0.23, 0, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.fillStyle = skin.shade;
  ctx.fillRect(-0.05, 0.08, 0.1, 0.16);
  ctx.fillStyle = sleeve.colour;
  ctx.beginPath();
  ctx.moveTo(-0.36, 0.65);
  ctx.bezierCurveTo(-0.36, 0.3, -0.24, 0.24, -0.08, 0.2);
  ctx.quadraticCurveTo(0, 0.27, 0.08, 0.2);
  ctx.bezierCurveTo(0.24, 0.24, 0.36, 0.3, 0.36, 0.65);
  ctx.fill();
  const shade = ctx.createLinearGradient(look.light.from * 0.3, 0, -look.light.from * 0.36, 0);
  shade.addColorStop(0, 'rgb(255 255 255 / 0.06)');
  shade.addColorStop(1, 'rgb(0 0 0 / 0.35)');
  ctx.fillStyle = shade;
  ctx.fill();
  ctx.rotate(0.05 * wander(look.seed + 62, t, 0.6));
  drawHead(ctx, look);
  ctx.restore();
}

function drawHead(ctx: Context, { skin, hair, light }: Look): void {
  ctx.fillStyle = skin.shade;
  ctx.beginPath();
  ctx.ellipse(-0.118, -0.02, 0.02, 0.032, 0, 0, 2 * Math.PI);
  ctx.ellipse(0.118, -0.02, 0.02, 0.032, 0, 0, 2 * Math.PI);
  ctx.fill();
  const face = ctx.createLinearGradient(light.from * 0.12, -0.1, -light.from * 0.12, 0.1);
  face.addColorStop(0, skin.light);
  face.addColorStop(0.5, skin.base);
  face.addColorStop(1, skin.shade);
  ctx.fillStyle = face;
  ctx.beginPath();
  ctx.ellipse(0, -0.02, 0.115, 0.15, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = hair.colour;
  ctx.beginPath();
  ctx.moveTo(-0.123, -0.03);
  ctx.bezierCurveTo(-0.15, -0.24, 0.15, -0.24, 0.123, -0.03);
  ctx.bezierCurveTo(0.115, -0.1, 0.06, -0.12, 0.02, -0.115);
  ctx.bezierCurveTo(-0.05, -0.11, -0.11, -0.1, -0.123, -0.03);
  ctx.fill();
  ctx.fillStyle = '#241b18';
  ctx.beginPath();
  ctx.ellipse(-0.045, -0.018, 0.01, 0.012, 0, 0, 2 * Math.PI);
  ctx.ellipse(0.045, -0.018, 0.01, 0.012, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.strokeStyle = hair.colour;
  ctx.lineWidth = 0.009;
  ctx.lineCap = 'round';
  ctx.beginPath();
  ctx.moveTo(-0.066, -0.048);
  ctx.quadraticCurveTo(-0.045, -0.06, -0.026, -0.05);
  ctx.moveTo(0.026, -0.05);
  ctx.quadraticCurveTo(0.045, -0.06, 0.066, -0.048);
  ctx.stroke();
  ctx.strokeStyle = skin.line;
  ctx.lineWidth = 0.007;
  ctx.beginPath();
  ctx.moveTo(-0.004, -0.005);
  ctx.quadraticCurveTo(0.016, 0.03, -0.004, 0.034);
  ctx.moveTo(-0.035, 0.066);
  ctx.quadraticCurveTo(0, 0.09, 0.035, 0.066);
  ctx.stroke();
}
