import { z } from 'zod';
import { MAX_NAME } from '../shared/limits';
import { idSchema } from './common';

const span = { start: z.number().nonnegative(), end: z.number() };
const ENDS = { error: 'It ends before it starts.', path: ['end'] };

/** What was done in a video, as a person has noted it. Times in seconds. */
export const truthSchema = z.object({
  fps: z.number().positive().optional(),
  seconds: z.number().positive().optional(),
  events: z.array(
    z
      .object({ class: z.string().trim().min(1).max(MAX_NAME), ...span })
      .refine(({ start, end }) => end >= start, ENDS),
  ),
  /** Movements that are no class. */
  unknown: z.array(z.object(span).refine(({ start, end }) => end >= start, ENDS)).default([]),
});
export type Truth = z.infer<typeof truthSchema>;

/** How well the events told of a video match what was done in it. Null where there is nothing to divide by. */
export const eventRatesSchema = z.object({
  gestures: z.int().nonnegative(),
  events: z.int().nonnegative(),
  /** Events that belong to a gesture. */
  right: z.int().nonnegative(),
  f1: z.number().nullable(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  /** From a gesture's start to that of its event, in seconds: the median, and what 95 in 100 stay below. */
  delayP50: z.number().nullable(),
  delayP95: z.number().nullable(),
});
export type EventRates = z.infer<typeof eventRatesSchema>;

/**
 * Why an event belongs to no gesture, the first that fits: it lies in a movement that is no class, its gesture has an
 * event already, there is a gesture of another class, or nothing was done.
 */
const falseKindSchema = z.enum(['unknown', 'doubled', 'confused', 'idle']);
export type FalseKind = z.infer<typeof falseKindSchema>;

export const eventScoreSchema = z.object({
  /** How long the video is. */
  seconds: z.number().nonnegative(),
  threshold: z.number(),
  ...eventRatesSchema.shape,
  falsePerHour: z.number().nullable(),
  falseKinds: z.record(falseKindSchema, z.int().nonnegative()),
  /** Share of the time in which any event lasted. */
  onShare: z.number().nullable(),
  /** Of each class that is a gesture, in the run's order. */
  perClass: z.array(z.object({ classId: idSchema, name: z.string(), ...eventRatesSchema.shape })),
  /** All that was told, in order; `gesture` is the index of the one it belongs to. */
  told: z.array(
    z.object({
      class: z.string(),
      confidence: z.number(),
      start: z.number(),
      end: z.number(),
      gesture: z.int().nonnegative().nullable(),
      wrong: falseKindSchema.nullable(),
    }),
  ),
});
export type EventScore = z.infer<typeof eventScoreSchema>;
