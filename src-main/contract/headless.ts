import { z } from 'zod';
import { captionsSchema, captionSourceSchema } from './captions';
import { idSchema } from './common';
import { errorCodeSchema } from './errors';
import { learningCurveSchema, triggerReportSchema } from './findings';
import { captureSettingsSchema } from './project';
import { evaluationSchema, presetSchema, runSchema, trainWishSchema } from './run';

/** What a person should know of a score before they trust it, as sentences. */
const remarksSchema = z.array(z.string());

/** How models do on the clips they were kept from, by the session that each is about. */
export const crossvalSchema = z.object({
  folds: z.array(z.object({ session: z.string(), seconds: z.number(), evaluation: evaluationSchema })),
  /** Over the folds: the mean accuracy, its standard deviation, and that of what needs no model. */
  mean: z.number(),
  spread: z.number(),
  baseline: z.number(),
  nearestMean: z.number(),
  /** The expected calibration error of all answers together. */
  ece: z.number(),
  /** All answers together, as an evaluation's; `classes` are the project's, by name. */
  confusion: z.array(z.array(z.int().nonnegative())),
  classes: z.array(z.string()),
});
export type Crossval = z.infer<typeof crossvalSchema>;

/**
 * What the command line asks of the page it opens in a headless browser. The page answers with the job's own result.
 * These are no procedures: they cross from the command line into the page it has opened, as JSON.
 */

/** A file (or folder of images) that the command line wants turned into a clip. */
export const importItemSchema = z.object({
  id: idSchema,
  classId: idSchema,
  /** Shown in messages and kept as the clip's source. */
  name: z.string(),
  session: z.string(),
  kind: z.enum(['video', 'images']),
});
export type ImportItem = z.infer<typeof importItemSchema>;

export const headlessJobSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import'), slug: idSchema, items: z.array(importItemSchema) }),
  z.object({
    kind: z.literal('train'),
    slug: idSchema,
    /** What the configuration does not say is as the preset has it. */
    preset: presetSchema,
    config: trainWishSchema,
    /** Goes on with the project's interrupted training where there is one, as it was begun. */
    resume: z.boolean().default(false),
    /** The run of this project whose CNN to begin with, where the configuration says so. */
    cnnOf: idSchema.optional(),
  }),
  /**
   * For every session a model that has not seen it, tried on that; with `few`, one that has seen nothing else, tried on
   * all others. Keeps none of them.
   */
  z.object({
    kind: z.literal('crossval'),
    slug: idSchema,
    preset: presetSchema,
    config: trainWishSchema,
    few: z.boolean(),
  }),
  /** Learns to put the project's clips into words, with this run's CNN and LSTM, and saves that beside it. */
  z.object({ kind: z.literal('describe'), slug: idSchema, runId: idSchema, from: captionSourceSchema }),
  z.object({ kind: z.literal('evaluate'), slug: idSchema, runId: idSchema, sessions: z.array(z.string()) }),
  /** Stopping keeps the points that there are by then. */
  z.object({ kind: z.literal('curve'), slug: idSchema, runId: idSchema }),
  /** The video is a transfer, so that it may be a large one. Stopping keeps what was watched by then. */
  z.object({
    kind: z.literal('triggers'),
    slug: idSchema,
    runId: idSchema,
    video: z.object({ id: idSchema, size: z.int().positive(), name: z.string() }),
  }),
  z.object({
    kind: z.literal('record-sample'),
    slug: idSchema,
    gestures: z.array(z.object({ classId: idSchema, gesture: z.string() })),
    /** Everybody performs every gesture, so many clips of each; the seed is who they are. */
    people: z.array(z.object({ session: z.string(), seed: z.int(), clips: z.int().positive() })),
    /** How many sample cameras record at the same time. */
    cameras: z.int().positive(),
    capture: captureSettingsSchema,
  }),
  z.object({
    kind: z.literal('live-sample'),
    slug: idSchema,
    runId: idSchema,
    seed: z.int(),
    /** Gestures to perform, one after another, with the class each stands for. */
    performances: z.array(z.object({ classId: idSchema, gesture: z.string() })),
  }),
]);
export type HeadlessJob = z.infer<typeof headlessJobSchema>;

export const headlessResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import'),
    imported: z.array(z.object({ id: idSchema, classId: idSchema })),
    failed: z.array(z.object({ id: idSchema, name: z.string(), reason: z.string() })),
  }),
  z.object({ kind: z.literal('train'), run: runSchema, remarks: remarksSchema }),
  z.object({ kind: z.literal('crossval'), ...crossvalSchema.shape }),
  z.object({ kind: z.literal('describe'), captions: captionsSchema }),
  z.object({ kind: z.literal('evaluate'), evaluation: evaluationSchema, remarks: remarksSchema }),
  z.object({
    kind: z.literal('curve'),
    curve: learningCurveSchema,
    /** What it says of each class. */
    sentences: z.array(z.string()),
  }),
  z.object({ kind: z.literal('triggers'), report: triggerReportSchema }),
  z.object({
    kind: z.literal('record-sample'),
    clips: z.int(),
    /** Frames for which no picture came in time to be taken, and frames that came late. */
    dropped: z.int(),
    late: z.int(),
  }),
  z.object({
    kind: z.literal('live-sample'),
    answers: z.array(z.object({ truth: idSchema, predicted: idSchema.nullable(), confidence: z.number() })),
    /** Measured from frame time to the painted result, in ms. */
    medianLatency: z.number(),
    framesPerSecond: z.number(),
  }),
  /** The job could not be done; the message is a sentence a person can act on. */
  z.object({ kind: z.literal('failed'), code: errorCodeSchema, message: z.string() }),
]);
export type HeadlessResult = z.infer<typeof headlessResultSchema>;

/** Sent while a job runs. `done` of `total` units; `secondsLeft` where it can be told. */
export const headlessProgressSchema = z.object({
  message: z.string(),
  done: z.number(),
  total: z.number(),
  secondsLeft: z.number().nullable(),
  /** True where it is not to be written over by what comes next. */
  keep: z.boolean().optional(),
});
export type HeadlessProgress = z.infer<typeof headlessProgressSchema>;

/**
 * What the page puts on `globalThis.beckonHeadless` once it is ready. It calls `globalThis.beckonProgress(progress)`,
 * which the command line provides, while a job runs.
 */
export interface HeadlessApi {
  run(job: HeadlessJob): Promise<HeadlessResult>;
  /** Ends the job that runs as soon as it can: training keeps its best epoch, other jobs fail with `CANCELLED`. */
  stop(): void;
}

declare global {
  /** In the command line's page only. */
  var beckonHeadless: HeadlessApi | undefined;
  var beckonProgress: ((progress: HeadlessProgress) => unknown) | undefined;
}
