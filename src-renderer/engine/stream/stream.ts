import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs';
import type { CaptionSource, Framing, PreprocessSpec, Run, Unseen } from '../../../src-main/contract';
import { PACES } from '../../../src-main/shared/paces';
import { UNSEEN_PERCENT } from '../../../src-main/shared/unseen-bounds';
import { applyFrameLayers, sequenceLayersOf } from '../model/forward';
import { frameLayersOf } from '../model/model';
import { concatenate } from '../../learning/concatenate';
import { withoutFaint } from '../../learning/faint';
import { changeTo, Framer, WHOLE, type View } from '../../learning/framing';
import { MovementMeter } from '../../learning/movement';
import { OWN_PACE, pacedWindow, type PacedFrame } from '../../learning/paces';
import { channelCount, FramePreprocessor, middleFrame } from '../../learning/preprocess';
import { asSureAsEver } from '../../learning/slow';
import { typicality } from '../../learning/unseen';
import { windowHead, type WindowHead } from './window-head';

/**
 * What the network was given of a frame, `[height, width, channels]`, what the head keeps of it, and, where frames are asked
 * for, what the CNN made of it; else nothing.
 */
interface Seen {
  input: Float32Array;
  kept: Float32Array;
  features: Float32Array;
}

/** As likely as this, a gesture has been named, whatever a person asks for before it counts. */
const NAMED = 0.5;

const NOTHING: Seen = {
  input: new Float32Array(),
  kept: new Float32Array(),
  features: new Float32Array(),
};

/** What is kept of a frame: as the first of a window, as it follows the frame before, the one before that, and so on. */
type Kept = readonly Seen[];

/** A frame that may be in the window, and whether it was made of others. */
interface Remembered {
  kept: Kept;
  filled: boolean;
}

/** Classifies windows as this run's model does live: at its paces, and where the person is. */
export const classifierOf = (
  model: LayersModel,
  { preprocess, idle, framing, unseen }: Pick<Run, 'preprocess' | 'idle' | 'framing' | 'unseen'>,
  keepsFrames = false,
): WindowClassifier =>
  new WindowClassifier(model, preprocess, {
    keepsFrames,
    paces: idle ? PACES : OWN_PACE,
    idle: idle === true,
    framing,
    unseen,
  });

interface Options {
  keepsFrames?: boolean;
  paces?: readonly number[];
  idle?: boolean;
  framing?: Framing | undefined;
  unseen?: Unseen | undefined;
}

interface Pushed {
  rgb: Uint8Array;
  width: number;
  height: number;
  mirror: boolean;
  missed: number;
  filled: boolean;
}

/**
 * Classifies a window that moves on frame by frame: one CNN pass a frame on the device, whose results are kept in a
 * ring, then the rest of the model over the window, at one pace or at several, of whose answers it gives the mean. Gives
 * what the whole model gives on the same frames.
 */
export class WindowClassifier {
  readonly keepsFrames: boolean;
  readonly #framer: Framer | null;
  readonly #unseen: Unseen | undefined;
  readonly #meter: MovementMeter | null;
  #typicality: number | null = null;
  #unnamed = false;
  readonly #idle: boolean;
  #view = WHOLE;
  /** The frames of the window as they came, for another view of them; kept where it may change. */
  #pushed: Pushed[] = [];
  #preprocessor: FramePreprocessor;
  readonly #cnn: layers.Layer[];
  readonly #rest: layers.Layer[];
  #head: WindowHead | null = null;
  #ring: Remembered[] = [];
  readonly #own: PacedFrame[];
  readonly #windows: PacedFrame[][];
  /** Frames that the longest window reaches over, and the most between two of its frames. */
  readonly #span: number;
  readonly #reach: number;

  /**
   * @param keepsFrames whether {@link seen} will be asked of frames
   * @param paces at which it looks
   * @param idle whether its last output says that no gesture is due
   * @param framing by which it moves in on a person further away
   * @param unseen by which {@link typicality} and {@link unnamed} are told
   */
  constructor(
    model: LayersModel,
    readonly spec: PreprocessSpec,
    { keepsFrames = false, paces = OWN_PACE, idle = false, framing, unseen }: Options = {},
  ) {
    this.#framer = framing ? new Framer(spec, framing) : null;
    this.#unseen = unseen;
    this.#meter = unseen?.movement === undefined ? null : new MovementMeter(spec, unseen.movement);
    this.#idle = idle;
    this.keepsFrames = keepsFrames;
    this.#own = pacedWindow(spec.frames, 1);
    this.#windows = paces.map((pace) => pacedWindow(spec.frames, pace));
    const all = [this.#own, ...this.#windows].flat();
    this.#span = Math.max(...all.map(({ back }) => back)) + 1;
    this.#reach = spec.channels === 'grey-diff' ? Math.max(...all.map(({ since }) => since)) : 0;
    this.#preprocessor = new FramePreprocessor(spec, this.#reach);
    this.#cnn = frameLayersOf(model);
    this.#rest = sequenceLayersOf(model);
  }

  /**
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames between the one before and this, for which the one before stands in; as many as a window, and
   * the window begins anew
   * @param filled whether it was made of the pictures before and after it
   * @returns one probability a class, or null until the window is full
   */
  async push(
    rgb: Uint8Array,
    width: number,
    height: number,
    mirror: boolean,
    missed = 0,
    filled = false,
  ): Promise<Float32Array | null> {
    this.#head ??= await windowHead(this.#rest);
    if (missed >= this.spec.frames) this.#forgetWindow();
    const head = this.#head;
    const pushed = { rgb, width, height, mirror, missed, filled };
    if (this.#framer) {
      const view = this.#framer.next(rgb, width, height, mirror, missed);
      if (view !== this.#view) await this.#lookAt(head, view);
      this.#pushed = [...this.#pushed, pushed].slice(-this.#span);
    }
    await this.#add(head, [pushed]);
    this.#meter?.next(rgb, width, height, mirror, missed);
    return this.#ring.length < this.spec.frames ? null : this.#classify(head);
  }

  /** Where it looks. */
  get view(): View {
    return this.#view;
  }

  /**
   * The share of gestures that it knows that look as unusual as the last window or more, as `learning/unseen` has it; null
   * where the model does not know.
   */
  get typicality(): number | null {
    return this.#typicality;
  }

  /**
   * Whether there is a whole gesture's worth of movement in the last window that no gesture was named for, as
   * `learning/movement` has it; never where the model does not know how much that is.
   */
  get unnamed(): boolean {
    return this.#unnamed;
  }

  /** Sees the frames of the window again in another view, as differences between two views are no motion. */
  async #lookAt(head: WindowHead, view: View): Promise<void> {
    this.#view = view;
    this.#preprocessor = new FramePreprocessor(this.spec, this.#reach, changeTo(view));
    this.#ring = [];
    await this.#add(head, this.#pushed);
  }

  async #add(head: WindowHead, frames: readonly Pushed[]): Promise<void> {
    const inputs = frames.map(({ rgb, width, height, mirror, missed }) => {
      this.#preprocessor.next(rgb, width, height, mirror, missed);
      return Array.from({ length: this.#reach + 1 }, (_, since) => this.#preprocessor.since(since));
    });
    const seen = await this.#see(head, inputs);
    frames.forEach(({ missed, filled }, index) => {
      const kept = seen[index] ?? [];
      // What was missed is taken to be part of an even movement to this frame, so it is known without a CNN pass.
      if (this.#ring.length > 0) for (let i = 0; i < missed; i++) this.#remember({ kept, filled: false });
      this.#remember({ kept, filled });
    });
  }

  /** The mean of what it answers at each pace that there are frames for. */
  async #classify(head: WindowHead): Promise<Float32Array> {
    const fitting = this.#windows.filter((window) => (window[0]?.back ?? 0) < this.#ring.length);
    const windows = fitting.length > 0 ? fitting : [this.#own];
    const answers = await Promise.all(windows.map((window) => head.answer(this.#window(window))));
    const [mean = new Float32Array(), ...others] = answers.map(({ probabilities }) => probabilities.slice());
    this.#typicality = this.#unseen
      ? typicality(
          this.#unseen,
          answers.map(({ hidden }) => hidden),
        )
      : null;
    for (const other of others) other.forEach((value, i) => (mean[i] = (mean[i] as number) + value));
    const shares = mean.map((value) => value / windows.length);
    const plain = this.#framer && this.#idle ? withoutFaint(shares, this.#framer) : shares;
    const probabilities = this.#idle ? asSureAsEver(plain, this.#filled()) : plain;
    this.#unnamed = this.#meter?.isUnnamed(this.#isNamed(probabilities)) ?? false;
    return probabilities;
  }

  /** The share of the window's frames, at its own pace, that were made of others. */
  #filled(): number {
    const window = this.#ring.slice(-this.spec.frames);
    return window.filter(({ filled }) => filled).length / window.length;
  }

  /** Whether one gesture is likelier than all else together, and it is like what the model knows. */
  #isNamed(probabilities: Float32Array): boolean {
    const classes = this.#idle ? probabilities.slice(0, -1) : probabilities;
    return Math.max(...classes) >= NAMED && (this.#typicality ?? 1) >= UNSEEN_PERCENT / 100;
  }

  /** What the full window, or its middle frame alone, is to the model: the hidden state, or what the CNN made of it. */
  async seen(from: CaptionSource): Promise<Float32Array> {
    if (from === 'frame') {
      const back = this.spec.frames - 1 - middleFrame(this.spec.frames);
      return this.#seen({ back, since: 1 }).features;
    }
    return (await this.#head?.answer(this.#window(this.#own)))?.hidden ?? new Float32Array();
  }

  /** What the network was given of each frame of the window at its own pace, oldest first; null until the window is full. */
  get inputs(): Float32Array[] | null {
    return this.#ring.length < this.spec.frames ? null : this.#own.map((frame) => this.#seen(frame).input);
  }

  #window(frames: readonly PacedFrame[]): Float32Array[] {
    return frames.map((frame) => this.#seen(frame).kept);
  }

  #seen({ back, since }: PacedFrame): Seen {
    const kept = this.#ring.at(-1 - back)?.kept;
    return kept?.[Math.min(since, this.#reach)] ?? NOTHING;
  }

  /** Runs the whole path a few times, so that the first real frame finds every program compiled. */
  async warmUp(): Promise<void> {
    const { width, height, frames } = this.spec;
    for (let t = 0; t <= frames; t++) {
      await this.push(new Uint8Array(width * height * 3), width, height, this.spec.mirror);
    }
    this.reset();
  }

  /** One pass of the CNN over frames, each as it follows ones before it, and one readback. */
  async #see(head: WindowHead, frames: readonly (readonly Float32Array[])[]): Promise<Kept[]> {
    const { spec } = this;
    const inputs = frames.flat();
    if (inputs.length === 0) return [];
    let keptSize = 0;
    const output = tf.tidy(() => {
      const values = concatenate(inputs);
      const shape = [inputs.length, spec.height, spec.width, channelCount(spec)] as const;
      const output = applyFrameLayers(this.#cnn, tf.tensor4d(values, [...shape]));
      const features = tf.reshape(output, [inputs.length, -1]) as tf.Tensor2D;
      const kept = head.keep(features);
      keptSize = kept.shape[1];
      // Side by side, so that it is one readback still.
      return this.keepsFrames ? tf.concat2d([kept, features], 1) : kept;
    });
    try {
      const numbers = (await output.data()) as Float32Array;
      const size = numbers.length / inputs.length;
      let row = 0;
      return frames.map((variants) =>
        variants.map((input) => {
          const [start, end] = [row * size, (row + 1) * size];
          row += 1;
          const kept = numbers.slice(start, start + keptSize);
          return { input, kept, features: numbers.slice(start + keptSize, end) };
        }),
      );
    } finally {
      output.dispose();
    }
  }

  #remember(frame: Remembered): void {
    this.#ring.push(frame);
    if (this.#ring.length > this.#span) this.#ring.shift();
  }

  #forgetWindow(): void {
    this.#ring = [];
    this.#pushed = [];
    this.#preprocessor.reset();
    this.#meter?.reset();
  }

  /** Forgets the window, and where it looked. */
  reset(): void {
    this.#forgetWindow();
    this.#framer?.reset();
    this.#view = WHOLE;
    this.#preprocessor = new FramePreprocessor(this.spec, this.#reach);
  }
}
