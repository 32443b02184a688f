import type { ClipInfo, Preset, Run, TrainConfig } from '../../src-main/contract';
import { defaultTrainConfig, presetConfig } from '../engine/defaults';
import { GENTLE_CNN, moreOf, PRESETS } from './train-config';

/** More clips than any preset makes allowance for. */
const MANY = 1000;

/** How a person wants the next model to be trained. */
export class TrainChoice {
  config = $state<TrainConfig>(defaultTrainConfig());
  /** The run that it goes on from; null: it begins from nothing. */
  from = $state.raw<Run | null>(null);
  /** The run whose CNN it begins with; null: none. */
  cnn = $state.raw<Run | null>(null);
  /** Clips to learn from, as {@link fit} was told last. */
  #clips = $state(MANY);
  #frames = 16;

  /** The preset that the settings are like, for so many clips; null where they are a person's own. */
  get preset(): Preset | null {
    if (this.from) return null;
    return PRESETS.find(({ value }) => this.#isLike(value))?.value ?? null;
  }

  choose(preset: Preset): void {
    Object.assign(this.config, presetConfig(preset, this.#clips));
  }

  /** Tells how many clips there are to learn from. Settings that are a preset's follow. */
  fit(clips: number): void {
    const { preset } = this;
    this.#clips = clips;
    if (preset) this.choose(preset);
  }

  /** @param frames of a clip; by default as it was told last */
  reset(frames = this.#frames): void {
    this.#frames = frames;
    this.from = null;
    this.cnn = null;
    this.config = defaultTrainConfig(frames);
    this.choose('balanced');
  }

  /** Begins with what Beckon itself can offer. A CNN that knows nothing must learn. */
  beginWith(start: 'motion' | 'frames' | 'random'): void {
    this.cnn = null;
    this.config.start = start;
    if (start === 'random' && this.config.cnnRate === 0) this.config.cnnRate = 1;
  }

  /** Begins with the CNN of a run, which sees what it saw there, and is fine-tuned. */
  beginWithCnn(run: Run): void {
    const { channels, size, filters, bottleneck } = run.config;
    this.cnn = run;
    Object.assign(this.config, { start: 'cnn', channels, size, filters: [...filters], bottleneck });
    this.config.cnnRate = GENTLE_CNN;
  }

  /** Goes on from a run, with these clips: its settings, smaller steps and fewer epochs. */
  goOnFrom(run: Run, clips: readonly ClipInfo[]): void {
    this.from = run;
    this.cnn = null;
    this.config = moreOf(run, clips);
  }

  #isLike(preset: Preset): boolean {
    const { epochs, refit } = presetConfig(preset, this.#clips);
    return this.config.epochs === epochs && this.config.refit === refit;
  }
}
