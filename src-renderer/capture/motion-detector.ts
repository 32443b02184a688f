/** Side of the grey pictures that are compared. Small enough that a sensor's noise averages out. */
const GREY_SIDE = 24;

/** Mean grey, 0 to 255, of the blocks of an RGB picture `[height, width, 3]`: `[side, side]`, row-major. */
export function greyOf(rgb: Uint8Array, width: number, height: number, side = GREY_SIDE): Float32Array {
  const sums = new Float32Array(side * side);
  const counts = new Float32Array(side * side);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * side) / height) * side;
    for (let x = 0; x < width; x++, at += 3) {
      const block = row + Math.floor((x * side) / width);
      sums[block] =
        (sums[block] ?? 0) + 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
      counts[block] = (counts[block] ?? 0) + 1;
    }
  }
  // A picture smaller than the grid leaves blocks empty; they are the same in every picture.
  return sums.map((sum, block) => sum / Math.max(1, counts[block] ?? 0));
}

/** How many times what a block usually changes it may change without that being movement. */
const NOISE_FACTOR = 3;
/** The share a second by which a block's usual change follows what is seen, and its least, in grey levels. */
const FOLLOW = 0.3;
const LEAST_USUAL = 0.15;
/** Pictures are compared over this time, in seconds, so that a faster camera sees the same energies. */
const STEP = 0.1;

/**
 * Measures how much moves from picture to picture, in grey levels: what each block of a small grey picture changes
 * beyond what it usually does (the camera's noise, a plant in the draught), as a root mean square. What changes all
 * blocks alike (a lamp's flicker, a camera's exposure) counts as nothing.
 */
export class MotionMeter {
  readonly #before: Float32Array[] = [];
  readonly #usual: Float32Array;
  readonly #fps: number;
  #seen = 0;

  constructor(fps: number, side = GREY_SIDE) {
    this.#fps = fps;
    this.#usual = new Float32Array(side * side).fill(LEAST_USUAL);
  }

  /** Energy between this grey picture (see {@link greyOf}) and that of a tenth of a second before; null at first. */
  offer(grey: Float32Array): number | null {
    this.#before.push(grey);
    if (this.#before.length <= Math.round(STEP * this.#fps) || this.#before.length < 2) return null;
    const before = this.#before.shift() ?? grey;
    this.#seen += 1;
    const rate = Math.max(1 / this.#seen, Math.min(1, FOLLOW / this.#fps));
    const changes = grey.map((level, block) => level - (before[block] ?? 0));
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    let squares = 0;
    for (const [block, whole] of changes.entries()) {
      const change = Math.abs(whole - mean);
      const usual = this.#usual[block] ?? 0;
      squares += Math.max(0, change - NOISE_FACTOR * usual) ** 2;
      // Movement itself is not to become usual at once.
      this.#usual[block] = Math.max(LEAST_USUAL, usual + rate * (Math.min(change, 4 * usual) - usual));
    }
    return Math.sqrt(squares / changes.length);
  }
}

/** `still`: waits for quiet; `armed`: the next movement counts; `moving`: a movement is under way. */
export type MotionState = 'still' | 'armed' | 'moving';

/** A movement, by the numbers of the first and the last frame that differ from the ones before. */
export interface Movement {
  onset: number;
  end: number;
}

/** Quiet that arms, and quiet that ends a movement (a wave stands still at its turns), in seconds. */
const REARM = 1;
const REST = 0.4;
/** What is shorter, in seconds, is a flash or a glitch. */
const SHORTEST = 0.35;
/** How far back of the alarm a movement's slow beginning is looked for, in seconds. */
const LOOK_BACK = 0.5;
/** The alarm is raised by the mean over this time, in seconds, or by one energy so many times as large. */
const ALARM = 0.3;
const ALARM_AT_ONCE = 1.5;
/** Noise is the median over this time, in seconds. It may grow by this share a second while something moves. */
const MEMORY = 6;
const GROWTH = 0.2;
/** Each threshold is so many times the noise, plus so many grey levels. */
const HIGH = { times: 2, plus: 0.7 };
const LOW = { times: 1.5, plus: 0.3 };

/**
 * Finds movements in a row of energies (see {@link MotionMeter}) of a camera that gives `fps` frames a second, by two
 * thresholds above the camera's noise: the high one raises the alarm, the low one says where the movement begins and
 * ends. After each movement it waits for a second of quiet, so that the hand's way back is not taken for another.
 */
export class MotionDetector {
  #state: MotionState = 'still';
  #noise = 0;
  readonly #recent: number[] = [];
  /** Whether each of the last frames moved, over the time that arms. */
  readonly #stirs: boolean[] = [];
  #quiet = 0;
  #onset = 0;
  #lastMoved = 0;
  /** Number of the last frame above the high threshold. */
  #lastSure = 0;
  /** Number of the first of the frames that moved, without two quiet ones in a row since. */
  #stirring: number | null = null;
  readonly #fps: number;

  constructor(fps: number) {
    this.#fps = fps;
  }

  get state(): MotionState {
    return this.#state;
  }

  /** The movement under way, up to the last frame that is surely part of it. */
  get underWay(): Movement | null {
    return this.#state === 'moving' ? { onset: this.#onset, end: this.#lastSure } : null;
  }

  /** Energy above which a movement begins, and below which it ends. */
  get thresholds(): { high: number; low: number } {
    return { high: HIGH.times * this.#noise + HIGH.plus, low: LOW.times * this.#noise + LOW.plus };
  }

  /** Takes the energy of frame `index`; answers a movement that has just ended. */
  offer(index: number, energy: number): Movement | null {
    const { high, low } = this.thresholds;
    const moves = energy > low;
    this.#learn(energy);
    this.#quiet = moves ? 0 : this.#quiet + 1;
    const since = this.#stirring;
    if (moves) this.#stirring ??= index;
    else if (this.#quiet >= 2) this.#stirring = null;
    this.#stirs.push(moves);
    if (this.#stirs.length > this.#frames(REARM)) this.#stirs.shift();

    if (this.#state === 'still' && this.#isQuiet(high)) this.#state = 'armed';
    else if (this.#state === 'armed' && this.#alarms(energy, high)) {
      this.#state = 'moving';
      this.#onset = Math.max(since ?? this.#stirring ?? index, index - this.#frames(LOOK_BACK));
      this.#lastMoved = index;
      this.#lastSure = index;
    }
    if (this.#state !== 'moving') return null;
    if (energy > high) this.#lastSure = index;
    if (moves) this.#lastMoved = index;
    return this.#quiet >= this.#frames(REST) ? this.#finish() : null;
  }

  /** Ends a movement that goes on, e.g. since its clip is full, and waits for quiet. */
  settle(): void {
    this.#state = 'still';
    this.#stirs.length = 0;
  }

  #frames(seconds: number): number {
    return Math.max(1, Math.round(seconds * this.#fps));
  }

  /** One frame in a second may stir, as long as it is no alarm. */
  #isQuiet(high: number): boolean {
    const span = this.#frames(REARM);
    if (this.#stirs.length < span) return false;
    return this.#stirs.filter(Boolean).length <= 0.1 * span && Math.max(...this.#recent.slice(-span)) < high;
  }

  #alarms(energy: number, high: number): boolean {
    const last = this.#recent.slice(-this.#frames(ALARM));
    return energy > ALARM_AT_ONCE * high || last.reduce((sum, each) => sum + each, 0) / last.length > high;
  }

  #finish(): Movement | null {
    const movement = { onset: this.#onset, end: this.#lastMoved };
    this.#state = 'still';
    return movement.end - movement.onset + 1 >= SHORTEST * this.#fps ? movement : null;
  }

  #learn(energy: number): void {
    this.#recent.push(energy);
    if (this.#recent.length > this.#frames(MEMORY)) this.#recent.shift();
    const median = this.#recent.toSorted((a, b) => a - b)[Math.floor(this.#recent.length / 2)] ?? energy;
    const starting = this.#recent.length < this.#frames(1.5);
    const most = this.#noise * (1 + GROWTH / this.#fps) + 0.01 / this.#fps;
    this.#noise = starting ? median : Math.min(median, most);
  }
}
