import type { AugmentationStrengths } from '../../src-main/contract';
import { augmentationSettings, type AugmentationSetting } from '../../src-main/shared/augmentation-settings';
import { percent } from '../../src-main/shared/words';

/** A strength in words. */
export function strengthWords({ said }: Pick<AugmentationSetting, 'said'>, value: number): string {
  if (value === 0) return 'Off';
  if (said === 'degrees') return `± ${value}°`;
  if (said === 'clips') return `${percent(value, 0)} of clips`;
  return `${said === 'share' ? '±' : 'up to'} ${percent(value, 0)}`;
}

/** What is varied, as one line. */
export const variedOf = (strengths: AugmentationStrengths): string =>
  augmentationSettings
    .map(([key, setting]) => ({ setting, value: strengths[key] ?? 0 }))
    .filter(({ value }) => value > 0)
    .map(({ setting, value }) => `${setting.label.toLowerCase()} ${strengthWords(setting, value)}`)
    .join(', ') || 'nothing';
