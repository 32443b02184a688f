import type { Calibration, ClipInfo, Crossval, Preset, Project, TrainWish } from '../../src-main/contract';
import { foldsOf, foldsTried } from '../../src-main/shared/folds';
import { openSetScore, type OpenSetDistances } from '../../src-main/shared/open-set';
import { EngineError, type Engine } from '../engine/api';
import { sessionRange } from '../learning/session-range';
import { wishedConfig } from '../learning/wished-config';
import type { Client } from '../rpc/connection';
import { openSetOf } from './open-set';
import { requestOf, train, type TrainJob } from './train';

type TestedFold = Crossval['folds'][number];

export interface CrossvalJob {
  client: Client;
  engine: Pick<Engine, 'train' | 'evaluate'>;
  project: Pick<Project, 'slug' | 'classes' | 'capture'>;
  clips: readonly ClipInfo[];
  preset: Preset;
  config: TrainWish;
  /** Each model learns from one session, and is tried on all others. */
  few: boolean;
  /** Sets of classes, by id: for each, models that are kept from these classes and tried on them. */
  unknown?: readonly (readonly string[])[] | undefined;
  /** One model for each of these sets, each without another session in turn, in place of one for each session. */
  eachOnce?: boolean | undefined;
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
  unknown = [],
  eachOnce = false,
  signal,
  onProgress,
  onFold,
}: CrossvalJob): Promise<Crossval> {
  const sessions = [...new Set(clips.map(({ meta }) => meta.session))].sort();
  const { slug } = project;
  const folds: TestedFold[] = [];
  const openSets: NonNullable<Crossval['openSets']> = [];
  const all: OpenSetDistances[] = [];
  for (const [index, left] of (unknown.length > 0 ? unknown : [[]]).entries()) {
    const classes = project.classes.filter(({ id }) => !left.includes(id));
    const names = project.classes.filter(({ id }) => left.includes(id)).map(({ name }) => name);
    const own = clips.filter(({ classId }) => !left.includes(classId));
    const distances: OpenSetDistances[] = [];
    for (const { session, testSessions } of foldsTried(foldsOf(sessions, few), index, eachOnce)) {
      signal.throwIfAborted();
      const config = wishedConfig(preset, { ...wish, testSessions }, own, project.capture.frames);
      const request = await requestOf(client, { ...project, classes }, config, {});
      const job = { client, engine, slug, request, clips: own, signal, onProgress };
      const model = await train({ ...job, clipsOnly: true, compare: true });
      const { metrics, seconds, split } = model.run;
      const evaluation = metrics.test;
      if (!evaluation) throw new EngineError('INTERNAL', `The model of session “${session}” was not tested.`);
      if (left.length > 0) {
        const tested = clips.filter(({ meta }) => testSessions.includes(meta.session));
        distances.push(await openSetOf({ client, engine, slug, model, clips: tested, signal }));
      }
      const fold = {
        session,
        seconds,
        evaluation,
        warnings: split.warnings,
        ...(left.length > 0 && { unknown: names }),
      };
      folds.push(fold);
      onFold(fold);
    }
    if (left.length > 0) openSets.push({ unknown: names, score: openSetScore(joined(distances)) });
    all.push(...distances);
  }
  const classes = project.classes.map(({ name }) => name);
  return {
    folds,
    ...summaryOf(folds, classes),
    ...(unknown.length > 0 && { openSets, ...(eachOnce && { pooled: openSetScore(joined(all)) }) }),
  };
}

const joined = (all: readonly OpenSetDistances[]): OpenSetDistances => ({
  known: all.flatMap(({ known }) => known),
  unknown: all.flatMap((of) => of.unknown),
});

/** How often clips of one class were taken for another, by the project's classes, of which the model may not know some. */
function confusedIn({ evaluation, unknown = [] }: TestedFold, classes: readonly string[]): number[][] {
  const known = classes.filter((name) => !unknown.includes(name));
  return classes.map((truth) =>
    classes.map((answer) => evaluation.confusion[known.indexOf(truth)]?.[known.indexOf(answer)] ?? 0),
  );
}

function summaryOf(folds: readonly TestedFold[], classes: string[]): Omit<Crossval, 'folds'> {
  const confused = folds.map((fold) => confusedIn(fold, classes));
  const accuracies = folds.map(({ evaluation }) => evaluation.accuracy);
  const mean = average(accuracies);
  return {
    mean,
    spread: Math.sqrt(average(accuracies.map((accuracy) => (accuracy - mean) ** 2))),
    range: sessionRange(accuracies.map((right) => ({ clips: 1, right }))),
    ece: pooledError(folds.flatMap(({ evaluation }) => evaluation.calibration ?? [])),
    confusion: classes.map((_, truth) =>
      classes.map((__, answer) => confused.reduce((sum, counts) => sum + (counts[truth]?.[answer] ?? 0), 0)),
    ),
    classes,
    baseline: average(folds.map(({ evaluation }) => evaluation.baseline)),
    nearestMean: average(folds.flatMap(({ evaluation }) => evaluation.nearestMean ?? [])),
    ...instantMean(folds),
  };
}

/** Nothing unless it was measured in every fold, as a mean of others would not compare. */
function instantMean(folds: readonly TestedFold[]): Pick<Crossval, 'instant'> {
  const measured = folds.flatMap(({ evaluation }) => evaluation.instant ?? []);
  return measured.length === folds.length ? { instant: average(measured) } : {};
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
