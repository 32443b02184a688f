import type { ClipInfo, Preset, TrainConfig, TrainWish } from '../../src-main/contract';
import { AUGMENTATION, defaultTrainConfig, presetConfig } from './defaults';

/** What was asked for, else what the preset says for so many clips, else the default. */
export function wishedConfig(
  preset: Preset,
  wish: TrainWish,
  clips: readonly ClipInfo[],
  frames: number,
): TrainConfig {
  return withDefaults({ ...presetConfig(preset, learntOf(clips, wish.testSessions)), ...wish }, frames);
}

/** Clips that are not kept for the test. */
const learntOf = (clips: readonly ClipInfo[], testSessions: readonly string[] = []): number =>
  clips.filter(({ meta }) => !testSessions.includes(meta.session)).length;

/** The default configuration with what was asked for in its place. */
export function withDefaults({ augmentation, ...config }: TrainWish, frames = 16): TrainConfig {
  return {
    ...defaultTrainConfig(frames),
    ...said(config),
    augmentation: { ...AUGMENTATION, ...said(augmentation ?? {}) },
  };
}

/** Without what is undefined. */
const said = <T extends object>(wish: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
