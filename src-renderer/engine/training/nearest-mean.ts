import type { PreprocessSpec } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import { NO_AUGMENTATION } from '../../learning/augment';
import { frameSize, preprocessClip } from '../../learning/preprocess';

/** May throw to stop. Called now and then, as many clips may take a while. */
type Between = () => Promise<void> | void;

/** Clips between two calls: letting messages in takes longer than looking at a clip. */
const CLIPS_AT_ONCE = 8;

/**
 * What comparing does without learning: the mean of each class's clips, value by value of what the network sees, and
 * for a clip the class whose mean is nearest. A model that is no better has learnt nothing of movement.
 */
export class NearestMean {
  readonly #spec: PreprocessSpec;
  /** What a clip is prepared in, one after another: of 10,000, arrays of their own would be 1.3 GB of garbage. */
  readonly #values: Float32Array;
  /** Null: a class without clips. */
  readonly #means: (Float32Array | null)[];

  private constructor(spec: PreprocessSpec, means: (Float32Array | null)[], values: Float32Array) {
    this.#spec = spec;
    this.#values = values;
    this.#means = means;
  }

  /** @param labels index of each clip's class, of so many classes */
  static async of(
    clips: readonly KeptClip[],
    labels: readonly number[],
    classCount: number,
    spec: PreprocessSpec,
    between: Between,
  ): Promise<NearestMean> {
    const counts = new Array<number>(classCount).fill(0);
    const means = new Array<Float32Array | null>(classCount).fill(null);
    const values = new Float32Array(spec.frames * frameSize(spec));
    for (const [index, clip] of clips.entries()) {
      const label = labels[index] as number;
      preprocessClip(spec, clip, NO_AUGMENTATION, values, 0);
      const count = (counts[label] = (counts[label] ?? 0) + 1);
      const mean = (means[label] ??= new Float32Array(values.length));
      for (let i = 0; i < values.length; i++) {
        const before = mean[i] as number;
        mean[i] = before + ((values[i] as number) - before) / count;
      }
      if (index % CLIPS_AT_ONCE === 0) await between();
    }
    return new NearestMean(spec, means, values);
  }

  /** The share of clips that it gives their own class. */
  async accuracy(clips: readonly KeptClip[], labels: readonly number[], between: Between): Promise<number> {
    let right = 0;
    for (const [index, clip] of clips.entries()) {
      if (this.#nearest(clip) === labels[index]) right += 1;
      if (index % CLIPS_AT_ONCE === 0) await between();
    }
    return right / Math.max(1, clips.length);
  }

  #nearest(clip: KeptClip): number {
    const values = this.#values;
    preprocessClip(this.#spec, clip, NO_AUGMENTATION, values, 0);
    const distances = this.#means.map((mean) => {
      if (!mean) return Infinity;
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - (mean[i] as number)) ** 2;
      return sum;
    });
    return distances.indexOf(Math.min(...distances));
  }
}
