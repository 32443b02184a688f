import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import type { PreprocessSpec } from '../../src-main/contract';
import { applyFrameLayers, sequenceLayersOf } from './forward';
import { one } from './layers/types';
import { frameLayersOf } from './model';
import { asFirstFrame, channelCount, FramePreprocessor } from './preprocess';

/** CNN features `[1, F]` of a frame: as it follows the frame before, and as the first of a window. */
interface Features {
  following: tf.Tensor;
  first: tf.Tensor;
}

/**
 * Classifies a window that moves on frame by frame: one CNN pass a frame, features kept in a ring, then the rest of
 * the model over the window. Gives what the whole model gives on the same frames.
 */
export class WindowClassifier {
  readonly #preprocessor: FramePreprocessor;
  readonly #cnn: layers.Layer[];
  readonly #rest: layers.Layer[];
  #ring: Features[] = [];

  constructor(
    model: LayersModel,
    readonly spec: PreprocessSpec,
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
    if (missed >= this.spec.frames) this.reset();
    for (let i = 0; i < missed; i++) this.#repeat();
    this.#remember(this.#features(this.#preprocessor.next(rgb, width, height, mirror)));
    if (this.#ring.length < this.spec.frames) return null;
    const output = tf.tidy(() => {
      const window = tf.concat(this.#ring.map((frame, t) => (t === 0 ? frame.first : frame.following)));
      let tensor: tf.Tensor = tf.expandDims(window, 0);
      for (const layer of this.#rest) tensor = one(layer.call(tensor, {}));
      return tensor;
    });
    try {
      return (await output.data()) as Float32Array;
    } finally {
      output.dispose();
    }
  }

  /** Runs the whole path a few times, so that the first real frame finds every program compiled. */
  async warmUp(): Promise<void> {
    const { width, height, frames } = this.spec;
    for (let t = 0; t <= frames; t++) {
      await this.push(new Uint8Array(width * height * 3), width, height, this.spec.mirror);
    }
    this.reset();
  }

  #features(frame: Float32Array): Features {
    const { spec } = this;
    const first = asFirstFrame(spec, frame);
    const variants = first === frame ? [frame] : [frame, first];
    const [following, asFirst] = tf.tidy(() => {
      const values = new Float32Array(frame.length * variants.length);
      variants.forEach((variant, index) => values.set(variant, index * frame.length));
      const shape = [variants.length, spec.height, spec.width, channelCount(spec)] as const;
      return tf.split(applyFrameLayers(this.#cnn, tf.tensor4d(values, [...shape])), variants.length, 0);
    });
    if (!following) throw new Error('The frame has no features.');
    return { following, first: asFirst ?? following.clone() };
  }

  /** The same picture again differs in nothing from the one before it, so it is known without a CNN pass. */
  #repeat(): void {
    const newest = this.#ring.at(-1);
    if (newest) this.#remember({ following: newest.first.clone(), first: newest.first.clone() });
  }

  #remember(features: Features): void {
    this.#ring.push(features);
    if (this.#ring.length > this.spec.frames) {
      const oldest = this.#ring.shift();
      if (oldest) tf.dispose([oldest.first, oldest.following]);
    }
  }

  /** Forgets the window. */
  reset(): void {
    tf.dispose(this.#ring.flatMap((features) => [features.first, features.following]));
    this.#ring = [];
    this.#preprocessor.reset();
  }
}
