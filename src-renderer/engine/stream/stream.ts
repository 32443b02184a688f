import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs';
import type { CaptionSource, PreprocessSpec } from '../../../src-main/contract';
import { applyFrameLayers, sequenceLayersOf } from '../model/forward';
import { frameLayersOf } from '../model/model';
import { asFirstFrame, channelCount, FramePreprocessor, middleFrame } from '../../learning/preprocess';
import { windowHead, type WindowHead } from './window-head';

/** What the head keeps of a frame, and, where frames are asked for, what the CNN made of it; else nothing. */
interface Seen {
  kept: Float32Array;
  features: Float32Array;
}

/** What is kept of a frame: as it follows the frame before, and as the first of a window. */
interface Kept {
  following: Seen;
  first: Seen;
}

/**
 * Classifies a window that moves on frame by frame: one CNN pass a frame on the device, whose results are kept in a
 * ring, then the rest of the model over the window. Gives what the whole model gives on the same frames.
 */
export class WindowClassifier {
  readonly #preprocessor: FramePreprocessor;
  readonly #cnn: layers.Layer[];
  readonly #rest: layers.Layer[];
  #head: WindowHead | null = null;
  #ring: Kept[] = [];

  /** @param keepsFrames whether {@link seen} will be asked of frames */
  constructor(
    model: LayersModel,
    readonly spec: PreprocessSpec,
    readonly keepsFrames = false,
  ) {
    this.#preprocessor = new FramePreprocessor(spec);
    this.#cnn = frameLayersOf(model);
    this.#rest = sequenceLayersOf(model);
  }

  /**
   * @param rgb bytes `[H, W, 3]`
   * @param missed frames between the one before and this, for which the one before stands in; as many as a window, and
   * the window begins anew
   * @returns one probability a class, or null until the window is full
   */
  async push(
    rgb: Uint8Array,
    width: number,
    height: number,
    mirror: boolean,
    missed = 0,
  ): Promise<Float32Array | null> {
    this.#head ??= await windowHead(this.#rest);
    if (missed >= this.spec.frames) this.reset();
    // The same picture again differs in nothing from the one before it, so it is known without a CNN pass.
    const before = this.#ring.at(-1);
    for (let i = 0; before && i < missed; i++) {
      this.#remember({ following: before.first, first: before.first });
    }
    this.#remember(await this.#see(this.#head, this.#preprocessor.next(rgb, width, height, mirror)));
    if (this.#ring.length < this.spec.frames) return null;
    return this.#head.classify(this.#window());
  }

  /** What the full window, or its middle frame alone, is to the model: the hidden state, or what the CNN made of it. */
  async seen(from: CaptionSource): Promise<Float32Array> {
    if (from === 'frame') {
      return this.#ring[middleFrame(this.spec.frames)]?.following.features ?? new Float32Array();
    }
    return (await this.#head?.hidden(this.#window())) ?? new Float32Array();
  }

  #window(): Float32Array[] {
    return this.#ring.map(({ first, following }, t) => (t === 0 ? first : following).kept);
  }

  /** Runs the whole path a few times, so that the first real frame finds every program compiled. */
  async warmUp(): Promise<void> {
    const { width, height, frames } = this.spec;
    for (let t = 0; t <= frames; t++) {
      await this.push(new Uint8Array(width * height * 3), width, height, this.spec.mirror);
    }
    this.reset();
  }

  /** One pass of the CNN, and one readback. */
  async #see(head: WindowHead, frame: Float32Array): Promise<Kept> {
    const { spec } = this;
    const first = asFirstFrame(spec, frame);
    const variants = first === frame ? [frame] : [frame, first];
    let keptSize = 0;
    const output = tf.tidy(() => {
      const values = new Float32Array(frame.length * variants.length);
      variants.forEach((variant, index) => values.set(variant, index * frame.length));
      const shape = [variants.length, spec.height, spec.width, channelCount(spec)] as const;
      const output = applyFrameLayers(this.#cnn, tf.tensor4d(values, [...shape]));
      const features = tf.reshape(output, [variants.length, -1]) as tf.Tensor2D;
      const kept = head.keep(features);
      keptSize = kept.shape[1];
      // Side by side, so that it is one readback still.
      return this.keepsFrames ? tf.concat2d([kept, features], 1) : kept;
    });
    try {
      const numbers = (await output.data()) as Float32Array;
      const size = numbers.length / variants.length;
      const at = (row: number): Seen => {
        const end = row * size + keptSize;
        return { kept: numbers.slice(row * size, end), features: numbers.slice(end, (row + 1) * size) };
      };
      const following = at(0);
      return { following, first: variants.length > 1 ? at(1) : following };
    } finally {
      output.dispose();
    }
  }

  #remember(frame: Kept): void {
    this.#ring.push(frame);
    if (this.#ring.length > this.spec.frames) this.#ring.shift();
  }

  /** Forgets the window. */
  reset(): void {
    this.#ring = [];
    this.#preprocessor.reset();
  }
}
