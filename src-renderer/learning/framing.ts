import type { Framing, GestureClass, PreprocessSpec } from '../../src-main/contract';
import { NO_AUGMENTATION, type Augmentation } from './augment';
import { CELLS, changesOf, StreamChanges } from './changes';
import type { KeptClip } from './clips';
import { isNone } from './none-class';
import { centreCrop, type Rectangle } from './resize';

/** The part of the centre square that a model looks at: its centre, in shares of the square, and how much larger it is shown. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export const WHOLE: View = { x: 0.5, y: 0.5, scale: 1 };

/** The least spread that can be told. */
const LEAST_SPREAD = 0.02;
/** Share of a gesture's movement in the clips that makes a movement one by which the person's distance can be told. */
const ENOUGH = 0.5;
/** Share of a class's clips in which less may move than tells how much does at least. */
const WEAKEST = 0.1;
/** So many of the latest movements count, so many must there be, and their spread is that of this quantile. */
const LATEST = 8;
const FEWEST = 4;
const QUANTILE = 0.75;
/** In a stream movements are measured at their height, where less of them is seen than in a whole clip. */
const AT_HEIGHT = 0.8;
/** It moves in where the person seems so much further away than in the clips, and goes back where they seem nearer than `BACK`. */
const CLOSER = 1.5;
const BACK = 1.2;
const CLOSEST = 1.8;
/** A view that is off by less than this, in scale and in shares of itself, stays. */
const STEADY = 0.2;
const STEADY_CENTRE = 0.15;
/**
 * Where each movement is looked at by itself: the share of a gesture's movement in the clips from which on it is, how much
 * closer or further back it is looked at, and by how much a view must be off to change.
 */
const NOTICED = 0.1;
const FURTHEST_BACK = 0.8;
const CLOSEST_UP = 2.2;
const STEADY_UP = 0.1;
const STEADY_MIDDLE = 0.07;

/** What moved in a window. */
interface Movement {
  /** All changes, in cells. */
  total: number;
  /** Mean distance from the centre of what moved, in shares of the square. */
  spread: number;
  /** `total` in relation to the area it is spread over: the same however far away the person is. */
  movement: number;
  x: number;
  y: number;
}

function measure(changes: readonly Float32Array[]): Movement | null {
  const sum = new Float32Array(CELLS * CELLS);
  for (const change of changes) change.forEach((value, i) => (sum[i] = (sum[i] as number) + value));
  let [total, x, y, xx, yy] = [0, 0, 0, 0, 0];
  sum.forEach((value, i) => {
    const [across, down] = [((i % CELLS) + 0.5) / CELLS, (Math.floor(i / CELLS) + 0.5) / CELLS];
    total += value;
    x += value * across;
    y += value * down;
    xx += value * across ** 2;
    yy += value * down ** 2;
  });
  if (total === 0) return null;
  [x, y] = [x / total, y / total];
  const variances = Math.max(0, xx / total - x ** 2) * Math.max(0, yy / total - y ** 2);
  const spread = Math.max(LEAST_SPREAD, variances ** 0.25);
  return { total, spread, movement: total / (CELLS * spread) ** 2, x, y };
}

/** A picture of a view, as a change to that of the whole, on top of another change. */
export function changeTo({ x, y, scale }: View, change = NO_AUGMENTATION): Augmentation {
  const own = scale * change.scale;
  // Turned round, what was left is right.
  const across = change.flip ? 1 - x : x;
  return {
    ...change,
    scale: own,
    shiftX: (0.5 - across) * own + change.shiftX,
    shiftY: (0.5 - y) * own + change.shiftY,
  };
}

/** Where such a view lies in the picture that the centre square is cut from, in shares of it; it may reach over its edges. */
export function placeOf(
  { x, y, scale }: View,
  { width, height, mirror }: Pick<PreprocessSpec, 'width' | 'height' | 'mirror'>,
  picture: { width: number; height: number; mirror: boolean },
): Rectangle {
  const crop = centreCrop(picture.width, picture.height, width / height);
  const across = mirror === picture.mirror ? x : 1 - x;
  return {
    x: (crop.x + (across - 0.5 / scale) * crop.width) / picture.width,
    y: (crop.y + (y - 0.5 / scale) * crop.height) / picture.height,
    width: crop.width / scale / picture.width,
    height: crop.height / scale / picture.height,
  };
}

/** As much of a place as lies in the picture. */
export function withinPicture({ x, y, width, height }: Rectangle): Rectangle {
  const [left, top] = [Math.max(0, x), Math.max(0, y)];
  return { x: left, y: top, width: Math.min(1, x + width) - left, height: Math.min(1, y + height) - top };
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
};

/** What moves in a clip. */
const movementIn = (spec: PreprocessSpec, clip: KeptClip): Movement | null => measure(changesOf(spec, clip));

/** Where each movement is looked at by itself. */
export type Centred = Framing & { centre: NonNullable<Framing['centre']> };

/** How far movements spread in the clips of gestures, how strong they are and where; undefined where too few show any. */
export function framingOf(
  spec: PreprocessSpec,
  clips: readonly KeptClip[],
  classes: readonly GestureClass[],
): Centred | undefined {
  const known = clips.map(({ classId }, index) => ({
    classId,
    movement: movementIn(spec, clips[index] as KeptClip),
  }));
  const none = new Set(classes.filter(isNone).map(({ id }) => id));
  const movements = known.flatMap(({ classId, movement }) => (none.has(classId) ? [] : (movement ?? [])));
  if (movements.length < FEWEST) return undefined;
  const middle = (of: (movement: Movement) => number): number => quantile(movements.map(of), 0.5);
  return {
    spread: middle(({ spread }) => spread),
    movement: middle(({ movement }) => movement),
    centre: { x: middle(({ x }) => x), y: middle(({ y }) => y) },
    least: classes.map(({ id }) => {
      const own = known.filter(({ classId }) => classId === id && !none.has(id));
      return quantile(
        own.map(({ movement }) => movement?.movement ?? 0),
        WEAKEST,
      );
    }),
  };
}

/** In which a movement is seen where those in the clips are, and as large. */
function viewOf({ x, y, spread }: Movement, { centre, spread: usual }: Centred): View {
  const scale = Math.min(CLOSEST_UP, Math.max(FURTHEST_BACK, usual / spread));
  return { x: x + (0.5 - centre.x) / scale, y: y + (0.5 - centre.y) / scale, scale };
}

export const isCentred = (framing: Framing | undefined): framing is Centred => framing?.centre !== undefined;

/** In which each window of a piece of film is seen, by what moves in it; `ends`: its last frame. */
export function viewsOfWindows(
  spec: PreprocessSpec,
  film: Pick<KeptClip, 'shape' | 'mirror' | 'frames'>,
  ends: readonly number[],
  framing: Centred,
): View[] {
  const changes = changesOf(spec, film);
  return ends.map((end) => seenAt(measure(changes.slice(end - spec.frames + 1, end + 1)), framing));
}

const seenAt = (movement: Movement | null, framing: Centred): View =>
  movement && movement.movement >= NOTICED * framing.movement ? viewOf(movement, framing) : WHOLE;

/** In which a clip is seen where each movement is looked at by itself. */
export const viewOfClip = (spec: PreprocessSpec, clip: KeptClip, framing: Centred): View =>
  seenAt(movementIn(spec, clip), framing);

/** How far one view is from another, in scale and in shares of the other. */
const away = (one: View, other: View): { scale: number; centre: number } => ({
  scale: Math.abs(Math.log(one.scale / other.scale)),
  centre: Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) * other.scale,
});

/**
 * Finds where to look in a stream. Where the place and the size of gestures do not matter, at what moves in the window, as if it
 * were made where the clips' gestures are and as large; what hardly moves changes nothing. Elsewhere the person's distance is
 * told by how far their movements spread, compared with those in the clips; only movements as strong as a gesture's
 * count, so that it never moves in on noise or on fidgeting, and it changes its mind between movements only, and seldom.
 */
export class Framer {
  readonly #changes: StreamChanges;
  #window: Float32Array[] = [];
  #strength = 0;
  #height: Movement | null = null;
  #latest: Movement[] = [];
  #view = WHOLE;

  constructor(
    readonly spec: PreprocessSpec,
    readonly framing: Framing,
  ) {
    this.#changes = new StreamChanges(spec);
  }

  /**
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames before this one for which there was no picture
   * @returns where to look from this frame on; the same object while it stays
   */
  next(rgb: Uint8Array, width: number, height: number, mirror: boolean, missed = 0): View {
    const moved = this.#changes.next(rgb, width, height, mirror, missed);
    this.#window = [...this.#window, ...moved].slice(-this.spec.frames);
    const movement = measure(this.#window);
    this.#strength = movement?.movement ?? 0;
    const { centre } = this.framing;
    if (centre) {
      if (movement && movement.movement >= NOTICED * this.framing.movement)
        this.#follow(viewOf(movement, { ...this.framing, centre }));
      return this.#view;
    }
    if (movement && movement.movement >= ENOUGH * this.framing.movement) {
      if (movement.total > (this.#height?.total ?? 0)) this.#height = movement;
    } else if (this.#height) {
      this.#latest = [...this.#latest, this.#height].slice(-LATEST);
      this.#height = null;
      this.#view = this.#better();
    }
    return this.#view;
  }

  /** How strong the movement in the window is that ends with the last frame. */
  get strength(): number {
    return this.#strength;
  }

  #follow(view: View): void {
    const off = away(view, this.#view);
    if (off.scale > STEADY_UP || off.centre > STEADY_MIDDLE) this.#view = view;
  }

  #better(): View {
    if (this.#latest.length < FEWEST) return this.#view;
    const spreads = this.#latest.map(({ spread }) => spread);
    const further = (AT_HEIGHT * this.framing.spread) / quantile(spreads, QUANTILE);
    const { scale } = this.#view;
    if (further < (scale > 1 ? BACK : CLOSER)) return WHOLE;
    const closer = Math.min(further, CLOSEST);
    const within = (centres: readonly number[]): number =>
      Math.min(1 - 0.5 / closer, Math.max(0.5 / closer, quantile(centres, 0.5)));
    const better: View = {
      x: within(this.#latest.map(({ x }) => x)),
      y: within(this.#latest.map(({ y }) => y)),
      scale: closer,
    };
    const off = away(better, this.#view);
    return scale > 1 && off.scale < STEADY && off.centre < STEADY_CENTRE ? this.#view : better;
  }

  /** Forgets all it saw. */
  reset(): void {
    this.#changes.reset();
    this.#window = [];
    this.#strength = 0;
    this.#height = null;
    this.#latest = [];
    this.#view = WHOLE;
  }
}
