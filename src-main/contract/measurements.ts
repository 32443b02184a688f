import { z } from 'zod';
import { MAX_SOURCE } from '../shared/limits';
import { idSchema, timeSchema } from './common';
import { eventRuleSchema, ruleFitSchema } from './event-rule';
import { eventRatesSchema } from './event-score';

/** The share of time that it was on, 0 … 1. Absent in reports of versions before. */
const onSchema = z.number().min(0).max(1).optional();

/** How often a model fired over a stretch in which nobody made a gesture. */
export const triggerReportSchema = z.object({
  measured: timeSchema,
  /** The video's file name, or the camera's. */
  source: z.string().max(MAX_SOURCE),
  /** How long it was watched. */
  seconds: z.number().nonnegative(),
  /** The confidence that it had to reach. */
  threshold: z.number().min(0).max(1),
  /** At that threshold, of each class that is a gesture, in the run's order. */
  perClass: z.array(
    z.object({ classId: idSchema, name: z.string(), triggers: z.int().nonnegative(), on: onSchema }),
  ),
  /** What it would have been at other thresholds, the lowest first. */
  byThreshold: z.array(
    z.object({ threshold: z.number().min(0).max(1), triggers: z.int().nonnegative(), on: onSchema }),
  ),
});
export type TriggerReport = z.infer<typeof triggerReportSchema>;

/** How a run's settings do on ever more of its training clips, each point a training of its own. */
export const learningCurveSchema = z.object({
  measured: timeSchema,
  /** The held-out clips that all points were tried on. */
  part: z.enum(['test', 'validation']),
  /** The smallest share first; fewer than four where it was stopped. */
  points: z
    .array(
      z.object({
        /** Of each class's training clips, 0 … 1. */
        share: z.number().min(0).max(1),
        /** Learnt from. */
        clips: z.int().nonnegative(),
        accuracy: z.number(),
        perClass: z.array(
          z.object({
            classId: idSchema,
            name: z.string(),
            /** Learnt from, and tried on. */
            clips: z.int().nonnegative(),
            tested: z.int().nonnegative(),
            /** Null where none were tried. */
            recall: z.number().nullable(),
            /**
             * Of all clips: between what the recall changed since half of them, 95 %, by resampling the sessions of the
             * clips that both were tried on, or these clips where they are of one session. Null where they are too few
             * to resample. Absent of other shares, and in curves of versions before.
             */
            change: z
              .object({ low: z.number(), high: z.number(), over: z.enum(['sessions', 'clips']) })
              .nullable()
              .optional(),
          }),
        ),
      }),
    )
    .min(1),
});
export type LearningCurve = z.infer<typeof learningCurveSchema>;

/**
 * How well a run's events match what was done in stretches of the project that it has not learnt from and its rule
 * was not fitted to, where there are any.
 */
const stretchReportSchema = z.object({
  measured: timeSchema,
  /** How many that are, and how long they are together. */
  stretches: z.int().positive(),
  /** True: it has learnt from them or its rule was fitted to them, as there are no others. Absent in reports of versions before. */
  fitted: z.boolean().optional(),
  /** How many others do not count for that reason. Absent in reports of versions before. */
  leftOut: z.int().nonnegative().optional(),
  seconds: z.number().nonnegative(),
  threshold: z.number().min(0).max(1),
  ...eventRatesSchema.shape,
  falsePerHour: z.number().nullable(),
});
export type StretchReport = z.infer<typeof stretchReportSchema>;

/** What was found out of a run after it was trained. */
export const measurementsSchema = z.object({
  triggers: triggerReportSchema.optional(),
  learningCurve: learningCurveSchema.optional(),
  /** The rule for its events. Absent: the app's own, with the threshold that is set there. */
  events: eventRuleSchema.optional(),
  /** Absent in runs of versions before, and where nothing was tried. */
  ruleFit: ruleFitSchema.optional(),
  stretches: stretchReportSchema.optional(),
});
export type Measurements = z.infer<typeof measurementsSchema>;
