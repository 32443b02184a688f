import { drawShape, type HandShape } from './hand';
import { lookOf, type Look } from './look';
import { movesBetween, positionAt, vary, type HandPosition, type Variation } from './motion';
import { Mulberry32, wander } from './mulberry32';

/** How long the hand takes to come back for a performance that was asked for, and for one of a loop, in ms. */
const QUICK_RETURN = 300;
const LOOP_RETURN = 700;
const NO_STILLNESS = { before: 0, after: 0 };

/** One performance of a gesture; times as of `performance.now()`. */
export interface Performance {
  readonly gesture: string;
  readonly start: number;
  readonly end: number;
  /** When the hand leaves its place and when it comes to rest, between `start` and `end`; null: it only idles. */
  readonly moves: { readonly start: number; readonly end: number } | null;
}

/** How long the hand keeps still before and after a performance, in ms. */
export interface Stillness {
  before: number;
  after: number;
}

interface Segment extends Performance {
  /** When the hand is in its place, and until when it stays. */
  arrive: number;
  leave: number;
  variation: Variation;
  shape: HandShape;
  /** False: part of a loop or of resting; gives way to a performance that was asked for. */
  asked: boolean;
}

/** Decides where the hand is at any time. Knows no canvas and no clock: every call is given the time. */
export class Choreography {
  look: Look;
  #random: Mulberry32;
  #segments: Segment[] = [];
  #loop: { gesture: string; seconds: number } | null = null;
  #last: { position: HandPosition; shape: HandShape; at: number };

  /** `performances`: where given, seeds how gestures are performed, so that one person can perform in many ways. */
  constructor(seed: number, now: number, performances = seed) {
    this.look = lookOf(seed);
    this.#random = new Mulberry32(performances);
    this.#last = this.#rest(now);
  }

  /** A new person in a new place. What was asked for is forgotten; a loop goes on. */
  newSession(seed: number, now: number, performances = seed): void {
    this.look = lookOf(seed);
    this.#random = new Mulberry32(performances);
    this.#segments = [];
    this.#last = this.#rest(now);
  }

  #rest(now: number): { position: HandPosition; shape: HandShape; at: number } {
    const position = positionAt('idle', 0, vary(this.look.manner, this.#random));
    return { position, shape: drawShape(this.#random), at: now };
  }

  /** Adds a performance after those already asked for. Throws a RangeError for an unknown gesture. */
  perform(gesture: string, seconds: number, now: number, still: Stillness = NO_STILLNESS): Performance {
    this.#giveWay(now);
    const from = Math.max(now, this.#segments.at(-1)?.leave ?? now);
    return this.#add(gesture, seconds, from + QUICK_RETURN, still, true);
  }

  /** Performs a gesture over and over when nothing else was asked for; null: the hand idles. */
  loop(gesture: string | null, seconds: number, now: number): void {
    if (gesture !== null) positionAt(gesture, 0, vary(this.look.manner, new Mulberry32(0)));
    this.#loop = gesture === null ? null : { gesture, seconds };
    this.#giveWay(now);
  }

  /** The hand at a time that is not before that of the last call. */
  handAt(now: number): { position: HandPosition; shape: HandShape } {
    for (let segment = this.#segments[0]; segment && segment.leave <= now; segment = this.#segments[0]) {
      this.#last = {
        position: this.#positionIn(segment, segment.leave),
        shape: segment.shape,
        at: segment.leave,
      };
      this.#segments.shift();
    }
    const segment = this.#segments[0] ?? this.#next(now);
    if (now >= segment.arrive) return { position: this.#positionIn(segment, now), shape: segment.shape };
    return this.#between(segment, now);
  }

  #next(now: number): Segment {
    const { gesture, seconds } = this.#loop ?? { gesture: 'idle', seconds: 3 };
    return this.#add(gesture, seconds, now + LOOP_RETURN, NO_STILLNESS, false);
  }

  #add(gesture: string, seconds: number, arrive: number, still: Stillness, asked: boolean): Segment {
    const variation = vary(this.look.manner, this.#random);
    positionAt(gesture, 0, variation);
    const shape = drawShape(this.#random);
    const start = arrive + still.before;
    const end = start + seconds * 1000;
    const [from, to] = movesBetween(gesture, variation) ?? [];
    const segment = {
      gesture,
      start,
      end,
      moves:
        from === undefined || to === undefined
          ? null
          : { start: start + from * (end - start), end: start + to * (end - start) },
      arrive,
      leave: end + still.after,
      variation,
      shape,
      asked,
    };
    this.#segments.push(segment);
    return segment;
  }

  /** Ends what nobody asked for, keeping the hand where it is. */
  #giveWay(now: number): void {
    const [current] = this.#segments;
    if (current && !current.asked) this.#last = { ...this.handAt(now), at: now };
    this.#segments = this.#segments.filter(({ asked }) => asked);
  }

  #positionIn(segment: Segment, now: number): HandPosition {
    const position = positionAt(
      segment.gesture,
      (now - segment.start) / (segment.end - segment.start),
      segment.variation,
    );
    return this.#tremble(position, now);
  }

  /** On its way to the next performance the hand sinks, so that coming back does not look like a gesture. */
  #between(next: Segment, now: number): { position: HandPosition; shape: HandShape } {
    const from = this.#last.position;
    const to = this.#positionIn(next, next.arrive);
    const u = Math.min(1, Math.max(0, (now - this.#last.at) / (next.arrive - this.#last.at)));
    const s = u * u * (3 - 2 * u);
    const mix = (a: number, b: number): number => a + (b - a) * s;
    const resting = next.gesture === 'idle' && !next.asked;
    const position = {
      x: mix(from.x, to.x),
      y: mix(from.y, to.y) + (resting ? 0 : 0.5 * Math.sin(Math.PI * u)),
      scale: mix(from.scale, to.scale),
      angle: mix(from.angle, to.angle),
    };
    return { position, shape: u < 0.5 ? this.#last.shape : next.shape };
  }

  #tremble(position: HandPosition, now: number): HandPosition {
    const { seed } = this.look;
    const t = now / 1000;
    return {
      ...position,
      x: position.x + 0.006 * wander(seed + 90, t, 2),
      y: position.y + 0.006 * wander(seed + 91, t, 2),
      angle: position.angle + 0.02 * wander(seed + 92, t, 1.5),
    };
  }
}
