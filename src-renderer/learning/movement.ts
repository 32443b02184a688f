import type { PreprocessSpec } from '../../src-main/contract';
import { changesOf, StreamChanges } from './changes';
import type { KeptClip } from './clips';

/** Movement below this is none to speak of: what such clips show stands still. */
const LEAST = 1;
/** Share of what usually moves in a clip of a gesture that is a whole gesture's worth of movement. */
const WHOLE = 0.8;
/** The rest in shares of a whole one, by what moves in a window. Below this, a movement has left it. */
const OVER = 0.5;
/** Only from here on does a name count, and in so many windows: with less of the movement in it, it is guessed. */
const NAMED_FROM = 0.6;
const NAMED_WINDOWS = 2;
/**
 * It is past its height where this share of that is left, or it has not grown by more than `GROWTH` for half a window; another one
 * has begun where so much more is there than there was.
 */
const PAST = 0.95;
const GROWTH = 0.05;
const RISE = 0.4;

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, value) => all + value, 0);

/** How much moves in a clip: what all its cells change from frame to frame. */
export const movementOf = (
  spec: PreprocessSpec,
  clip: Pick<KeptClip, 'shape' | 'mirror' | 'frames'>,
): number => changesOf(spec, clip).reduce((all, change) => all + sum(change), 0);

/** A whole gesture's worth of movement, by how much moves in clips of gestures; null where next to nothing does. */
export function wholeMovement(moved: readonly number[]): number | null {
  const sorted = moved.toSorted((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return usual < LEAST ? null : Number((WHOLE * usual).toPrecision(5));
}

/** A movement that is in the window. */
interface Passing {
  /** Windows that named it, and windows since the last one that did. */
  names: number;
  sinceNamed: number;
  /** The most of it that there was, and windows since it grew. */
  height: number;
  sinceGrown: number;
  /** Past its height, the least that was left of it. */
  least: number | null;
}

const begun = (now: number): Passing => ({
  names: 0,
  sinceNamed: 0,
  height: now,
  sinceGrown: 0,
  least: null,
});

/**
 * Finds movements in a stream that are a whole gesture's worth and that no gesture was named for. They are told of from when they
 * are past their height, where a gesture that is known would have been named, until they have left the window.
 */
export class MovementMeter {
  readonly #changes: StreamChanges;
  /** What moved in each frame of the window, oldest first. */
  #moved: number[] = [];
  #passing = begun(0);

  /** @param whole a whole gesture's worth of movement */
  constructor(
    readonly spec: PreprocessSpec,
    readonly whole: number,
  ) {
    this.#changes = new StreamChanges(spec);
  }

  /**
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames before this one for which there was no picture
   */
  next(rgb: Uint8Array, width: number, height: number, mirror: boolean, missed = 0): void {
    const moved = this.#changes.next(rgb, width, height, mirror, missed).map(sum);
    this.#moved = [...this.#moved, ...moved].slice(-this.spec.frames);
  }

  /**
   * @param named whether the model names a gesture in the window that ends with this frame
   * @returns whether a movement is in it that no gesture was named for
   */
  isUnnamed(named: boolean): boolean {
    const { frames } = this.spec;
    const now = sum(this.#moved) / this.whole;
    if (named && now >= NAMED_FROM) {
      this.#passing = { ...begun(now), names: this.#passing.names + 1 };
    }
    const { names, sinceNamed, least } = this.#passing;
    // After a window's time, nothing is left in it of what was named.
    const forgotten = names > 0 && sinceNamed >= frames;
    if (now < OVER || forgotten || (least !== null && now > least + RISE)) this.#passing = begun(now);
    const passing = this.#passing;
    passing.sinceNamed += 1;
    passing.sinceGrown = now > (1 + GROWTH) * passing.height ? 0 : passing.sinceGrown + 1;
    passing.height = Math.max(passing.height, now);
    const past = now < PAST * passing.height || passing.sinceGrown >= frames / 2;
    if (passing.least !== null) passing.least = Math.min(passing.least, now);
    else if (passing.height >= 1 && past) passing.least = now;
    return passing.least !== null && passing.names < NAMED_WINDOWS;
  }

  /** Forgets all it saw. */
  reset(): void {
    this.#changes.reset();
    this.#moved = [];
    this.#passing = begun(0);
  }
}
