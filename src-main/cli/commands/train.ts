import type { z } from 'zod';
import {
  augmentationSchema,
  presetSchema,
  trainWishSchema,
  type Preset,
  type Run,
  type TrainConfig,
  type TrainWish,
} from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless, type Headless } from '../headless';
import { count, duration, percent } from '../../shared/words';
import { table } from '../output';
import { findProject } from './projects';
import { requireTrainable } from './sessions';

/** What the command line hands over, each as it was typed. */
export type TrainFlags = Partial<Record<keyof TrainConfig | 'vary', string | string[] | boolean>>;

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
    text: [describe(run, project.name), ...remarks].join('\n'),
  };
}

/** Trains in the page. Aborting `enough` ends it with its best epoch so far. `save`: whether the model is kept. */
export async function trainRun(
  headless: Headless,
  slug: string,
  { preset, config, resume = false, cnnOf }: TrainOptions,
  enough?: AbortSignal,
  save = true,
): Promise<{ run: Run; remarks: string[] }> {
  return headless.run(
    { kind: 'train', slug, preset, config, save, resume, ...(cnnOf !== undefined && { cnnOf }) },
    enough,
  );
}

/** What is printed of a run with `--json`. The confusion matrix is that of the furthest part: test, else validation. */
export function summarise(run: Run): Record<string, unknown> {
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
  };
}

function furthest({ metrics }: Run) {
  if (metrics.test) return { part: 'test', evaluation: metrics.test };
  if (metrics.validation) return { part: 'validation', evaluation: metrics.validation };
  return { part: 'train', evaluation: metrics.train };
}

function describe(run: Run, project: string): string {
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

const lists: ReadonlySet<string> = new Set(['filters', 'testSessions']);
const words: ReadonlySet<string> = new Set(['channels', 'wrap', 'backend', 'start']);
const flagOf: Readonly<Record<string, string>> = { testSessions: 'test-session', augmentation: 'vary' };

/** Turns what was typed into options. Rejects a preset that there is not. */
export function trainOptions(preset: string, flags: TrainFlags): TrainOptions {
  const known = presetSchema.safeParse(preset);
  if (!known.success) {
    const presets = presetSchema.options.join(', ');
    throw failure('INVALID', `--preset does not take “${preset}”; it takes one of ${presets}.`, known.error);
  }
  return { preset: known.data, config: trainConfig(flags) };
}

/** Turns typed flags into a configuration. Rejects the first that is out of place, with what it takes. */
export function trainConfig(flags: TrainFlags): TrainWish {
  const { vary, ...named } = flags;
  const given = [
    ...Object.entries(named).map(([key, value]) => [key, parsed(key, value)] as const),
    ...(vary === undefined ? [] : [['augmentation', strengths(String(vary))] as const]),
  ];
  const result = trainWishSchema.safeParse(Object.fromEntries(given));
  if (result.success) return withoutUndefined(result.data);
  const issue = result.error.issues[0];
  const key = String(issue?.path[0] ?? '');
  const flag = flagOf[key] ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const typed = String(
    Object.entries(flags).find(([name]) => name === key || (flagOf[key] ?? '') === name)?.[1],
  );
  const wanted = issue ? taken(issue) : 'something else';
  throw failure('INVALID', `--${flag} does not take “${typed}”; it takes ${wanted}.`, result.error);
}

/** What would have been right, as the end of a sentence. */
function taken(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `numbers ${issue.inclusive ? 'from' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `numbers up to ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `${String(issue.values[0])} only`
        : `one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `any of ${Object.keys(augmentationSchema.shape).join(', ')}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'whole numbers' : 'numbers';
    default:
      return 'something else';
  }
}

function parsed(key: string, value: unknown): unknown {
  if (key === 'filters' && typeof value === 'string') return value.split(',').map(Number);
  return typeof value === 'string' && !words.has(key) && !lists.has(key) ? number(value) : value;
}

/** `shift=0.1,rotation=10` as an object; what is no number stays as it is, for the schema to refuse. */
const strengths = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    text.split(',').map((part) => {
      const [key = '', value = ''] = part.split('=', 2);
      return [key.trim(), number(value)];
    }),
  );

/** A number as typed; what is no number stays as it is, for the schema to refuse. */
const number = (text: string): number | string =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

/** Fields that were not given are left out, so that the engine's defaults hold. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
