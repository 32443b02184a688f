import type { Calibration, ClipInfo, Crossval, Preset, Project, TrainWish } from '../../src-main/contract';
import { foldsOf } from '../../src-main/shared/folds';
import { EngineError, type Engine } from '../engine/api';
import { sessionRange } from '../learning/session-range';
import { wishedConfig } from '../learning/wished-config';
import type { Client } from '../rpc/connection';
import { requestOf, train, type TrainJob } from './train';

type TestedFold = Crossval['folds'][number];

export interface CrossvalJob {
  client: Client;
  engine: Pick<Engine, 'train'>;
  project: Pick<Project, 'slug' | 'classes' | 'capture'>;
  clips: readonly ClipInfo[];
  preset: Preset;
  config: TrainWish;
  /** Each model learns from one session, and is tried on all others. */
  few: boolean;
  signal: AbortSignal;
  onProgress: TrainJob['onProgress'];
  /** Told of each model that is done. */
  onFold: (fold: TestedFold) => void;
}

/** How models do on sessions that they have not learnt from. Nothing of them is kept. Rejects as training does. */
export async function crossvalidate({
  client,
  engine,
  project,
  clips,
  preset,
  config: wish,
  few,
  signal,
  onProgress,
  onFold,
}: CrossvalJob): Promise<Crossval> {
  const sessions = [...new Set(clips.map(({ meta }) => meta.session))].sort();
  const folds: TestedFold[] = [];
  for (const { session, testSessions } of foldsOf(sessions, few)) {
    signal.throwIfAborted();
    const config = wishedConfig(preset, { ...wish, testSessions }, clips, project.capture.frames);
    const request = await requestOf(client, project, config, {});
    const { run } = await train({ client, engine, slug: project.slug, request, clips, signal, onProgress });
    const evaluation = run.metrics.test;
    if (!evaluation) throw new EngineError('INTERNAL', `The model of session “${session}” was not tested.`);
    const fold = { session, seconds: run.seconds, evaluation, warnings: run.split.warnings };
    folds.push(fold);
    onFold(fold);
  }
  const classes = project.classes.map(({ name }) => name);
  return { folds, ...summaryOf(folds, classes) };
}

function summaryOf(folds: readonly TestedFold[], classes: string[]): Omit<Crossval, 'folds'> {
  const accuracies = folds.map(({ evaluation }) => evaluation.accuracy);
  const mean = average(accuracies);
  return {
    mean,
    spread: Math.sqrt(average(accuracies.map((accuracy) => (accuracy - mean) ** 2))),
    range: sessionRange(accuracies.map((right) => ({ clips: 1, right }))),
    ece: pooledError(folds.flatMap(({ evaluation }) => evaluation.calibration ?? [])),
    confusion: classes.map((_, truth) =>
      classes.map((__, answer) =>
        folds.reduce((sum, { evaluation }) => sum + (evaluation.confusion[truth]?.[answer] ?? 0), 0),
      ),
    ),
    classes,
    baseline: average(folds.map(({ evaluation }) => evaluation.baseline)),
    nearestMean: average(folds.flatMap(({ evaluation }) => evaluation.nearestMean ?? [])),
  };
}

/** The expected calibration error of all folds' answers together. */
export function pooledError(calibrations: readonly Calibration[]): number {
  const bins = calibrations[0]?.bins.length ?? 0;
  let clips = 0;
  let apart = 0;
  for (let i = 0; i < bins; i++) {
    let difference = 0;
    for (const { bins: own } of calibrations) {
      const bin = own[i];
      if (!bin || bin.accuracy === null || bin.confidence === null) continue;
      clips += bin.clips;
      difference += bin.clips * (bin.accuracy - bin.confidence);
    }
    apart += Math.abs(difference);
  }
  return clips === 0 ? 0 : apart / clips;
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
