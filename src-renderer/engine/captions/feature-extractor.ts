import type { LayersModel } from '@tensorflow/tfjs';
import type { Run } from '../../../src-main/contract';
import type { CaptionProgress, CaptionRequest, KeptClip } from '../api';
import type { Augmentation } from '../../learning/augment';
import { Throughput } from '../training/throughput';
import { featuresOf } from './features';

/** Clips in a batch. */
const BATCH = 8;

/** Computes the features that a run’s own model has for clips, and reports progress. */
export class FeatureExtractor {
  readonly #throughput = new Throughput();
  #done = 0;
  #total = 0;

  constructor(
    private readonly model: LayersModel,
    private readonly what: { run: Run; from: CaptionRequest['from'] },
    private readonly breathe: () => Promise<void>,
    private readonly onProgress: (progress: CaptionProgress) => void,
  ) {}

  expect(total: number): void {
    this.#total = total;
  }

  async extract(all: readonly KeptClip[], augment: () => Augmentation): Promise<Float32Array[]> {
    const { run, from } = this.what;
    const features: Float32Array[] = [];
    for (let start = 0; start < all.length; start += BATCH) {
      const clips = all.slice(start, start + BATCH);
      features.push(...(await featuresOf(this.model, clips, run.preprocess, from, augment)));
      // The first batch compiles every program and says nothing about the throughput.
      if (this.#done === 0) this.#throughput.skip();
      else this.#throughput.done(clips.length);
      this.#done += clips.length;
      const [done, total] = [this.#done, this.#total];
      this.onProgress({
        kind: 'extracting',
        done,
        total,
        secondsLeft: this.#throughput.secondsFor(total - done),
      });
      await this.breathe();
    }
    return features;
  }
}
