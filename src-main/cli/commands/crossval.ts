import type { Calibration, Evaluation } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { count, duration, percent } from '../../shared/words';
import { table } from '../output';
import { findProject } from './projects';
import { readableClips, requireTrainable, sessionsOf } from './sessions';
import { confusionTable, trainRun, type TrainOptions } from './train';

export interface CrossvalOptions {
  by?: string;
  few?: boolean;
}

/** How one model did on the clips it was kept from. */
interface Fold {
  session: string;
  seconds: number;
  evaluation: Evaluation;
}

/**
 * `beckon crossval`: for every session a model that has not seen it, and how that one does there; with `few`, a model
 * that has seen nothing else, and how it does on all others. Keeps none of them.
 */
export async function crossval(
  context: CommandContext,
  name: string,
  { by = 'session', few = false }: CrossvalOptions,
  { preset, config }: TrainOptions,
): Promise<Outcome> {
  if (by !== 'session') throw failure('INVALID', `--by does not take “${by}”; it takes session only.`);
  const project = await findProject(context.services, name);
  const sessions = sessionsOf(await readableClips(context, project));
  if (sessions.length < 2) {
    throw failure(
      'INVALID',
      `Project “${project.name}” has clips of one session only. Cross-validation by session needs two or more: record ` +
        'the same gestures again on another day, in other light or with another person.',
    );
  }
  const folds = sessions.map((session) => ({
    session,
    testSessions: few ? sessions.filter((other) => other !== session) : [session],
  }));
  for (const { testSessions } of folds) await requireTrainable(context, project, testSessions);
  const done = await withHeadless(context, {}, async (headless) => {
    const results: Fold[] = [];
    for (const { session, testSessions } of folds) {
      const alone = { preset, config: { ...config, testSessions } };
      const { run } = await trainRun(headless, project.slug, alone, undefined, false);
      const evaluation = run.metrics.test;
      if (!evaluation) throw failure('INTERNAL', `The model of session “${session}” was not tested.`);
      results.push({ session, seconds: run.seconds, evaluation });
      context.note(
        `${few ? 'Only' : 'Without'} ${session}: ${percent(evaluation.accuracy)} right on ${count(evaluation.clips, 'clip')}, ${duration(run.seconds)}.`,
      );
    }
    return results;
  });
  const classes = project.classes.map((gesture) => gesture.name);
  const summary = summarise(done, classes);
  return { result: { ...summary }, text: describe(done, summary, few) };
}

/** What is printed with `--json`; `spread` is the standard deviation over the sessions. */
interface Summary {
  sessions: { session: string; accuracy: number; seconds: number }[];
  mean: number;
  spread: number;
  ece: number;
  confusion: number[][];
  classes: string[];
  baseline: number;
  nearestMean: number;
}

function summarise(folds: readonly Fold[], classes: string[]): Summary {
  const accuracies = folds.map(({ evaluation }) => evaluation.accuracy);
  const mean = average(accuracies);
  return {
    sessions: folds.map(({ session, seconds, evaluation }) => ({
      session,
      accuracy: evaluation.accuracy,
      seconds,
    })),
    mean,
    spread: Math.sqrt(average(accuracies.map((accuracy) => (accuracy - mean) ** 2))),
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

function describe(folds: readonly Fold[], summary: Summary, few: boolean): string {
  return [
    table(
      [few ? 'learnt from' : 'tested on', 'test clips', 'accuracy', 'by guessing', 'by comparing', 'time'],
      folds.map(({ session, seconds, evaluation }) => [
        session,
        evaluation.clips,
        percent(evaluation.accuracy),
        percent(evaluation.baseline),
        percent(evaluation.nearestMean ?? null),
        duration(seconds),
      ]),
    ),
    '',
    'Confusion over all sessions (rows: what it was; columns: what the model said):',
    confusionTable(summary.classes, summary.confusion),
    '',
    `Accuracy ${percent(summary.mean)} ± ${percent(summary.spread)} over ${count(folds.length, 'session')}; calibration error ${percent(summary.ece)}.`,
  ].join('\n');
}
