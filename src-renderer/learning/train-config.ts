import type { ClipInfo, Run, TrainConfig } from '../../src-main/contract';
import { settingProblem } from '../../src-main/shared/setting';
import {
  TRAIN_SETTINGS,
  trainSettings,
  type TrainKey,
  type TrainSetting,
} from '../../src-main/shared/train-settings';
import { count } from '../../src-main/shared/words';
import { beginsWithWeights, goOnConfig, instantProblem } from './defaults';
import { mergeProblem } from './ensemble';
import { clipKey } from '../../src-main/shared/clip-key';

/** What a configuration says of a setting; what it means, where it says nothing. */
export function settingIn<K extends TrainKey>(config: TrainConfig, key: K): NonNullable<TrainConfig[K]> {
  const setting: TrainSetting = TRAIN_SETTINGS[key];
  const value: unknown = config[key];
  return (value === undefined ? setting.absent : value) as NonNullable<TrainConfig[K]>;
}

/**
 * What is wrong with a configuration, as a sentence; null where it can be trained.
 * @param goesOn whether it begins with another model
 */
export function configProblem(
  config: TrainConfig,
  sessions: readonly string[],
  goesOn = false,
): string | null {
  for (const [key, setting] of trainSettings) {
    const value = config[key];
    // Left out, it is as Beckon does by itself.
    const problem = value === undefined ? null : settingProblem(setting, value);
    if (problem !== null) return problem;
  }
  if (sessions.length > 0 && sessions.every((name) => config.testSessions.includes(name))) {
    return 'Every session is held out for the test. Leave at least one to learn from.';
  }
  if (config.start === 'cnn' && !goesOn) return 'Choose what the network starts from.';
  if (config.cnnRate === 0 && !goesOn && !beginsWithWeights(config)) {
    return 'A frozen CNN must already have learnt something, so choose what the network starts from.';
  }
  const unfit = mergeProblem(config) ?? (goesOn ? null : instantProblem(config));
  if (unfit !== null) return unfit;
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

type Seeing = Pick<Run, 'split' | 'from'>;

/** How many clips a run has not seen. */
export function newTo({ split, from }: Seeing, clips: readonly ClipInfo[]): number {
  const seen = new Set([...split.train, ...split.validation, ...split.test, ...(from?.learnt ?? [])]);
  return clips.filter((clip) => !seen.has(clipKey(clip))).length;
}

/** How many clips a run has not seen, as a sentence; null where it has seen them all. */
export function newToWords(run: Seeing & Pick<Run, 'name'>, clips: readonly ClipInfo[]): string | null {
  const fresh = newTo(run, clips);
  if (fresh === 0) return null;
  return `${count(fresh, 'clip')} ${fresh === 1 ? 'is' : 'are'} new to ${run.name}.`;
}
