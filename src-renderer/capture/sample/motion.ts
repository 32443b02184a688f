import type { SampleGesture } from '../api';
import type { Mulberry32 } from './mulberry32';

/**
 * Where the hand is, in the picture as the person sees it on screen (mirrored): the origin is the centre, x runs to
 * the right and y down, and the picture is 1 high. `scale` is the hand's size as a multiple of its usual one; `angle`
 * is its lean to the right in radians.
 */
export interface HandPosition {
  x: number;
  y: number;
  scale: number;
  angle: number;
}

/** What makes one performance differ from the next. Lengths in picture heights, angles in radians. */
export interface Variation {
  x: number;
  y: number;
  scale: number;
  angle: number;

  /** How far the motion goes, as a multiple of the usual. */
  reach: number;
  /** Share of the time the hand rests before the motion, and share it moves. */
  lead: number;
  share: number;
  /** 0: even speed; 1: slow at both ends. */
  ease: number;
  /** Sag of a swipe, swings of a wave, start of a circle. */
  bow: number;
  swings: number;
  start: number;
}

type Path = (s: number, v: Variation) => HandPosition;

const at = (v: Variation, dx: number, dy: number, scale: number, turn: number): HandPosition => ({
  x: v.x + dx,
  y: v.y + dy,
  scale: v.scale * scale,
  angle: v.angle + turn,
});

const swipeLeft: Path = (s, v) => {
  const u = 1 - 2 * s;
  return at(v, 0.24 * v.reach * u, v.bow * (u * u - 0.5), 1, 0.3 * u * v.reach);
};

const push: Path = (s, v) => {
  const growth = 0.36 * v.reach;
  return at(v, 0, v.bow * (s - 0.5), 1 - growth + 2 * growth * s, 0.06 * (s - 0.5));
};

const circleClockwise: Path = (s, v) => {
  const angle = v.start + 2 * Math.PI * s;
  const radius = 0.15 * v.reach;
  return at(v, radius * Math.cos(angle), radius * Math.sin(angle), 1, 0.12 * Math.cos(angle));
};

const wave: Path = (s, v) => {
  const swing = Math.sin(2 * Math.PI * v.swings * s) * Math.sin(Math.PI * s) ** 0.5;
  return at(v, 0.06 * v.reach * swing, 0, 1, 0.42 * v.reach * swing);
};

const idle: Path = (s, v) =>
  at(v, 0.012 * Math.sin(2 * Math.PI * s), v.bow * 0.3 * Math.cos(2 * Math.PI * s), 1, 0);

/**
 * The gestures of the sample camera. Directions are as the person sees them on screen, where the picture is mirrored:
 * `swipe-left` moves to the left of the preview, which is also the person's own left.
 */
const gestures = new Map<string, { name: string; path: Path; backwards?: true }>([
  ['swipe-left', { name: 'Swipe left', path: swipeLeft }],
  ['swipe-right', { name: 'Swipe right', path: swipeLeft, backwards: true }],
  ['push', { name: 'Push', path: push }],
  ['pull', { name: 'Pull', path: push, backwards: true }],
  ['circle-clockwise', { name: 'Circle clockwise', path: circleClockwise }],
  ['circle-counter-clockwise', { name: 'Circle counter-clockwise', path: circleClockwise, backwards: true }],
  ['wave', { name: 'Wave', path: wave }],
  ['idle', { name: 'Idle', path: idle }],
]);

/** Pairs that show the same pictures in opposite order. */
export const REVERSED_PAIRS: readonly (readonly [string, string])[] = [
  ['swipe-left', 'swipe-right'],
  ['push', 'pull'],
  ['circle-clockwise', 'circle-counter-clockwise'],
];

export const SAMPLE_GESTURES: readonly SampleGesture[] = [...gestures].map(([id, { name }]) => ({
  id,
  name,
}));

/**
 * The hand at time `t` (0: the performance begins, 1: it is over). The two gestures of a pair are each other played
 * backwards: `positionAt(left, t, v)` equals `positionAt(right, 1 - t, v)`. Throws a RangeError for unknown gestures.
 */
export function positionAt(gesture: string, t: number, v: Variation): HandPosition {
  const entry = gestures.get(gesture);
  if (!entry) throw new RangeError(`The sample camera has no gesture "${gesture}".`);
  return entry.path(progress(entry.backwards ? 1 - t : t, v), v);
}

/** Between which times, in [0, 1], the hand is under way; null for a gesture that has no beginning and no end. */
export function movesBetween(gesture: string, v: Variation): [from: number, to: number] | null {
  if (gesture === 'idle') return null;
  const from = v.lead;
  const to = Math.min(1, v.lead + v.share);
  return gestures.get(gesture)?.backwards ? [1 - to, 1 - from] : [from, to];
}

/** How far the motion has come at time `t`, both in [0, 1]. */
function progress(t: number, v: Variation): number {
  const u = Math.min(1, Math.max(0, (t - v.lead) / v.share));
  const smooth = u * u * (3 - 2 * u);
  return u + (smooth - u) * v.ease;
}

/** How one person tends to move; see {@link vary}. */
export interface Manner {
  x: number;
  y: number;
  scale: number;
  angle: number;
  reach: number;
  /** Share of the time a motion takes. */
  share: number;
  ease: number;
}

/** Draws one performance from a person's manner, such that the hand stays inside the centre square. */
export function vary(manner: Manner, random: Mulberry32): Variation {
  const share = Math.min(0.96, manner.share + random.between(-0.1, 0.1));
  return {
    x: manner.x + random.between(-0.07, 0.07),
    y: manner.y + random.between(-0.06, 0.06),
    scale: manner.scale * random.between(0.9, 1.1),
    angle: manner.angle + random.between(-0.12, 0.12),
    reach: manner.reach * random.between(0.85, 1.15),
    lead: (1 - share) * random.next(),
    share,
    ease: manner.ease,
    bow: random.between(-0.06, 0.06),
    swings: random.between(2, 3.2),
    start: random.between(0, 2 * Math.PI),
  };
}
