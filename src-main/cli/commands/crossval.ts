import type { Crossval } from '../../contract';
import { foldsOf, foldsTried } from '../../shared/folds';
import { duration, list, percent } from '../../shared/words';
import { crossvalInstantWords, crossvalSentence } from '../../shared/score-words';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { table } from '../output';
import { findProject } from './projects';
import { readableClips, requireTrainable, sessionsOf } from './sessions';
import { PAIRS, unknownSets } from '../unknown';
import { meanOpenSet, openSetSentence } from '../../shared/open-set';
import { confusionTable, type TrainOptions } from './train';

export interface CrossvalOptions {
  by?: string;
  few?: boolean;
  /** Classes that models are kept from and tried on: names, or `pairs`. */
  unknown?: string;
  /** One model for each set of such classes, each without another session in turn. */
  eachOnce?: boolean;
}

/**
 * `beckon crossval`: for every session a model that has not seen it, and how that one does there; with `few`, a model
 * that has seen nothing else, and how it does on all others. Keeps none of them.
 */
export async function crossval(
  context: CommandContext,
  name: string,
  { by = 'session', few = false, unknown: typed, eachOnce = false }: CrossvalOptions,
  { preset, config }: TrainOptions,
): Promise<Outcome> {
  if (by !== 'session') throw failure('INVALID', `--by does not take “${by}”; it takes session only.`);
  const project = await findProject(context.services, name);
  const sessions = sessionsOf(await readableClips(context, project));
  if (sessions.length < 2) {
    throw failure(
      'INVALID',
      `Project “${project.name}” has clips of only one session. Cross-validation by session needs two or more: record ` +
        'the same gestures again on another day, in other light or with another person.',
    );
  }
  if (eachOnce && typed?.trim() !== PAIRS)
    throw failure('INVALID', '--each-once goes with --unknown pairs: one model for each pair.');
  const unknown = typed === undefined ? undefined : unknownSets(project, typed);
  for (const [index, left] of (unknown ?? [[]]).entries()) {
    const classes = project.classes.filter(({ id }) => !left.includes(id));
    for (const { testSessions } of foldsTried(foldsOf(sessions, few), index, eachOnce))
      await requireTrainable(context, { ...project, classes }, testSessions);
  }
  const found = await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'crossval', slug: project.slug, preset, config, few, unknown, eachOnce }),
  );
  for (const warning of warningsOf(found, few)) context.note(warning);
  const { folds, mean, spread, range, ece, confusion, classes, baseline, nearestMean, instant } = found;
  const of = folds.map(
    ({ session, seconds, evaluation: { accuracy, instant: own }, warnings, unknown: left }) => ({
      session,
      accuracy,
      seconds,
      warnings,
      ...(own !== undefined && { instant: own }),
      ...(left && { unknown: left }),
    }),
  );
  return {
    result: {
      sessions: of,
      mean,
      spread,
      range,
      ece,
      confusion,
      classes,
      baseline,
      nearestMean,
      ...(instant !== undefined && { instant }),
      ...openSetResult(found),
    },
    text: summaryOf(found, few),
  };
}

/** Of all sets of classes that models did not know together, where each was left to one model, as its clips are too few; else the mean. */
const openSetOf = ({ openSets = [], pooled }: Crossval) =>
  pooled ?? meanOpenSet(openSets.flatMap(({ score }) => score ?? []));

/** Over the sets of classes that models did not know, and each set's own. */
function openSetResult(found: Crossval): Record<string, unknown> {
  if (!found.openSets) return {};
  const openSets = found.openSets.map(({ unknown, score }) => ({ unknown, ...score }));
  return { openSet: openSetOf(found), openSets };
}

/** Each sentence once, with the sessions whose models it is of where it is not of all. */
export function warningsOf({ folds }: Pick<Crossval, 'folds'>, few: boolean): string[] {
  const sessions = new Map<string, string[]>();
  for (const { session, warnings } of folds)
    for (const warning of new Set(warnings))
      sessions.set(warning, [...(sessions.get(warning) ?? []), session]);
  return [...sessions].map(([warning, of]) =>
    of.length === folds.length
      ? warning
      : `${few ? 'Only' : 'Without'} ${list([...new Set(of)])}: ${warning}`,
  );
}

function summaryOf(found: Crossval, few: boolean): string {
  const { folds, confusion, classes } = found;
  const compared = folds.some(({ evaluation }) => evaluation.instant !== undefined);
  return [
    table(
      [
        few ? 'learnt from' : 'tested on',
        ...(found.openSets ? ['unknown'] : []),
        'test clips',
        'accuracy',
        'by guessing',
        'by comparing',
        ...(compared ? ['instant'] : []),
        'time',
      ],
      folds.map(({ session, seconds, evaluation, unknown }) => [
        session,
        ...(unknown ? [unknown.join(', ')] : []),
        evaluation.clips,
        percent(evaluation.accuracy),
        percent(evaluation.baseline),
        percent(evaluation.nearestMean ?? null),
        ...(compared ? [percent(evaluation.instant ?? null)] : []),
        duration(seconds),
      ]),
    ),
    '',
    'Confusion over all sessions (rows: the actual class; columns: the model’s answer):',
    confusionTable(classes, confusion),
    '',
    crossvalSentence(found),
    ...[crossvalInstantWords(found) ?? []].flat(),
    ...[openSetOf(found) ?? []].flat().map(openSetSentence),
  ].join('\n');
}
