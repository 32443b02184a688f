import type { AugmentationStrengths } from '../../src-main/contract';
import { percent } from '../../src-main/shared/words';

interface Strength {
  key: keyof AugmentationStrengths;
  label: string;
  /** As far as a person may choose, and how finely. */
  max: number;
  step: number;
  format: (value: number) => string;
}

const share = (value: number): string => (value === 0 ? 'Off' : `± ${percent(value, 0)}`);
const upTo = (value: number): string => (value === 0 ? 'Off' : `up to ${percent(value, 0)}`);
const degrees = (value: number): string => (value === 0 ? 'Off' : `± ${value}°`);

/** What of a clip may vary, in groups. */
export const STRENGTHS: readonly { title: string; strengths: readonly Strength[] }[] = [
  {
    title: 'Place',
    strengths: [
      { key: 'shift', label: 'Shift', max: 0.3, step: 0.01, format: share },
      { key: 'scale', label: 'Size', max: 0.5, step: 0.01, format: share },
      { key: 'rotation', label: 'Turn', max: 45, step: 1, format: degrees },
    ],
  },
  {
    title: 'Time',
    strengths: [
      { key: 'speed', label: 'Speed', max: 0.5, step: 0.01, format: share },
      { key: 'advance', label: 'Earlier or later', max: 0.3, step: 0.005, format: share },
    ],
  },
  {
    title: 'Light',
    strengths: [
      { key: 'brightness', label: 'Brightness', max: 0.3, step: 0.01, format: share },
      { key: 'contrast', label: 'Contrast', max: 0.6, step: 0.01, format: share },
      { key: 'colour', label: 'Colour', max: 0.5, step: 0.01, format: share },
    ],
  },
  {
    title: 'Camera and surroundings',
    strengths: [
      { key: 'noise', label: 'Noise', max: 0.1, step: 0.005, format: upTo },
      { key: 'blur', label: 'Blur', max: 1, step: 0.05, format: upTo },
      { key: 'cutout', label: 'Hidden part', max: 0.6, step: 0.05, format: upTo },
      { key: 'backdrop', label: 'Another clip’s background', max: 1, step: 0.05, format: upTo },
    ],
  },
];

/** What is varied, as one line. */
export function variedOf(strengths: AugmentationStrengths): string {
  const on = STRENGTHS.flatMap((group) => group.strengths).filter(({ key }) => strengths[key] > 0);
  return (
    on.map(({ label, key, format }) => `${label.toLowerCase()} ${format(strengths[key])}`).join(', ') ||
    'nothing'
  );
}
