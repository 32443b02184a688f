import { z } from 'zod';
import type { Precision } from '../shared/precision';
import { captionsSchema, type CaptionSource } from './captions';
import { idSchema } from './common';
import { measurementSchema } from './engine';
import { errorCodeSchema } from './errors';
import { eventRuleSchema } from './event-rule';
import { eventScoreSchema } from './event-score';
import { learningCurveSchema, triggerReportSchema } from './measurements';
import type { CaptureSettings } from './project';
import type { Preset } from './preset';
import { evaluationSchema, rangeSchema, runSchema, type TrainWish } from './run';

/** What a person should know of a score before they trust it, as sentences. */
const remarksSchema = z.array(z.string());

/** How well a model tells clips of classes that it does not know: see `OpenSetScore`. */
const openSetScoreSchema = z.object({
  auroc: z.number(),
  acceptedUnknown: z.number(),
  refusedKnown: z.number(),
  acceptedAtTwoPercent: z.number(),
});

/** How models do on the clips they were kept from, by the session that each is about. */
const crossvalSchema = z.object({
  folds: z.array(
    z.object({
      session: z.string(),
      seconds: z.number(),
      evaluation: evaluationSchema,
      /** What a person should know of its split, as sentences. */
      warnings: z.array(z.string()),
      /** Classes that it did not learn, by name. */
      unknown: z.array(z.string()).optional(),
    }),
  ),
  /** Of each set of classes that models did not learn, over all sessions; absent where none was asked for. */
  openSets: z
    .array(z.object({ unknown: z.array(z.string()), score: openSetScoreSchema.nullable() }))
    .optional(),
  /** Of all these sets together, where there was but one model for each. */
  pooled: openSetScoreSchema.nullable().optional(),
  /** Over the folds: the mean accuracy, the standard deviation of the folds, and what needs no model. */
  mean: z.number(),
  spread: z.number(),
  /** Between what the mean lies for other sessions, 95 %, by resampling the folds. */
  range: rangeSchema.nullable(),
  baseline: z.number(),
  nearestMean: z.number(),
  /** What Instant gets right, made of the same clips, folds and classes; absent where it is that itself, or was not measured in all. */
  instant: z.number().optional(),
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
export interface ImportItem {
  id: string;
  classId: string;
  /** Shown in messages and kept as the clip's source. */
  name: string;
  session: string;
  kind: 'video' | 'images';
}

/** A video that is laid ready as a transfer, and what it is called. */
interface VideoFile {
  id: string;
  size: number;
  name: string;
}

/** What was done in a video, by the run's classes. Times in seconds. */
interface ClassTruth {
  gestures: { classId: string; start: number; end: number }[];
  unknown: { start: number; end: number }[];
}

/** A gesture of the sample camera, and the class that it stands for. */
interface Performance {
  classId: string;
  gesture: string;
}

/** A type and no schema, since the command line makes it itself; what comes back from the page is checked. */
export type HeadlessJob =
  | { kind: 'import'; slug: string; items: ImportItem[] }
  /** How long the gestures of each class last, by a few of its videos; their files are offered as an import's are. */
  | { kind: 'gesture-lengths'; items: { id: string; className: string }[]; fps: number }
  | {
      kind: 'train';
      slug: string;
      /** What the configuration does not say is as the preset has it. */
      preset: Preset;
      config: TrainWish;
      /** Goes on with the project's interrupted training where there is one, as it was begun. */
      resume: boolean;
      /** The run of this project whose CNN to begin with, where the configuration says so. */
      cnnOf?: string | undefined;
      /** Classes, by id, that it is kept from and tried on afterwards. */
      unknown?: string[] | undefined;
    }
  /**
   * For every session a model that has not seen it, tried on that; with `few`, one that has seen nothing else, tried on
   * all others. Keeps none of them. With `unknown`, sets of classes by id, all that for each set, which those models are
   * kept from and tried on.
   */
  | {
      kind: 'crossval';
      slug: string;
      preset: Preset;
      config: TrainWish;
      few: boolean;
      unknown?: string[][] | undefined;
      eachOnce?: boolean | undefined;
    }
  /** Learns to put the project's clips into words, with this run's CNN and LSTM, and saves that beside it. */
  | { kind: 'describe'; slug: string; runId: string; from: CaptionSource }
  /** With `unknown`, classes by id that it does not know, their clips too. */
  | { kind: 'evaluate'; slug: string; runId: string; sessions: string[]; unknown?: string[] | undefined }
  /** How much the model loses where its weights are kept less exactly. */
  | { kind: 'precision'; slug: string; runId: string; precision: Precision }
  /** Stopping keeps the points that there are by then. */
  | { kind: 'curve'; slug: string; runId: string }
  /** The video is a transfer, so that it may be a large one. Stopping keeps what was watched by then. */
  | { kind: 'triggers'; slug: string; runId: string; video: VideoFile }
  /** How well the model's events match what was done in the video, by the app's rule and threshold or by this one. */
  | {
      kind: 'score';
      slug: string;
      runId: string;
      video: VideoFile;
      truth: ClassTruth;
      threshold?: number;
      unseen?: number;
    }
  /**
   * How well they match what was done in the project's stretches, all of them together; kept with the run unless another
   * threshold is tried. With `fit` the rule for its events that fits them best is found and kept with it first.
   */
  | {
      kind: 'score-stretches';
      slug: string;
      runId: string;
      threshold?: number;
      unseen?: number;
      fit: boolean;
    }
  /** What of the machine matters and can be seen from a page. */
  | { kind: 'look' }
  /** How long a video is that Beckon can read. */
  | { kind: 'length'; video: VideoFile }
  /**
   * Watches a video from beginning to end, or a camera until it is stopped, and tells of what it recognises; with
   * `probabilities` of every frame. The camera is named as the browser calls it, or by a part of that.
   */
  | {
      kind: 'watch';
      slug: string;
      runId: string;
      source: { video: VideoFile } | { camera: string };
      threshold?: number;
      unseen?: number;
      probabilities: boolean;
      /** Hands gestures to the project's outputs that are on, as the app does. */
      outputs?: boolean;
    }
  | {
      kind: 'record-sample';
      slug: string;
      gestures: Performance[];
      /** Everybody performs every gesture, so many clips of each; the seed is who they are. */
      people: { session: string; seed: number; clips: number }[];
      capture: CaptureSettings;
    }
  /** Gestures to perform, one after another. */
  | { kind: 'live-sample'; slug: string; runId: string; seed: number; performances: Performance[] };

export const headlessResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('import'),
    imported: z.array(z.object({ id: idSchema, classId: idSchema })),
    failed: z.array(z.object({ id: idSchema, name: z.string(), reason: z.string() })),
  }),
  z.object({
    kind: z.literal('gesture-lengths'),
    /** In seconds; classes whose videos do not tell are left out. */
    lengths: z.array(z.object({ name: z.string(), seconds: z.number() })),
  }),
  z.object({
    kind: z.literal('look'),
    reports: measurementSchema.shape.reports,
    /** By the names that the browser gives them, without the sample camera. */
    cameras: z.array(z.string()),
    cores: z.int(),
    /** Whether WebAssembly may use more than one. */
    threads: z.boolean(),
    /** Of the common ones, those that videos may be compressed with. */
    codecs: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('train'),
    run: runSchema,
    remarks: remarksSchema,
    openSet: openSetScoreSchema.nullable().optional(),
  }),
  z.object({ kind: z.literal('crossval'), ...crossvalSchema.shape }),
  z.object({ kind: z.literal('describe'), captions: captionsSchema }),
  z.object({
    kind: z.literal('evaluate'),
    evaluation: evaluationSchema,
    remarks: remarksSchema,
    openSet: openSetScoreSchema.nullable().optional(),
  }),
  z.object({
    kind: z.literal('precision'),
    /** Null where there are no clips to measure it on. */
    loss: z
      .object({
        on: z.enum(['test', 'validation', 'all']),
        clips: z.int().nonnegative(),
        before: z.number(),
        after: z.number(),
      })
      .nullable(),
  }),
  z.object({
    kind: z.literal('curve'),
    curve: learningCurveSchema,
    /** What it says of each class. */
    sentences: z.array(z.string()),
  }),
  z.object({ kind: z.literal('triggers'), report: triggerReportSchema }),
  z.object({ kind: z.literal('score'), score: eventScoreSchema }),
  z.object({
    kind: z.literal('score-stretches'),
    /** Those that count, whether the run knows them (see `stretchReportSchema`), and how many do not count as it does. */
    stretches: z.int().positive(),
    fitted: z.boolean(),
    leftOut: z.int().nonnegative(),
    /** The rule that was found; null where none was asked for. */
    rule: eventRuleSchema.nullable(),
    score: eventScoreSchema,
  }),
  z.object({ kind: z.literal('length'), seconds: z.number().positive() }),
  z.object({
    kind: z.literal('watch'),
    /** How long was watched. */
    seconds: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal('record-sample'), clips: z.int() }),
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

/** Told as it happens while the page watches. Times in seconds of the video, or since the camera's first picture. */
export const headlessNewsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('gesture'),
    /** One that ends is told with the greatest confidence it had. */
    event: z.enum(['start', 'end']),
    class: z.string(),
    confidence: z.number(),
    start: z.number(),
    /** Null while it lasts. */
    end: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('frame'),
    time: z.number(),
    /** One a class, in the run's order. */
    probabilities: z.array(z.number()),
    /** The share of known gestures that look as unusual as this or more; null: the model does not know. */
    typicality: z.number().nullable(),
    /** Whether it is none of the gestures. */
    unseen: z.boolean(),
  }),
]);
export type HeadlessNews = z.infer<typeof headlessNewsSchema>;

/**
 * What the page puts on `globalThis.beckonHeadless` once it is ready. It calls `globalThis.beckonProgress(progress)`,
 * which the command line provides, while a job runs,
 * and `globalThis.beckonNews(news)` while it watches.
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
  var beckonNews: ((news: HeadlessNews) => unknown) | undefined;
}
