import type { ClipInfo, Preset, Run, TrainConfig } from '../../src-main/contract';
import { goOnConfig } from '../engine/defaults';
import { keyOf } from './clip-groups';

type NumberField = 'epochs' | 'batchSize' | 'learningRate' | 'size' | 'seed';

interface Limits {
  label: string;
  min: number;
  max: number;
  whole: boolean;
}

/** What a person may enter, the same as the contract's schema allows. */
export const LIMITS: Record<NumberField, Limits> = {
  epochs: { label: 'Epochs', min: 1, max: 1000, whole: true },
  batchSize: { label: 'Batch size', min: 1, max: 256, whole: true },
  learningRate: { label: 'Learning rate', min: 0.000001, max: 1, whole: false },
  size: { label: 'Picture size', min: 8, max: 256, whole: true },
  seed: { label: 'Seed', min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
};

export const CHANNELS: readonly { value: TrainConfig['channels']; label: string }[] = [
  { value: 'grey-diff', label: 'Grey and motion' },
  { value: 'grey', label: 'Grey' },
  { value: 'rgb', label: 'Colour (RGB)' },
];

export const PRESETS: readonly { value: Preset; label: string; hint: string }[] = [
  { value: 'quick', label: 'Quick', hint: 'To see whether the gestures can be told apart at all.' },
  { value: 'balanced', label: 'Balanced', hint: 'For use. Learns longer, and from every clip in the end.' },
];

export const WRAPS: readonly { value: TrainConfig['wrap']; label: string }[] = [
  { value: 'whole', label: 'The whole CNN at once' },
  { value: 'layers', label: 'Each layer of the CNN' },
];

/** What is wrong with a configuration, as a sentence; null where it can be trained. */
export function configProblem(config: TrainConfig, sessions: readonly string[]): string | null {
  for (const field of Object.keys(LIMITS) as NumberField[]) {
    const { label, min, max, whole } = LIMITS[field];
    const value: unknown = config[field];
    if (typeof value !== 'number' || !Number.isFinite(value)) return `${label} needs a number.`;
    if (whole && !Number.isInteger(value)) return `${label} must be a whole number.`;
    if (value < min || value > max) return `${label} must lie between ${min} and ${max}.`;
  }
  if (sessions.length > 0 && sessions.every((name) => config.testSessions.includes(name))) {
    return 'Every session is held out for the test. Leave at least one to learn from.';
  }
  const blocks = config.filters.length;
  if (config.size < 2 ** blocks)
    return `Pictures must be at least ${2 ** blocks} pixels wide for this network.`;
  return null;
}

/** How to go on from a run. Sessions that were held out and are gone are forgotten. */
export function moreOf({ config }: Run, clips: readonly ClipInfo[]): TrainConfig {
  const there = new Set(clips.map(({ meta }) => meta.session));
  const testSessions = config.testSessions.filter((name) => there.has(name));
  const learnt = clips.filter(({ meta }) => !testSessions.includes(meta.session)).length;
  return { ...goOnConfig(config, learnt), testSessions };
}

/** How many clips a run has not seen. */
export function newTo({ split, from }: Run, clips: readonly ClipInfo[]): number {
  const seen = new Set([...split.train, ...split.validation, ...split.test, ...(from?.learnt ?? [])]);
  return clips.filter((clip) => !seen.has(keyOf(clip))).length;
}
