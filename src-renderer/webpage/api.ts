/**
 * A Beckon model in your own page or program.
 *
 * In a page: `const model = await load('gestures.json'); model.on('start', ({ name }) => …); const stop = await model.watch();`
 * Anywhere: `await model.push(picture, time)` for each picture you have.
 */

/** A picture: bytes row by row from the top left, three (RGB) or four (RGBA, as `ImageData` has them) a pixel. */
export interface Picture {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** A gesture starts or ends. */
export interface GestureEvent {
  readonly kind: 'start' | 'end';
  /** What the class is called. */
  readonly name: string;
  /** Its place among `classes`. */
  readonly index: number;
  /** How sure the model is, 0 … 1. */
  readonly confidence: number;
  /** Time of the picture that decided it, in ms. */
  readonly time: number;
}

/** What one picture, with those before it, looks like. */
export interface Answer {
  /** Of each class, 0 … 1, in the order of `classes`. What is left to 1 is the probability that no gesture is due. */
  readonly probabilities: readonly number[];
  /**
   * True where something is done that is none of the gestures: it is like nothing that the model has learnt. No gesture starts with it, and
   * it is never true while one lasts.
   */
  readonly unseen: boolean;
  /** In ms. */
  readonly time: number;
  /** What starts or ends with this picture, or with those that are missing right before it, by the rule that Beckon's Live goes by. */
  readonly events: readonly GestureEvent[];
}

export interface PushOptions {
  /** True where the picture is mirrored as in a mirror. Cameras give pictures that are not. */
  mirrored?: boolean;
}

export interface GestureModel {
  readonly name: string;
  /** The names of its gestures. */
  readonly classes: readonly string[];
  /** It looks at so many pictures a second. */
  readonly fps: number;
  /** And at so many of them at a time. */
  readonly frames: number;
  /** Calls `listener` for every gesture that starts or ends. Answers how to stop that. */
  on(event: 'start' | 'end', listener: (event: GestureEvent) => void): () => void;
  /** Calls `listener` with every answer. */
  on(event: 'answer', listener: (answer: Answer) => void): () => void;
  /**
   * Takes the next picture. Pictures may come at any rate, as long as their times are right: those that are due at the
   * model's rate are looked at, and cropped, resized and mirrored as the model expects it.
   * @param time when it was taken, in ms on any clock; without it, pictures must come at the rate of `fps`
   * @returns null where it was not due, or not enough of them have come yet
   */
  push(picture: Picture, time?: number, options?: PushOptions): Promise<Answer | null>;
  /** Forgets the pictures so far; a gesture that lasts ends. */
  reset(): void;
  /**
   * In a page: watches a camera, by default whichever the browser gives, until the function it answers with is called.
   * Rejects with a sentence where there is no camera or it may not be used.
   */
  watch(stream?: MediaStream): Promise<() => void>;
  /** Lets go of everything. */
  close(): void;
}

/** A model as the web page export carries it: one JSON document. */
export interface GestureFile {
  readonly format: 'beckon-gestures';
  readonly version: 1;
  /** Which model it is, and how its pictures are made. */
  readonly about: object;
  /** Keras-style `model.json`. */
  readonly topology: object;
  /** `weights.bin`, in base64. */
  readonly weights: string;
}

/** Loads a model: its address, or what lies there. Rejects with a sentence where it is none. */
export declare function load(model: string | URL | GestureFile): Promise<GestureModel>;
