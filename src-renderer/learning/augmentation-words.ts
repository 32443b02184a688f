import type { AugmentationStrengths } from '../../src-main/contract';
import { augmentationSettings, type AugmentationSetting } from '../../src-main/shared/augmentation-settings';
import { percent } from '../../src-main/shared/words';

/** A strength in words. */
export function strengthWords({ said }: Pick<AugmentationSetting, 'said'>, value: number): string {
  if (value === 0) return 'Off';
  if (said === 'degrees') return `± ${value}°`;
  return `${said === 'share' ? '±' : 'up to'} ${percent(value, 0)}`;
}

/** What is varied, as one line. */
export const variedOf = (strengths: AugmentationStrengths): string =>
  augmentationSettings
    .filter(([key]) => strengths[key] > 0)
    .map(([key, setting]) => `${setting.label.toLowerCase()} ${strengthWords(setting, strengths[key])}`)
    .join(', ') || 'nothing';
