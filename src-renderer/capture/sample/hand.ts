import type { HandPosition } from './motion';
import type { Look, Skin } from './look';
import type { Mulberry32 } from './mulberry32';

/** Any 2D context: on screen or off. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The shape a hand is held in; each number in [0, 1]. `curl` runs from the index to the little finger. */
export interface HandShape {
  spread: number;
  curl: readonly [number, number, number, number];
  thumb: number;
}

/** Shapes people make these gestures with. */
export function drawShape(random: Mulberry32): HandShape {
  const spread = random.between(0.3, 1);
  const relaxed = random.between(0, 0.16);
  const open: HandShape = {
    spread,
    curl: [relaxed, relaxed, relaxed, relaxed * 1.4],
    thumb: random.between(0.5, 1),
  };
  const flat: HandShape = {
    spread: random.between(0, 0.15),
    curl: [0, 0, 0, 0.05],
    thumb: random.between(0.1, 0.5),
  };
  const two: HandShape = { spread: random.between(0.2, 0.6), curl: [0, 0, 1, 1], thumb: 0 };
  return random.pick([open, open, flat, two]);
}

/** In units of the hand's length, the wrist at the origin, fingers up, the thumb to the left. */
interface Finger {
  x: number;
  y: number;
  length: number;
  base: number;
  tip: number;
  rest: number;
  fan: number;
}

const fingers: readonly [Finger, Finger, Finger, Finger] = [
  { x: -0.142, y: -0.44, length: 0.41, base: 0.052, tip: 0.04, rest: -0.05, fan: -0.24 },
  { x: -0.047, y: -0.475, length: 0.46, base: 0.054, tip: 0.041, rest: -0.01, fan: -0.05 },
  { x: 0.05, y: -0.465, length: 0.43, base: 0.052, tip: 0.04, rest: 0.02, fan: 0.13 },
  { x: 0.138, y: -0.42, length: 0.34, base: 0.046, tip: 0.035, rest: 0.07, fan: 0.32 },
];

/** Draws the forearm, the sleeve and the hand over whatever is there. One unit of the context is the picture's height. */
export function drawArm(
  ctx: Context,
  position: HandPosition,
  shape: HandShape,
  look: Look,
  aspect: number,
): void {
  const side = look.hand === 'right' ? 1 : -1;
  const length = 0.45 * position.scale;
  const elbow = { x: side * (0.16 + 0.1 * aspect) + position.x * 0.45, y: 0.95 };
  const lean = Math.atan2(position.x - elbow.x, elbow.y - position.y);
  const angle = 0.55 * lean + position.angle;
  // The position is that of the palm's centre; the wrist lies 0.3 of a hand below it.
  const wrist = {
    x: position.x - 0.3 * length * Math.sin(angle),
    y: position.y + 0.3 * length * Math.cos(angle),
  };
  drawForearm(ctx, wrist, elbow, length, look);
  ctx.save();
  ctx.translate(wrist.x, wrist.y);
  ctx.rotate(angle);
  ctx.scale(length * side, length);
  drawHand(ctx, shape, look, side);
  ctx.restore();
}

interface Point {
  x: number;
  y: number;
}

function drawForearm(ctx: Context, wrist: Point, elbow: Point, length: number, look: Look): void {
  const angle = Math.atan2(wrist.x - elbow.x, elbow.y - wrist.y);
  const reach = Math.hypot(wrist.x - elbow.x, wrist.y - elbow.y) / length + 0.4;
  ctx.save();
  ctx.translate(wrist.x, wrist.y);
  ctx.rotate(angle);
  ctx.scale(length, length);
  const { skin, sleeve } = look;
  ctx.lineJoin = 'round';
  const limb = (top: number, bottom: number, narrow: number, wide: number): void => {
    ctx.beginPath();
    ctx.moveTo(-narrow, top);
    ctx.bezierCurveTo(-narrow, top + 0.3, -wide, bottom - 0.4, -wide, bottom);
    ctx.lineTo(wide, bottom);
    ctx.bezierCurveTo(wide, bottom - 0.4, narrow, top + 0.3, narrow, top);
    ctx.closePath();
  };
  const across = (from: string, middle: string, to: string, half: number): CanvasGradient => {
    const gradient = ctx.createLinearGradient(-half, 0, half, 0);
    gradient.addColorStop(0, from);
    gradient.addColorStop(0.45, middle);
    gradient.addColorStop(1, to);
    return gradient;
  };
  limb(-0.05, 0.7, 0.128, 0.19);
  ctx.strokeStyle = skin.line;
  ctx.lineWidth = 0.03;
  ctx.stroke();
  ctx.fillStyle = across(skin.shade, skin.base, skin.shade, 0.19);
  ctx.fill();
  limb(0.34, reach, 0.2, 0.36);
  ctx.strokeStyle = 'rgb(0 0 0 / 0.45)';
  ctx.lineWidth = 0.025;
  ctx.stroke();
  ctx.fillStyle = sleeve.colour;
  ctx.fill();
  ctx.save();
  ctx.clip();
  if (sleeve.stripes) {
    ctx.fillStyle = sleeve.cuff;
    for (let y = 0.6; y < reach; y += 0.22) ctx.fillRect(-0.5, y, 1, 0.09);
  }
  ctx.fillStyle = across('rgb(0 0 0 / 0.32)', 'rgb(255 255 255 / 0.1)', 'rgb(0 0 0 / 0.3)', 0.3);
  ctx.fillRect(-0.5, 0.3, 1, reach);
  ctx.restore();
  ctx.beginPath();
  ctx.roundRect(-0.215, 0.3, 0.43, 0.13, 0.045);
  ctx.fillStyle = sleeve.cuff;
  ctx.fill();
  ctx.fillStyle = across('rgb(0 0 0 / 0.35)', 'rgb(255 255 255 / 0.16)', 'rgb(0 0 0 / 0.3)', 0.22);
  ctx.fill();
  ctx.strokeStyle = 'rgb(0 0 0 / 0.35)';
  ctx.lineWidth = 0.018;
  ctx.stroke();
  ctx.restore();
}

function drawHand(ctx: Context, shape: HandShape, look: Look, side: number): void {
  const { skin } = look;
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  // The light's side as this hand's own x axis sees it.
  const from = look.light.from * side;
  const sheen = ctx.createLinearGradient(from * 0.3, -0.8, -from * 0.3, 0.1);
  sheen.addColorStop(0, skin.light);
  sheen.addColorStop(0.5, skin.base);
  sheen.addColorStop(1, skin.shade);
  const outlined = (path: () => void): void => {
    path();
    ctx.strokeStyle = skin.line;
    ctx.lineWidth = 0.026;
    ctx.stroke();
    ctx.fillStyle = sheen;
    ctx.fill();
  };
  outlined(() => palmPath(ctx));
  // The palm runs on into the wrist.
  ctx.fillStyle = skin.base;
  ctx.fillRect(-0.113, 0, 0.226, 0.07);
  for (const index of [3, 2, 1, 0] as const) {
    if (shape.curl[index] < 0.6)
      drawFinger(ctx, fingers[index], shape.spread, shape.curl[index], look, outlined);
  }
  palmPath(ctx);
  ctx.fillStyle = sheen;
  ctx.fill();
  if (look.back) drawKnuckles(ctx, skin);
  else drawPalmLines(ctx, skin);
  for (const index of [3, 2, 1, 0] as const) {
    if (shape.curl[index] >= 0.6) drawCurled(ctx, fingers[index], skin, outlined);
  }
  drawThumb(ctx, shape.thumb, look, outlined, sheen);
}

function palmPath(ctx: Context): void {
  ctx.beginPath();
  ctx.moveTo(-0.125, 0.03);
  ctx.bezierCurveTo(-0.15, -0.04, -0.215, -0.09, -0.212, -0.2);
  ctx.bezierCurveTo(-0.212, -0.3, -0.2, -0.38, -0.19, -0.44);
  ctx.bezierCurveTo(-0.17, -0.5, -0.1, -0.49, -0.09, -0.5);
  ctx.bezierCurveTo(-0.06, -0.54, 0, -0.53, 0.01, -0.51);
  ctx.bezierCurveTo(0.05, -0.53, 0.1, -0.5, 0.1, -0.48);
  ctx.bezierCurveTo(0.16, -0.48, 0.19, -0.44, 0.186, -0.4);
  ctx.bezierCurveTo(0.2, -0.24, 0.19, -0.12, 0.125, 0.03);
  ctx.closePath();
}

/** A capsule from the origin up, `base` wide below and `tip` wide above. */
function capsule(ctx: Context, length: number, base: number, tip: number): void {
  ctx.beginPath();
  ctx.arc(0, 0, base, 0, Math.PI);
  ctx.lineTo(-tip, -length + tip);
  ctx.arc(0, -length + tip, tip, Math.PI, 2 * Math.PI);
  ctx.closePath();
}

function drawFinger(
  ctx: Context,
  finger: Finger,
  spread: number,
  curl: number,
  look: Look,
  outlined: (path: () => void) => void,
): void {
  const { skin } = look;
  const length = finger.length * (1 - 0.7 * curl);
  ctx.save();
  ctx.translate(finger.x, finger.y);
  ctx.rotate(finger.rest + finger.fan * spread);
  outlined(() => capsule(ctx, length, finger.base, finger.tip));
  ctx.fillStyle = skin.light;
  ctx.globalAlpha = 0.5;
  ctx.beginPath();
  ctx.ellipse(finger.tip * 0.2, -length * 0.55, finger.tip * 0.42, length * 0.36, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.strokeStyle = skin.shade;
  ctx.lineWidth = 0.013;
  for (const joint of [0.34, 0.64]) {
    ctx.beginPath();
    ctx.moveTo(-finger.tip * 0.7, -length * joint);
    ctx.quadraticCurveTo(0, -length * joint + 0.016, finger.tip * 0.7, -length * joint);
    ctx.stroke();
  }
  if (look.back) nail(ctx, 0, -length + finger.tip * 1.15, finger.tip, skin);
  ctx.restore();
}

/** A finger bent into the palm: its middle joint and what is seen of its tip. */
function drawCurled(ctx: Context, finger: Finger, skin: Skin, outlined: (path: () => void) => void): void {
  ctx.save();
  ctx.translate(finger.x * 0.96, finger.y + 0.015);
  outlined(() => {
    ctx.beginPath();
    ctx.roundRect(-finger.base, -0.06, finger.base * 2, 0.22, finger.base);
  });
  ctx.strokeStyle = skin.shade;
  ctx.lineWidth = 0.014;
  ctx.beginPath();
  ctx.moveTo(-finger.base * 0.6, 0.05);
  ctx.lineTo(finger.base * 0.6, 0.05);
  ctx.stroke();
  ctx.restore();
}

function drawThumb(
  ctx: Context,
  open: number,
  look: Look,
  outlined: (path: () => void) => void,
  fill: CanvasGradient,
): void {
  ctx.save();
  ctx.translate(-0.135, -0.17);
  ctx.rotate(-0.35 - 0.6 * open);
  outlined(() => {
    ctx.beginPath();
    ctx.moveTo(0.075, 0.03);
    ctx.bezierCurveTo(0.085, -0.1, 0.05, -0.16, 0.046, -0.3);
    ctx.arc(0, -0.3, 0.046, 0, -Math.PI, true);
    ctx.bezierCurveTo(-0.05, -0.2, -0.085, -0.12, -0.07, 0.0);
    ctx.bezierCurveTo(-0.06, 0.07, 0.06, 0.08, 0.075, 0.03);
    ctx.closePath();
  });
  ctx.fillStyle = look.skin.light;
  ctx.globalAlpha = 0.45;
  ctx.beginPath();
  ctx.ellipse(0, -0.2, 0.02, 0.1, 0, 0, 2 * Math.PI);
  ctx.fill();
  ctx.globalAlpha = 1;
  if (look.back) nail(ctx, 0, -0.3, 0.043, look.skin);
  ctx.restore();
  // Melts the thumb's foot into the palm.
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.ellipse(-0.095, -0.15, 0.075, 0.115, 0.35, 0, 2 * Math.PI);
  ctx.fill();
}

function nail(ctx: Context, x: number, y: number, size: number, skin: Skin): void {
  ctx.fillStyle = skin.nail;
  ctx.beginPath();
  ctx.roundRect(x - size * 0.58, y - size * 0.5, size * 1.16, size * 1.5, size * 0.5);
  ctx.fill();
}

function drawPalmLines(ctx: Context, skin: Skin): void {
  ctx.strokeStyle = skin.shade;
  ctx.lineWidth = 0.016;
  ctx.beginPath();
  ctx.moveTo(-0.16, -0.33);
  ctx.bezierCurveTo(-0.06, -0.3, -0.01, -0.2, -0.03, -0.02);
  ctx.moveTo(-0.15, -0.35);
  ctx.bezierCurveTo(-0.04, -0.33, 0.06, -0.27, 0.11, -0.18);
  ctx.moveTo(0.16, -0.35);
  ctx.bezierCurveTo(0.08, -0.33, -0.01, -0.38, -0.05, -0.44);
  ctx.stroke();
}

function drawKnuckles(ctx: Context, skin: Skin): void {
  ctx.strokeStyle = skin.shade;
  ctx.lineWidth = 0.014;
  for (const { x, y } of fingers) {
    ctx.beginPath();
    ctx.moveTo(x - 0.03, y + 0.05);
    ctx.quadraticCurveTo(x, y + 0.03, x + 0.03, y + 0.05);
    ctx.moveTo(x * 0.9, y + 0.12);
    ctx.lineTo(x * 0.62, y + 0.26);
    ctx.stroke();
  }
}
