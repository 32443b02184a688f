import { presetSchema, type Preset, type Run, type TrainWish } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless, type Headless } from '../headless';
import { count, duration, percent } from '../../shared/words';
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
}

/** `beckon train`: trains a model on a project's clips and saves it there. */
export async function train(context: CommandContext, name: string, options: TrainOptions): Promise<Outcome> {
  const { config } = options;
  const project = await findProject(context.services, name);
  await requireTrainable(context, project, config.testSessions ?? []);
  const { run, remarks } = await withHeadless(context, {}, (headless) =>
    trainRun(headless, project.slug, options),
  );
  for (const warning of run.split.warnings) context.note(warning);
  return {
    result: { ...summarise(run), remarks },
    text: [summaryOf(run, project.name), ...remarks].join('\n'),
  };
}

/** Trains in the page. Aborting `enough` ends it with its best epoch so far. */
export async function trainRun(
  headless: Headless,
  slug: string,
  { preset, config, resume = false, cnnOf }: TrainOptions,
  enough?: AbortSignal,
): Promise<{ run: Run; remarks: string[] }> {
  return headless.run(
    { kind: 'train', slug, preset, config, resume, ...(cnnOf !== undefined && { cnnOf }) },
    enough,
  );
}

/** What is printed of a run with `--json`. The confusion matrix is that of the furthest part: test, else validation. */
function summarise(run: Run): Record<string, unknown> {
  const { part, evaluation } = furthest(run);
  return {
    model: run.id,
    epochs: run.epochs.length,
    trainAccuracy: run.metrics.train.accuracy,
    validationAccuracy: run.metrics.validation?.accuracy ?? null,
    testAccuracy: run.metrics.test?.accuracy ?? null,
    baseline: evaluation.baseline,
    nearestMean: evaluation.nearestMean ?? null,
    confusion: evaluation.confusion,
    confusionOf: part,
    classes: run.classes.map((gesture) => gesture.name),
    seconds: run.seconds,
    backend: run.backend.name,
    device: run.backend.device,
    stopped: run.stopped,
    splitBy: run.split.by,
    warnings: run.split.warnings,
  };
}

function furthest({ metrics }: Run) {
  if (metrics.test) return { part: 'test', evaluation: metrics.test };
  if (metrics.validation) return { part: 'validation', evaluation: metrics.validation };
  return { part: 'train', evaluation: metrics.train };
}

function summaryOf(run: Run, project: string): string {
  const { metrics } = run;
  const parts = [
    ['training', metrics.train],
    ['validation', metrics.validation],
    ['test', metrics.test],
  ] as const;
  const rows = parts.flatMap(([part, evaluation]) =>
    evaluation
      ? [
          [
            part,
            evaluation.clips,
            percent(evaluation.accuracy),
            percent(evaluation.baseline),
            percent(evaluation.nearestMean ?? null),
          ],
        ]
      : [],
  );
  const { part, evaluation } = furthest(run);
  return [
    table(['part', 'clips', 'accuracy', 'by guessing', 'by comparing'], rows),
    '',
    `Confusion on the ${part} clips (rows: what it was; columns: what the model said):`,
    confusionTable(
      run.classes.map((gesture) => gesture.name),
      evaluation.confusion,
    ),
    '',
    `Model ${run.id} of project “${project}”: ${count(run.epochs.length, 'epoch')} in ${duration(run.seconds)} on ${run.backend.name}${run.stopped ? ', stopped early' : ''}.`,
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
