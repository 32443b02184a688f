/**
 * Prepares camera pictures for a gesture model that Beckon exported, and turns its answers into gestures. Needs nothing else, in a page
 * or in Node.
 *
 * `spec` and `events` are the parts "preprocess" and "events" of the beckon.json beside the model. A picture is what `ImageData` is:
 * bytes row by row from the top left, red, green, blue and alpha; three bytes a pixel, without alpha, do as well.
 *
 * @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Picture
 * @typedef {{ version: number, crop: string, channels: 'grey-diff' | 'grey' | 'rgb', width: number, height: number, frames: number,
 *   fps: number, mirror: boolean, scale: number, offset: number, differenceGain: number, steady?: boolean | undefined }} Spec
 * @typedef {{ threshold: number, thresholds?: readonly number[] | undefined, windows: number, release: number, cooldown: number, none: number[] }} Events
 * @typedef {{ values: Float32Array, shape: [frames: number, height: number, width: number, channels: number] }} Window
 */

/** Prepares one picture after another of a camera, taken `spec.fps` times a second. */
export class FramePreprocessor {
  /** @type {Float32Array | null} */
  #before = null;
  /** @type {{ width: number, height: number, rows: Shares[], columns: Shares[] } | null} */
  #resizing = null;

  /** @param {Spec} spec */
  constructor(spec) {
    if (spec.version !== 1 || spec.crop !== 'centre')
      throw new Error('This model’s input is prepared in a way that this file does not know.');
    this.spec = spec;
    this.channels = { 'grey-diff': 2, grey: 1, rgb: 3 }[spec.channels];
  }

  /**
   * The next picture, `[height, width, channels]`; `mirrored`: it is mirrored already, as in a mirror.
   * @param {Picture} picture
   */
  next(picture, mirrored = false) {
    const { spec, channels } = this;
    const planes = this.#resize(picture, mirrored !== spec.mirror);
    const values = new Float32Array(spec.height * spec.width * channels);
    const colours = channels === 3 ? 3 : 1;
    for (let pixel = 0; pixel < spec.height * spec.width; pixel++) {
      for (let colour = 0; colour < colours; colour++)
        values[pixel * channels + colour] = at(planes, pixel * colours + colour) * spec.scale + spec.offset;
    }
    if (spec.channels === 'grey-diff') this.#writeDifference(values);
    this.#before = values;
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

  /** Forgets the picture before. */
  reset() {
    this.#before = null;
  }

  /** @param {Float32Array} values */
  #writeDifference(values) {
    const before = this.#before;
    if (!before) return;
    let sum = 0;
    for (let index = 0; index < values.length; index += 2) {
      values[index + 1] = this.spec.differenceGain * (at(values, index) - at(before, index));
      sum += at(values, index + 1);
    }
    if (!this.spec.steady) return;
    const mean = sum / (values.length / 2);
    for (let index = 1; index < values.length; index += 2) values[index] = at(values, index) - mean;
  }

  /**
   * The largest part of the picture's middle with the model's proportions, its areas averaged: first along rows, then columns.
   * @param {Picture} picture
   * @param {boolean} flip
   */
  #resize({ data, width, height }, flip) {
    const { spec } = this;
    const depth = data.length / (width * height);
    if (depth !== 3 && depth !== 4)
      throw new TypeError(
        `A picture of ${width}×${height} has 3 or 4 bytes a pixel; this has ${data.length} bytes.`,
      );
    if (this.#resizing?.width !== width || this.#resizing.height !== height) {
      const rows = areaShares(height, Math.min(height, (width * spec.height) / spec.width), spec.height);
      const columns = areaShares(width, Math.min(width, (height * spec.width) / spec.height), spec.width);
      this.#resizing = { width, height, rows, columns };
    }
    const { rows, columns } = this.#resizing;
    const colours = spec.channels === 'rgb' ? 3 : 1;
    const planes = new Float64Array(spec.height * spec.width * colours);
    rows.forEach((row, y) => {
      const line = new Float64Array(width * colours);
      for (const { pixel: from, share } of row) {
        for (let x = 0; x < width; x++) {
          const byte = (from * width + x) * depth;
          const [red, green, blue] = [at(data, byte), at(data, byte + 1), at(data, byte + 2)];
          if (colours === 1) line[x] = at(line, x) + share * (0.299 * red + 0.587 * green + 0.114 * blue);
          else
            [red, green, blue].forEach(
              (value, colour) => (line[x * 3 + colour] = at(line, x * 3 + colour) + share * value),
            );
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
  /** @type {Float32Array[]} */
  #frames = [];

  /** @param {Spec} spec */
  constructor(spec) {
    this.spec = spec;
    this.schedule = new FrameSchedule(spec.fps);
    this.preprocessor = new FramePreprocessor(spec);
  }

  /**
   * The windows that end with this picture and with those that are missing right before it, oldest first; none where it is not
   * due, or not enough have come yet.
   * @param {Picture} picture
   * @param {number} time when it was taken, in ms
   * @returns {Window[]}
   */
  push(picture, time, mirrored = false) {
    const missed = this.schedule.offer(time);
    if (missed === null) return [];
    const { frames, fps } = this.spec;
    const long = missed / fps > LONGEST_GAP;
    if (long && missed >= frames) {
      this.#frames = [];
      this.preprocessor.reset();
    }
    const before = this.#frames.at(-1);
    const next = this.preprocessor.next(picture, mirrored);
    /** @type {Window[]} */
    const windows = [];
    for (const frame of before ? this.#evenly(before, next, missed, long) : [next]) {
      this.#frames = [...this.#frames, frame].slice(-frames);
      if (this.#frames.length === frames) windows.push(stacked(this.preprocessor, this.#frames));
    }
    return long ? windows.slice(-1) : windows;
  }

  /**
   * So many frames that are missing between two, and the second one: movements are taken to go on evenly. In a long gap all look
   * like the second one.
   * @param {Float32Array} before
   * @param {Float32Array} next
   * @param {number} missed
   * @param {boolean} long
   */
  #evenly(before, next, missed, long) {
    if (missed === 0) return [next];
    const differs = this.spec.channels === 'grey-diff';
    return Array.from({ length: missed + 1 }, (_, index) => {
      const share = long ? 1 : (index + 1) / (missed + 1);
      return next.map((value, number) => {
        if (differs && number % 2) return value / (missed + 1);
        return at(before, number) + share * (value - at(before, number));
      });
    });
  }
}

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
    const { none, windows, cooldown } = this.events;
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
    if (candidate !== null && free && this.#windows >= windows) {
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
 * Of each of `target` pixels, which source pixels it covers and by how much: `length` of them around the centre, altogether.
 * @param {number} source
 * @param {number} length
 * @param {number} target
 * @returns {Shares[]}
 */
function areaShares(source, length, target) {
  const step = length / target;
  return Array.from({ length: target }, (_, index) => {
    const start = (source - length) / 2 + step * index;
    /** @type {Shares} */
    const shares = [];
    for (let pixel = Math.max(0, Math.floor(start)); pixel < Math.min(source, start + step); pixel++) {
      const share = (Math.min(start + step, pixel + 1) - Math.max(start, pixel)) / step;
      if (share > 0) shares.push({ pixel, share });
    }
    return shares;
  });
}

/**
 * @param {FramePreprocessor} preprocessor
 * @param {readonly Float32Array[]} frames
 * @returns {Window}
 */
function stacked(preprocessor, frames) {
  const { spec, channels } = preprocessor;
  const size = spec.height * spec.width * channels;
  const values = new Float32Array(frames.length * size);
  frames.forEach((frame, index) =>
    values.set(index === 0 ? preprocessor.asFirst(frame) : frame, index * size),
  );
  return { values, shape: [frames.length, spec.height, spec.width, channels] };
}

/** @param {ArrayLike<number>} numbers @param {number} index */
const at = (numbers, index) => numbers[index] ?? 0;
