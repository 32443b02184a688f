import type { ClipInfo, Preset, Run, TrainConfig } from '../../src-main/contract';
import { beginsWithWeights, goOnConfig } from './defaults';
import { tooWide } from './ensemble';
import { clipKey } from '../../src-main/shared/clip-key';

type FinerField =
  'dropout' | 'weightDecay' | 'labelSmoothing' | 'warmUp' | 'patience' | 'validationShare' | 'members';
type NumberField = 'epochs' | 'batchSize' | 'learningRate' | 'size' | 'seed' | FinerField;

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
  dropout: { label: 'Dropout', min: 0, max: 0.9, whole: false },
  weightDecay: { label: 'Weight decay', min: 0, max: 1, whole: false },
  labelSmoothing: { label: 'Label smoothing', min: 0, max: 0.5, whole: false },
  warmUp: { label: 'Warm-up (epochs)', min: 0, max: 1000, whole: true },
  patience: { label: 'Patience (epochs)', min: 0, max: 1000, whole: true },
  validationShare: { label: 'Validation share', min: 0, max: 0.5, whole: false },
  members: { label: 'Networks side by side', min: 1, max: 5, whole: true },
};

/** What few people need to change, and what each does. */
export const FINER: readonly { key: FinerField; hint: string }[] = [
  { key: 'dropout', hint: 'Share of the features that are left out at random.' },
  { key: 'weightDecay', hint: 'Keeps weights small; 0 to 0.1 is usual.' },
  { key: 'labelSmoothing', hint: 'Makes it less sure of what it learns; 0 to 0.1 is usual.' },
  { key: 'warmUp', hint: 'Over these the learning rate rises from zero.' },
  { key: 'patience', hint: 'Ends after so many without a better one; 0: never early.' },
  { key: 'validationShare', hint: 'Of the sessions, to choose the best epoch.' },
  { key: 'members', hint: 'In the end so many learn from all clips, each by itself, and answer together.' },
];

/** What the steps of a CNN that is fine-tuned are multiplied by. */
export const GENTLE_CNN = 0.3;

/** How the CNN's steps compare with the others'. */
export const CNN_RATES: readonly { value: string; label: string }[] = [
  { value: '1', label: 'Learns with the rest' },
  { value: String(GENTLE_CNN), label: 'Is fine-tuned, in smaller steps' },
  { value: '0', label: 'Is frozen as it begins' },
];

export const CHANNELS: readonly { value: TrainConfig['channels']; label: string }[] = [
  { value: 'grey-diff', label: 'Grey and motion' },
  { value: 'grey', label: 'Grey' },
  { value: 'rgb', label: 'Colour (RGB)' },
];

export const PRESETS: readonly { value: Preset; label: string; hint: string }[] = [
  { value: 'quick', label: 'Quick', hint: 'To see whether the gestures can be told apart at all.' },
  {
    value: 'balanced',
    label: 'Balanced',
    hint: 'For use. Learns longer, and from every clip in the end; from few, three networks that answer together.',
  },
  {
    value: 'best',
    label: 'Best',
    hint: 'Three networks that learn each by itself and answer together, however many clips there are.',
  },
];

export const WRAPS: readonly { value: TrainConfig['wrap']; label: string }[] = [
  { value: 'whole', label: 'The whole CNN at once' },
  { value: 'layers', label: 'Each layer of the CNN' },
];

/**
 * What is wrong with a configuration, as a sentence; null where it can be trained.
 * @param goesOn whether it begins with another model
 */
export function configProblem(
  config: TrainConfig,
  sessions: readonly string[],
  goesOn = false,
): string | null {
  for (const field of Object.keys(LIMITS) as NumberField[]) {
    const { label, min, max, whole } = LIMITS[field];
    const value: unknown = config[field];
    // Left out, it is as Beckon does by itself.
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isFinite(value)) return `${label} needs a number.`;
    if (whole && !Number.isInteger(value)) return `${label} must be a whole number.`;
    if (value < min || value > max) return `${label} must lie between ${min} and ${max}.`;
  }
  if (sessions.length > 0 && sessions.every((name) => config.testSessions.includes(name))) {
    return 'Every session is held out for the test. Leave at least one to learn from.';
  }
  if (config.start === 'cnn' && !goesOn) return 'Choose what the network is to begin with.';
  if (config.cnnRate === 0 && !goesOn && !beginsWithWeights(config)) {
    return 'A frozen CNN must begin with something that it has learnt, so choose what the network is to begin with.';
  }
  const problem = tooWide(config);
  if (problem !== null) return problem;
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
  return clips.filter((clip) => !seen.has(clipKey(clip))).length;
}
