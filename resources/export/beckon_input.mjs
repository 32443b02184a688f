/**
 * Prepares camera pictures for a gesture model that Beckon exported, and turns its answers into gestures. Needs nothing else, in a page
 * or in Node.
 *
 * `spec`, `framing`, `paces` and `events` are the parts "preprocess", "framing", "paces" and "events" of the beckon.json beside the
 * model. A picture is what `ImageData` is: bytes row by row from the top left, red, green, blue and alpha; three bytes a pixel, without
 * alpha, do as well, or one number, where it is grey.
 *
 * @typedef {{ data: Uint8Array | Uint8ClampedArray | Float32Array, width: number, height: number }} Picture
 * @typedef {{ version: number, crop: string, channels: 'grey-diff' | 'grey' | 'rgb', width: number, height: number, frames: number,
 *   fps: number, mirror: boolean, scale: number, offset: number, differenceGain: number, steady?: boolean | undefined }} Spec
 * @typedef {{ threshold: number, thresholds?: readonly number[] | undefined, windows: number, atOnce?: number | undefined, release: number, cooldown: number, none: number[] }} Events
 * @typedef {{ spread: number, movement: number, centre?: { x: number, y: number } | undefined, least?: readonly number[] | undefined }} Framing
 * @typedef {{ x: number, y: number, scale: number }} View the part of the centre square that is looked at: its centre, in shares of the
 *   square, and how much larger it is shown
 * @typedef {{ values: Float32Array, shape: [frames: number, height: number, width: number, channels: number] }} Window
 */

/** @type {View} */
const WHOLE = { x: 0.5, y: 0.5, scale: 1 };

/** Prepares one picture after another of a camera, taken `spec.fps` times a second. */
export class FramePreprocessor {
  /** Pictures without differences, the newest first. @type {Float32Array[]} */
  #latest = [];
  /** @type {{ kind: string, rows: Shares[], columns: Shares[] } | null} */
  #resizing = null;
  #reach;
  view = WHOLE;

  /**
   * @param {Spec} spec
   * @param {number} reach differences can be taken to pictures so far back
   */
  constructor(spec, reach = 1) {
    if (spec.version !== 1 || spec.crop !== 'centre')
      throw new Error('This model’s input is prepared in a way that this file does not know.');
    this.spec = spec;
    this.channels = { 'grey-diff': 2, grey: 1, rgb: 3 }[spec.channels];
    this.#reach = reach;
  }

  /**
   * The next picture, `[height, width, channels]`; `mirrored`: it is mirrored already, as in a mirror; `missed`: so many are missing
   * before it, taken to lie evenly between.
   * @param {Picture} picture
   */
  next(picture, mirrored = false, missed = 0) {
    const { spec, channels } = this;
    const planes = this.#resize(picture, mirrored !== spec.mirror);
    const values = new Float32Array(spec.height * spec.width * channels);
    const colours = channels === 3 ? 3 : 1;
    for (let pixel = 0; pixel < spec.height * spec.width; pixel++) {
      for (let colour = 0; colour < colours; colour++)
        values[pixel * channels + colour] = at(planes, pixel * colours + colour) * spec.scale + spec.offset;
    }
    const before = this.#latest[0];
    const between = Array.from({ length: before ? Math.min(missed, this.#reach) : 0 }, (_, step) =>
      blended(values, before ?? values, (step + 1) / (missed + 1)),
    );
    this.#latest = [values, ...between, ...this.#latest].slice(0, this.#reach + 1);
    return this.since(1);
  }

  /**
   * The newest picture with its difference to the one so many before it; where there is none such, without.
   * @param {number} count
   */
  since(count) {
    const { spec } = this;
    const values = (this.#latest[0] ?? new Float32Array()).slice();
    const before = count > 0 ? this.#latest[count] : undefined;
    if (spec.channels !== 'grey-diff' || !before) return values;
    let sum = 0;
    for (let index = 0; index < values.length; index += 2) {
      values[index + 1] = spec.differenceGain * (at(values, index) - at(before, index));
      sum += at(values, index + 1);
    }
    const mean = spec.steady ? sum / (values.length / 2) : 0;
    for (let index = 1; index < values.length; index += 2) values[index] = at(values, index) - mean;
    return values;
  }

  /**
   * What `next` gave, as it looks as the first of a window: without its difference to the one before.
   * @param {Float32Array} values
   */
  asFirst(values) {
    return this.spec.channels === 'grey-diff'
      ? values.map((value, index) => (index % 2 ? 0 : value))
      : values;
  }

  /**
   * Looks there from now on. Differences between two views are no motion, so the pictures before are forgotten.
   * @param {View} view
   */
  lookAt(view) {
    this.view = view;
    this.reset();
  }

  /** Forgets the pictures before. */
  reset() {
    this.#latest = [];
  }

  /**
   * The view of the largest part of the picture's middle with the model's proportions, its areas averaged: first along rows, then
   * columns.
   * @param {Picture} picture
   * @param {boolean} flip
   */
  #resize({ data, width, height }, flip) {
    const { spec, view } = this;
    const depth = depthOf({ data, width, height }, spec);
    const kind = JSON.stringify([width, height, flip, view]);
    if (this.#resizing?.kind !== kind) {
      const down = Math.min(height, (width * spec.height) / spec.width);
      const across = Math.min(width, (height * spec.width) / spec.height);
      // In a picture that is turned round, what is left in the view is right.
      const right = (flip ? 0.5 - view.x : view.x - 0.5) * across;
      const rows = areaShares(height, height / 2 + (view.y - 0.5) * down, down / view.scale, spec.height);
      const columns = areaShares(width, width / 2 + right, across / view.scale, spec.width);
      this.#resizing = { kind, rows, columns };
    }
    const { rows, columns } = this.#resizing;
    const colours = spec.channels === 'rgb' ? 3 : 1;
    const planes = new Float64Array(spec.height * spec.width * colours);
    rows.forEach((row, y) => {
      const line = new Float64Array(width * colours);
      for (const { pixel: from, share } of row) {
        for (let x = 0; x < width; x++) {
          const first = (from * width + x) * depth;
          if (colours === 1) line[x] = at(line, x) + share * greyAt(data, first, depth);
          else
            for (let colour = 0; colour < 3; colour++)
              line[x * 3 + colour] = at(line, x * 3 + colour) + share * at(data, first + colour);
        }
      }
      columns.forEach((column, x) => {
        const to = (y * spec.width + (flip ? spec.width - 1 - x : x)) * colours;
        for (const { pixel, share } of column) {
          for (let colour = 0; colour < colours; colour++)
            planes[to + colour] = at(planes, to + colour) + share * at(line, pixel * colours + colour);
        }
      });
    });
    return planes;
  }
}

/**
 * A whole window at once: as many pictures as the model takes, oldest first.
 * @param {Spec} spec
 * @param {readonly Picture[]} pictures
 * @returns {Window}
 */
export function prepareClip(spec, pictures, mirrored = false) {
  const preprocessor = new FramePreprocessor(spec);
  return stacked(
    preprocessor,
    pictures.map((picture) => preprocessor.next(picture, mirrored)),
  );
}

/**
 * Chooses, of a camera's pictures, those nearest to the model's rate. Pictures come in order, with the times they were taken at, in ms
 * on any clock.
 */
export class FrameSchedule {
  /** @type {number | null} */
  #first = null;
  #taken = 0;
  #previous = 0;
  #period;
  #interval;

  /** @param {number} fps */
  constructor(fps) {
    this.#period = 1000 / fps;
    this.#interval = this.#period;
  }

  /**
   * Null: this picture is not due. Else it is taken, and so many before it were due for which there was none.
   * @param {number} time
   */
  offer(time) {
    const step = time - this.#previous;
    if (this.#first === null || step < -2000) {
      this.#first = this.#previous = time;
      this.#taken = 1;
      return 0;
    }
    this.#previous = time;
    if (step > 0) this.#interval += 0.2 * (Math.min(step, this.#period) - this.#interval);
    const behind = time - (this.#first + this.#taken * this.#period) + this.#interval / 2;
    if (behind < 0) return null;
    const missed = Math.floor(behind / this.#period);
    this.#taken += missed + 1;
    return missed;
  }
}

/** After a gap this long, in seconds, nothing is made up of the pictures before and after it. */
const LONGEST_GAP = 0.5;

/** The model's window on a camera, whose pictures may come at any rate. */
export class CameraWindow {
  /** @type {Framer | null} */
  #framer;
  /** @type {Paced[]} */
  #own;
  /** @type {Paced[][]} */
  #paced;
  #reach;
  #span;
  /**
   * What each frame is to the model: by itself, and as it follows the one before it, the one before that, and so on.
   * @type {Float32Array[][]}
   */
  #frames = [];
  /** Whether each of them was made of others; of the last ones, as many as a window has. @type {boolean[]} */
  #made = [];
  /** The same as they came, for another view of them. @type {Taken[]} */
  #pictures = [];
  /** @type {{ picture: Picture, mirrored: boolean } | null} */
  #before = null;

  /**
   * @param {Spec} spec
   * @param {Framing | null} [framing] where it looks; without, at the whole centre square
   * @param {readonly number[]} [paces] those that {@link answers} looks at
   */
  constructor(spec, framing = null, paces = [1]) {
    this.spec = spec;
    this.framing = framing;
    this.schedule = new FrameSchedule(spec.fps);
    this.#own = pacedWindow(spec.frames, 1);
    this.#paced = paces.map((pace) => pacedWindow(spec.frames, pace));
    const all = [this.#own, ...this.#paced].flat();
    this.#reach = spec.channels === 'grey-diff' ? Math.max(...all.map(({ since }) => since)) : 0;
    this.#span = Math.max(...all.map(({ back }) => back)) + 1;
    this.preprocessor = new FramePreprocessor(spec, this.#reach);
    this.#framer = framing ? new Framer(spec, framing) : null;
  }

  /** Where it looks. */
  get view() {
    return this.preprocessor.view;
  }

  /**
   * The windows that end with this picture and with those that are missing right before it, oldest first; none where it is not
   * due, or not enough have come yet.
   * @param {Picture} picture
   * @param {number} time when it was taken, in ms
   * @returns {Window[]}
   */
  push(picture, time, mirrored = false) {
    return this.#atEach(picture, time, mirrored, () => this.#stacked(this.#own));
  }

  /**
   * What Beckon would answer to these windows: a probability for each output. The model, which gives those of one window, is asked of
   * each at all paces, gestures for which too little moves are none, and where a camera was slow it is as sure as it would be otherwise.
   * @param {Picture} picture
   * @param {number} time when it was taken, in ms
   * @param {(window: Window) => ArrayLike<number> | Promise<ArrayLike<number>>} model
   * @returns {Promise<Float32Array[]>}
   */
  async answers(picture, time, model, mirrored = false) {
    const due = this.#atEach(picture, time, mirrored, () => {
      const fitting = this.#paced.filter(([oldest]) => (oldest?.back ?? 0) < this.#frames.length);
      const windows = (fitting.length > 0 ? fitting : [this.#own]).map((window) => this.#stacked(window));
      const made = this.#made.filter(Boolean).length / this.#made.length;
      return { windows, strength: this.#framer?.strength ?? 0, made };
    });
    const answers = [];
    for (const { windows, strength, made } of due) {
      /** @type {Float64Array | null} */
      let sum = null;
      for (const window of windows) {
        const shares = await model(window);
        sum = Float64Array.from(shares, (share, index) => share + (sum?.[index] ?? 0));
      }
      const mean = Float32Array.from(sum ?? [], (value) => value / windows.length);
      const plain = withoutFaint(this.framing, strength, mean);
      // A model that knows when no gesture is due, and no other one, is asked at several paces.
      answers.push(this.#paced.length > 1 ? asSureAsEver(plain, made) : plain);
    }
    return answers;
  }

  /**
   * Takes in a picture that is due, and those that are missing before it; what is asked after each that ends a window.
   * @template T
   * @param {Picture} picture
   * @param {number} time
   * @param {boolean} mirrored
   * @param {() => T} ask
   */
  #atEach(picture, time, mirrored, ask) {
    const missed = this.schedule.offer(time);
    /** @type {T[]} */
    const asked = [];
    if (missed === null) return asked;
    for (const taken of this.#filled(kept(picture, this.spec), mirrored, missed)) {
      this.#take(taken);
      if (this.#frames.length >= this.spec.frames) asked.push(ask());
    }
    return asked;
  }

  /**
   * This picture and, before it, those that are missing, blended: movements are taken to go on evenly. After a long gap there are
   * none.
   * @param {Picture} picture
   * @param {boolean} mirrored
   * @param {number} missed
   * @returns {Taken[]}
   */
  #filled(picture, mirrored, missed) {
    const before = this.#before;
    this.#before = { picture, mirrored };
    const alike =
      before?.mirrored === mirrored &&
      before.picture.width === picture.width &&
      before.picture.data.length === picture.data.length;
    if (!alike || missed > LONGEST_GAP * this.spec.fps) return [{ picture, mirrored, missed, made: false }];
    const between = Array.from({ length: missed }, (_, step) => {
      const data = blended(before.picture.data, picture.data, (step + 1) / (missed + 1));
      return { picture: { ...picture, data }, mirrored, missed: 0, made: true };
    });
    return [...between, { picture, mirrored, missed: 0, made: false }];
  }

  /** @param {Taken} taken */
  #take(taken) {
    const { picture, mirrored, missed } = taken;
    if (missed >= this.spec.frames) {
      this.#frames = [];
      this.#made = [];
      this.#pictures = [];
      this.preprocessor.reset();
    }
    if (this.#framer) {
      const view = this.#framer.next(picture, mirrored, missed);
      if (view !== this.view) this.#lookAt(view);
      this.#pictures = [...this.#pictures, taken].slice(-this.#span);
    }
    this.#add(taken);
  }

  /**
   * Sees the frames of the window again, as differences between two views are no motion.
   * @param {View} view
   */
  #lookAt(view) {
    this.preprocessor.lookAt(view);
    this.#frames = [];
    this.#made = [];
    for (const taken of this.#pictures) this.#add(taken);
  }

  /** @param {Taken} taken */
  #add({ picture, mirrored, missed, made }) {
    this.preprocessor.next(picture, mirrored, missed);
    const frame = Array.from({ length: this.#reach + 1 }, (_, count) => this.preprocessor.since(count));
    // Those that are missing in a long gap look like this one.
    const times = this.#frames.length > 0 ? missed + 1 : 1;
    this.#frames = [...this.#frames, ...Array.from({ length: times }, () => frame)].slice(-this.#span);
    const all = [...this.#made, ...Array.from({ length: times }, (_, at) => made && at === times - 1)];
    this.#made = all.slice(-this.spec.frames);
  }

  /** @param {readonly Paced[]} window */
  #stacked(window) {
    const frames = window.map(
      ({ back, since }) => this.#frames.at(-1 - back)?.[Math.min(since, this.#reach)] ?? new Float32Array(),
    );
    return stacked(this.preprocessor, frames);
  }
}

/** @typedef {{ picture: Picture, mirrored: boolean, missed: number, made: boolean }} Taken */
/** @typedef {{ back: number, since: number }} Paced how far a frame of a window is back, and since the one before it there */

/**
 * The frames of a window, oldest first, of a gesture that is made so much slower.
 * @param {number} frames
 * @param {number} pace
 * @returns {Paced[]}
 */
function pacedWindow(frames, pace) {
  const back = Array.from({ length: frames }, (_, index) => Math.round((frames - 1 - index) * pace));
  return back.map((each, index) => ({ back: each, since: (back[index - 1] ?? each) - each }));
}

/**
 * What a model answers, without the gestures for which too little moves: their shares are the last one's, that no gesture is due. With less than
 * three tenths of what moves at least in the clips of a gesture, it has just begun, or is another one.
 * @param {Framing | null} framing
 * @param {number} strength how strong the movement in the window is, as {@link Framer} has it
 * @param {ArrayLike<number>} probabilities
 */
export function withoutFaint(framing, strength, probabilities) {
  const shares = Float32Array.from(probabilities);
  const least = framing?.least ?? [];
  const last = least.length;
  if (shares.length !== last + 1) return shares;
  least.forEach((own, index) => {
    if (strength >= 0.3 * own) return;
    shares[last] = at(shares, last) + at(shares, index);
    shares[index] = 0;
  });
  return shares;
}

/**
 * What a model answers to a window, a share of whose frames was made of the pictures before and after them, as a slow camera gives too
 * few: surer, for of blends it is less sure than of pictures.
 * @param {Float32Array} probabilities
 * @param {number} share
 */
function asSureAsEver(probabilities, share) {
  if (share === 0) return probabilities;
  const powers = probabilities.map((probability) => probability ** (1 + 2.5 * share));
  const sum = powers.reduce((all, power) => all + power, 0);
  return sum > 0 ? powers.map((power) => power / sum) : probabilities;
}

/**
 * Finds where to look in a stream. Where `framing` has a `centre`, at what moves in the window, as if it were made where the clips’
 * gestures are and as large. Else closer where the person is much further away than in the clips, which is told by how far their
 * movements spread.
 */
export class Framer {
  view = WHOLE;
  /** How strong the movement in the window is: the same however far away it is made. */
  strength = 0;
  #cells;
  #kind = '';
  /** @type {Float32Array} */
  #before = new Float32Array();
  /** @type {Float32Array[]} */
  #window = [];
  /** The movement that goes on, at its height. @type {Movement | null} */
  #height = null;
  /** The latest ones that are over. @type {Movement[]} */
  #latest = [];

  /**
   * @param {Spec} spec
   * @param {Framing} framing
   */
  constructor(spec, framing) {
    this.spec = spec;
    this.framing = framing;
    const cells = {
      width: CELLS,
      height: CELLS,
      channels: /** @type {const} */ ('grey'),
      scale: 1 / 255,
      offset: 0,
    };
    this.#cells = new FramePreprocessor({ ...spec, ...cells });
  }

  /**
   * Where to look from this picture on; `missed`: so many are missing before it.
   * @param {Picture} picture
   */
  next(picture, mirrored = false, missed = 0) {
    const { frames } = this.spec;
    const changes = this.#changes(picture, mirrored, missed);
    const each = Array.from({ length: Math.min(missed + 1, frames) }, () => changes);
    this.#window = [...this.#window, ...each].slice(-frames);
    const movement = movementIn(this.#window);
    this.strength = movement?.strength ?? 0;
    const share = this.strength / this.framing.movement;
    if (this.framing.centre) {
      if (movement && share >= 0.1) this.#follow(movement, this.framing.centre);
    } else if (movement && share >= 0.5) {
      if (movement.total > (this.#height?.total ?? 0)) this.#height = movement;
    } else if (this.#height) {
      this.#latest = [...this.#latest, this.#height].slice(-8);
      this.#height = null;
      this.view = this.#closer();
    }
    return this.view;
  }

  /**
   * How much each cell changed in each of the missed pictures before this one, and in this one. What changes everywhere alike, as a
   * lamp makes it, is no movement, and a little of it is noise.
   * @param {Picture} picture
   * @param {boolean} mirrored
   * @param {number} missed
   */
  #changes(picture, mirrored, missed) {
    const kind = JSON.stringify([picture.width, picture.height, mirrored]);
    const cells = this.#cells.next(picture, mirrored);
    const before = kind === this.#kind ? this.#before : cells;
    [this.#kind, this.#before] = [kind, cells];
    const changes = cells.map((value, index) => (value - at(before, index)) / (missed + 1));
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    return changes.map((change) => Math.max(0, Math.abs(change - mean) - 0.03));
  }

  /**
   * Looks so that a movement is seen where those in the clips are, and as large, unless it nearly is.
   * @param {Movement} movement
   * @param {{ x: number, y: number }} centre
   */
  #follow({ x, y, spread }, centre) {
    const scale = Math.min(2.2, Math.max(0.8, this.framing.spread / spread));
    const view = { x: x + (0.5 - centre.x) / scale, y: y + (0.5 - centre.y) / scale, scale };
    const { size, place } = apart(view, this.view);
    if (size > 0.1 || place > 0.07) this.view = view;
  }

  /** Moves in late, back early, and changes its mind seldom. */
  #closer() {
    if (this.#latest.length < 4) return this.view;
    const spreads = this.#latest.map(({ spread }) => spread);
    // At their height less of movements is seen than in a whole clip.
    const further = (0.8 * this.framing.spread) / quantile(spreads, 0.75);
    if (further < (this.view.scale > 1 ? 1.2 : 1.5)) return WHOLE;
    const scale = Math.min(further, 1.8);
    /** @param {number[]} centres */
    const within = (centres) => Math.min(1 - 0.5 / scale, Math.max(0.5 / scale, quantile(centres, 0.5)));
    const view = {
      x: within(this.#latest.map(({ x }) => x)),
      y: within(this.#latest.map(({ y }) => y)),
      scale,
    };
    const { size, place } = apart(view, this.view);
    return this.view.scale > 1 && size < 0.2 && place < 0.15 ? this.view : view;
  }
}

/** What moves is told in so many cells a side. */
const CELLS = 32;

/**
 * @typedef {{ total: number, spread: number, strength: number, x: number, y: number }} Movement what moved in a window: all changes,
 *   in cells; how far from its middle, and where that is, in shares of the square; `strength`: all in relation to the area that it is
 *   spread over
 */

/**
 * @param {readonly Float32Array[]} changes
 * @returns {Movement | null}
 */
function movementIn(changes) {
  let [total, x, y, xx, yy] = [0, 0, 0, 0, 0];
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const value = changes.reduce((sum, change) => sum + at(change, cell), 0);
    const [across, down] = [((cell % CELLS) + 0.5) / CELLS, (Math.floor(cell / CELLS) + 0.5) / CELLS];
    total += value;
    x += value * across;
    y += value * down;
    xx += value * across ** 2;
    yy += value * down ** 2;
  }
  if (total === 0) return null;
  [x, y] = [x / total, y / total];
  const variances = Math.max(0, xx / total - x ** 2) * Math.max(0, yy / total - y ** 2);
  const spread = Math.max(0.02, variances ** 0.25);
  return { total, spread, strength: total / (CELLS * spread) ** 2, x, y };
}

/**
 * How far one view is from another: in size, and in place, in shares of the other.
 * @param {View} view
 * @param {View} other
 */
const apart = (view, other) => ({
  size: Math.abs(Math.log(view.scale / other.scale)),
  place: Math.max(Math.abs(view.x - other.x), Math.abs(view.y - other.y)) * other.scale,
});

/** @param {readonly number[]} values @param {number} share */
const quantile = (values, share) =>
  at(
    [...values].sort((one, other) => one - other),
    Math.round(share * (values.length - 1)),
  );

/** Turns the probabilities of one window after another into gestures that start and end. */
export class GestureRule {
  /** The output whose gesture lasts. @type {number | null} */
  active = null;
  /** @type {number | null} */
  #candidate = null;
  #windows = 0;
  #ended = Number.NEGATIVE_INFINITY;

  /** @param {Events} events */
  constructor(events) {
    this.events = events;
  }

  /**
   * What starts or ends with this window, at the time `at` in ms.
   * @param {ArrayLike<number>} probabilities
   * @param {number} at
   */
  push(probabilities, at) {
    const { none, windows, atOnce = Infinity, threshold, cooldown } = this.events;
    const shares = Array.from(probabilities);
    const winner = shares.indexOf(Math.max(...shares));
    const sure = (shares[winner] ?? 0) >= this.#least(winner);
    const candidate = sure && !none.includes(winner) ? winner : null;
    this.#windows = candidate === this.#candidate ? this.#windows + 1 : 1;
    this.#candidate = candidate;
    /** @type {{ kind: 'start' | 'end', output: number }[]} */
    const news = [];
    if (this.active !== null && !this.#lasts(this.active, shares, sure && winner !== this.active)) {
      news.push({ kind: 'end', output: this.active });
      this.active = null;
      this.#ended = at;
    }
    const free = this.active === null && at - this.#ended >= 1000 * cooldown;
    const enough =
      this.#windows >= windows || (shares[winner] ?? 0) >= atOnce + this.#least(winner) - threshold;
    if (candidate !== null && free && enough) {
      news.push({ kind: 'start', output: candidate });
      this.active = candidate;
    }
    return news;
  }

  /** @param {number} active @param {number[]} shares @param {boolean} another is sure */
  #lasts(active, shares, another) {
    return !another && (shares[active] ?? 0) >= this.events.release * this.#least(active);
  }

  /** @param {number} output */
  #least(output) {
    return this.events.thresholds?.[output] ?? this.events.threshold;
  }
}

/** @typedef {{ pixel: number, share: number }[]} Shares */

/**
 * Of each of `target` pixels, which source pixels it covers and by how much: `length` of them around `middle`, altogether. Beyond the
 * edges of the picture its first and last pixel go on.
 * @param {number} source
 * @param {number} middle
 * @param {number} length
 * @param {number} target
 * @returns {Shares[]}
 */
function areaShares(source, middle, length, target) {
  const step = length / target;
  return Array.from({ length: target }, (_, index) => {
    const start = middle - length / 2 + step * index;
    /** @type {Shares} */
    const shares = [];
    for (let pixel = Math.floor(start); pixel < start + step; pixel++) {
      const share = (Math.min(start + step, pixel + 1) - Math.max(start, pixel)) / step;
      if (share > 0) shares.push({ pixel: Math.min(source - 1, Math.max(0, pixel)), share });
    }
    return shares;
  });
}

/**
 * Numbers a pixel.
 * @param {Picture} picture
 * @param {Spec} spec
 */
function depthOf({ data, width, height }, { channels }) {
  const depth = data.length / (width * height);
  if (depth !== 3 && depth !== 4 && (depth !== 1 || channels === 'rgb'))
    throw new TypeError(
      `A picture of ${width}×${height} has 3 or 4 bytes a pixel; this has ${data.length} bytes.`,
    );
  return depth;
}

/** @param {ArrayLike<number>} data @param {number} first of the pixel @param {number} depth */
const greyAt = (data, first, depth) =>
  depth === 1
    ? at(data, first)
    : 0.299 * at(data, first) + 0.587 * at(data, first + 1) + 0.114 * at(data, first + 2);

/**
 * As much of a picture as a model needs, which stays what it is whatever becomes of the picture: the largest part of its middle with the
 * model’s proportions. Clips have no more either, so that beyond it its edge goes on. Where it would begin or end within a pixel, that
 * pixel stays whole.
 * @param {Picture} picture
 * @param {Spec} spec
 * @returns {Picture}
 */
function kept({ data, width, height }, spec) {
  const depth = depthOf({ data, width, height }, spec);
  const top = Math.floor((height - Math.min(height, (width * spec.height) / spec.width)) / 2);
  const left = Math.floor((width - Math.min(width, (height * spec.width) / spec.height)) / 2);
  const [across, down] = [width - 2 * left, height - 2 * top];
  const grey = spec.channels !== 'rgb';
  const values = grey ? new Float32Array(down * across) : data.slice(0, down * across * depth);
  for (let pixel = 0; pixel < down * across; pixel++) {
    const first = ((top + Math.floor(pixel / across)) * width + left + (pixel % across)) * depth;
    if (grey) values[pixel] = greyAt(data, first, depth);
    else values.set(data.subarray(first, first + depth), pixel * depth);
  }
  return { data: values, width: across, height: down };
}

/**
 * So much of the way from one to the other.
 * @param {ArrayLike<number>} from
 * @param {ArrayLike<number>} to
 * @param {number} share
 */
function blended(from, to, share) {
  const values = new Float32Array(from.length);
  for (let index = 0; index < values.length; index++)
    values[index] = at(from, index) + share * (at(to, index) - at(from, index));
  return values;
}

/**
 * @param {FramePreprocessor} preprocessor
 * @param {readonly Float32Array[]} frames
 * @returns {Window}
 */
function stacked({ spec, channels }, frames) {
  const size = spec.height * spec.width * channels;
  const values = new Float32Array(frames.length * size);
  frames.forEach((frame, index) => values.set(frame, index * size));
  return { values, shape: [frames.length, spec.height, spec.width, channels] };
}

/** @param {ArrayLike<number>} numbers @param {number} index */
const at = (numbers, index) => numbers[index] ?? 0;
