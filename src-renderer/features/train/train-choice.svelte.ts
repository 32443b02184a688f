import type { ClipInfo, Preset, Run, TrainConfig } from '../../../src-main/contract';
import { GENTLE_CNN, PRESETS } from '../../../src-main/shared/train-settings';
import type { BackboneModel } from '../../engine/api';
import { cnnConfig, cnnStart, defaultTrainConfig, motionFits, presetConfig } from '../../learning/defaults';
import { ensembleSize } from '../../learning/ensemble';
import { moreOf } from '../../learning/train-config';

/** More clips than any preset makes allowance for. */
const UNKNOWN_CLIP_COUNT = 1000;

/** Where nobody has said. */
const USUAL_PRESET: Preset = 'balanced';

/** How a person wants the next model to be trained. */
export class TrainChoice {
  config = $state<TrainConfig>(defaultTrainConfig());
  /** The run that it goes on from; null: it begins from nothing. */
  from = $state.raw<Run | null>(null);
  /** The run whose CNN it begins with; null: none. */
  cnn = $state.raw<Run | null>(null);
  /** The pretrained backbone that it begins with; null: none. */
  backbone = $state.raw<BackboneModel | null>(null);
  /** Clips to learn from, as {@link fit} was told last. */
  #clips = $state(UNKNOWN_CLIP_COUNT);
  #frames = 16;
  #chosen = $state<Preset>(USUAL_PRESET);
  /** How Beckon's own CNN is built, where another one was chosen. */
  #own = cnnConfig(defaultTrainConfig());

  /** The preset that the settings are like, for so many clips; null where they are a person's own. */
  get preset(): Preset | null {
    if (this.from) return null;
    const alike = PRESETS.map(({ value }) => value).filter((preset) => this.#isLike(preset));
    // With few clips, two of them say the same.
    return alike.find((preset) => preset === this.#chosen) ?? alike[0] ?? null;
  }

  /** Whether the network is built already: training goes on from a run, or the CNN is a pretrained backbone. */
  get isBuilt(): boolean {
    return this.from !== null || this.config.network !== undefined;
  }

  /** Whether there is a motion network of Beckon's own that this model can begin with. */
  get motionFits(): boolean {
    const { network: _, ...config } = this.config;
    return motionFits(this.#takenCnn ? { ...config, ...this.#own } : this.config);
  }

  choose(preset: Preset): void {
    this.#chosen = preset;
    const { filters, bottleneck } = presetConfig(preset, this.#clips);
    this.#own = { ...this.#own, filters, bottleneck };
    Object.assign(this.config, this.#asPreset(preset));
  }

  /** Tells how many clips there are to learn from. Settings that are a preset's follow. */
  fit(clips: number): void {
    const { preset } = this;
    this.#clips = clips;
    if (preset) this.choose(preset);
  }

  /**
   * Leaves nothing but a preset.
   * @param preset null: nobody has said which; by default the one chosen last
   * @param frames of a clip; by default as it was told last
   */
  reset(preset: Preset | null = this.#chosen, frames = this.#frames): void {
    this.#frames = frames;
    this.from = null;
    this.cnn = this.backbone = null;
    this.config = defaultTrainConfig(frames);
    this.choose(preset ?? USUAL_PRESET);
  }

  /** Begins with what Beckon itself can offer. A CNN that knows nothing must learn. */
  beginWith(start: 'motion' | 'frames' | 'random'): void {
    this.#ownCnn();
    this.config.start = start;
    if (start === 'random' && this.config.cnnRate === 0) this.config.cnnRate = 1;
  }

  /** Begins with the CNN of a run, which sees what it saw there, and is fine-tuned. */
  beginWithCnn(run: Run): void {
    this.#ownCnn();
    this.#own = cnnConfig(this.config);
    this.cnn = run;
    Object.assign(this.config, cnnStart(run.config), { cnnRate: GENTLE_CNN });
  }

  /** Begins with a pretrained backbone, frozen. */
  beginWithBackbone(cnn: BackboneModel): void {
    this.#ownCnn();
    this.#own = cnnConfig(this.config);
    this.backbone = cnn;
    const { network } = cnn;
    const { size, channels } = network;
    Object.assign(this.config, { start: 'cnn', network, size, channels, cnnRate: 0 });
  }

  /** Whether its CNN is another run’s or a pretrained backbone. */
  get #takenCnn(): boolean {
    return this.cnn !== null || this.backbone !== null;
  }

  /** Builds a CNN of Beckon's own again, as it was, where another one was chosen. */
  #ownCnn(): void {
    if (!this.#takenCnn) return;
    const { preset } = this;
    this.cnn = this.backbone = null;
    delete this.config.network;
    Object.assign(this.config, this.#own, { cnnRate: 1 });
    if (preset) this.config.members = presetConfig(preset, this.#clips).members;
  }

  /** Goes on from a run, with these clips: its settings, smaller steps and fewer epochs. */
  goOnFrom(run: Run, clips: readonly ClipInfo[]): void {
    this.from = run;
    this.cnn = this.backbone = null;
    this.config = moreOf(run, clips);
  }

  /** A CNN that is made of several already is not made several times as wide again. */
  get #members(): Pick<TrainConfig, 'members'> {
    return this.cnn && ensembleSize(this.cnn.config) > 1 ? { members: 1 } : {};
  }

  /** What a preset says here: how a CNN of Beckon's own is built, not a pretrained one. */
  #asPreset(preset: Preset): Partial<TrainConfig> {
    const { filters, bottleneck, ...rest } = presetConfig(preset, this.#clips);
    return this.#takenCnn ? { ...rest, ...this.#members } : { ...rest, filters, bottleneck };
  }

  #isLike(preset: Preset): boolean {
    const { config } = this;
    const wanted = this.#asPreset(preset);
    return (Object.keys(wanted) as (keyof TrainConfig)[]).every(
      (key) => JSON.stringify(config[key]) === JSON.stringify(wanted[key]),
    );
  }
}
