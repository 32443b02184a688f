import { presetSchema, type Preset, type Run, type TrainWish } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless, type Headless } from '../headless';
import { count, duration, percent } from '../../shared/words';
import {
  confidenceWords,
  figureOf,
  furthestFigure,
  instantWords,
  scoreSentence,
} from '../../shared/score-words';
import { ruleFitWords } from '../../shared/rule-words';
import { learntWords } from '../../shared/stretch-words';
import { openSetSentence, type OpenSetScore } from '../../shared/open-set';
import { unknownClasses } from '../unknown';
import { table } from '../output';
import { trainConfig, type TrainFlags } from '../settings';
import { findProject } from './projects';
import { requireTrainable } from './sessions';

/** What is to be trained: whatever a configuration does not say is as the preset has it. */
export interface TrainOptions {
  preset: Preset;
  config: TrainWish;
  /** Goes on with an interrupted training where there is one. */
  resume?: boolean;
  /** The model whose CNN to begin with. */
  cnnOf?: string;
  /** Classes that it is kept from and tried on afterwards, by name. */
  unknown?: string;
}

/** `beckon train`: trains a model on a project's clips and saves it there. */
export async function train(context: CommandContext, name: string, options: TrainOptions): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { unknown: typed, ...wanted } = options;
  const unknown = typed === undefined ? undefined : unknownClasses(project, typed);
  const known = { ...project, classes: project.classes.filter(({ id }) => !unknown?.includes(id)) };
  const testSessions = await requireTrainable(context, known, options.config.testSessions ?? []);
  const config = testSessions.length > 0 ? { ...options.config, testSessions } : options.config;
  const { run, remarks, openSet } = await withHeadless(context, {}, (headless) =>
    trainRun(headless, project.slug, { ...wanted, config, ...(unknown && { unknown }) }),
  );
  for (const warning of run.split.warnings) context.note(warning);
  return {
    result: { ...summarise(run), remarks, ...(unknown && { openSet: openSet ?? null }) },
    text: [
      summaryOf(run, project.name),
      scoreSentence(run),
      ...[instantWords(furthestFigure(run)) ?? []].flat(),
      confidenceWords(furthestFigure(run)),
      ...learntWords(run.learntStretches),
      ...(run.ruleFit ? [ruleFitWords(run.ruleFit, run.events)] : []),
      ...remarks,
      ...(openSet ? [openSetSentence(openSet)] : []),
    ].join('\n'),
  };
}

/** Trains in the page. Aborting `enough` ends it with its best epoch so far. */
export async function trainRun(
  headless: Headless,
  slug: string,
  { preset, config, resume = false, cnnOf, unknown }: Omit<TrainOptions, 'unknown'> & { unknown?: string[] },
  enough?: AbortSignal,
): Promise<{ run: Run; remarks: string[]; openSet?: OpenSetScore | null | undefined }> {
  return headless.run({ kind: 'train', slug, preset, config, resume, cnnOf, unknown }, enough);
}

/** What is printed of a run with `--json`. The confusion matrix is that of the furthest part: test, else validation. */
function summarise(run: Run): Record<string, unknown> {
  const { part, evaluation, clips, network, range } = furthestFigure(run);
  return {
    model: run.id,
    epochs: run.epochs.length,
    trainAccuracy: run.metrics.train.accuracy,
    validationAccuracy: run.metrics.validation?.accuracy ?? null,
    testAccuracy: run.metrics.test?.accuracy ?? null,
    baseline: evaluation.baseline,
    nearestMean: evaluation.nearestMean ?? null,
    instant: evaluation.instant ?? null,
    confusion: evaluation.confusion,
    confusionOf: part,
    score: { part, clips, network, range, sentence: scoreSentence(run) },
    classes: run.classes.map((gesture) => gesture.name),
    seconds: run.seconds,
    backend: run.backend.name,
    device: run.backend.device,
    stopped: run.stopped,
    rule: run.events ?? null,
    ruleFit: run.ruleFit ?? null,
    learntStretches: run.learntStretches ?? [],
    splitBy: run.split.by,
    warnings: run.split.warnings,
  };
}

const PARTS = [
  ['train', 'training'],
  ['validation', 'validation'],
  ['test', 'test'],
] as const;
const NETWORKS = { first: 'of the first pass', kept: 'that was kept' };

function summaryOf(run: Run, project: string): string {
  const rows = PARTS.flatMap(([part, name]) => {
    const figure = figureOf(run, part);
    if (!figure) return [];
    const { clips, accuracy, baseline, nearestMean = null, instant = null } = figure.evaluation;
    const network = NETWORKS[figure.network];
    return [
      [name, clips, percent(accuracy), percent(baseline), percent(nearestMean), percent(instant), network],
    ];
  });
  const { part, evaluation } = furthestFigure(run);
  return [
    table(['part', 'clips', 'accuracy', 'by guessing', 'by comparing', 'by Instant', 'of the network'], rows),
    '',
    `Confusion on the ${part} clips (rows: the actual class; columns: the model’s answer):`,
    confusionTable(
      run.classes.map((gesture) => gesture.name),
      evaluation.confusion,
    ),
    '',
    `Model ${run.id} of project “${project}”: ${run.config.instant ? 'solved' : count(run.epochs.length, 'epoch')} in ${duration(run.seconds)} on ${run.backend.name}${run.stopped ? ', stopped early' : ''}.`,
  ].join('\n');
}

/** The confusion matrix as text, one row a class. */
export const confusionTable = (names: readonly string[], confusion: readonly (readonly number[])[]): string =>
  table(
    ['', ...names],
    names.map((name, row) => [name, ...(confusion[row] ?? [])]),
  );

/** Turns what was typed into options. Rejects a preset that there is not. */
export function trainOptions(preset: string, flags: TrainFlags): TrainOptions {
  const known = presetSchema.safeParse(preset);
  if (!known.success) {
    const presets = presetSchema.options.join(', ');
    throw failure('INVALID', `--preset does not take “${preset}”; it takes one of ${presets}.`, known.error);
  }
  return { preset: known.data, config: trainConfig(flags) };
}
