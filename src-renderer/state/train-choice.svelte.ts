import type { ClipInfo, Preset, Run, TrainConfig } from '../../src-main/contract';
import { defaultTrainConfig, presetConfig } from '../engine/defaults';
import { moreOf, PRESETS } from './train-config';

/** More clips than any preset makes allowance for. */
const MANY = 1000;

/** How a person wants the next model to be trained. */
export class TrainChoice {
  config = $state<TrainConfig>(defaultTrainConfig());
  /** The run that it goes on from; null: it begins from nothing. */
  from = $state.raw<Run | null>(null);
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
    this.config = defaultTrainConfig(frames);
    this.choose('balanced');
  }

  /** Goes on from a run, with these clips: its settings, smaller steps and fewer epochs. */
  goOnFrom(run: Run, clips: readonly ClipInfo[]): void {
    this.from = run;
    this.config = moreOf(run, clips);
  }

  #isLike(preset: Preset): boolean {
    const { epochs, refit } = presetConfig(preset, this.#clips);
    return this.config.epochs === epochs && this.config.refit === refit;
  }
}
