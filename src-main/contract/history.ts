import { z } from 'zod';
import { MAX_CLIPS_IN_STEP } from '../shared/limits';
import { clipInfoSchema, clipRefSchema } from './clip';
import { idSchema, timeSchema, trashIdSchema } from './common';

/** What a person did to clips. */
export const stepKindSchema = z.enum(['relabel', 'remove', 'restore', 'move', 'trim', 'add', 'record']);
export type StepKind = z.infer<typeof stepKindSchema>;

/** Clips that came in, or were recorded, together. */
export const newStepSchema = z.object({
  clips: z.array(clipRefSchema).min(1).max(MAX_CLIPS_IN_STEP),
  kind: z.enum(['add', 'record']).default('add'),
});
export type NewStep = z.infer<typeof newStepSchema>;

/** A step that can be taken back or done again, also after a restart. */
const stepSummarySchema = z.object({
  id: idSchema,
  kind: stepKindSchema,
  time: timeSchema,
  clips: z.int().positive(),
  /** The class, or for `move` the project, they were moved to or recorded for; null where it was another kind of step. */
  to: idSchema.nullable(),
});
export type StepSummary = z.infer<typeof stepSummarySchema>;

/** Oldest first: the last of `done` is what Undo takes back, the last of `undone` what Redo does again. */
export const historyStateSchema = z.object({
  done: z.array(stepSummarySchema),
  undone: z.array(stepSummarySchema),
});
export type HistoryState = z.infer<typeof historyStateSchema>;

/** A step taken back or done again: the clips that are no longer where they were, and those that are there now. */
export const stepTakenSchema = z.object({
  step: stepSummarySchema,
  gone: z.array(clipRefSchema),
  came: z.array(clipInfoSchema),
});
export type StepTaken = z.infer<typeof stepTakenSchema>;

/** A thing in a project's trash. */
export const trashItemSchema = z.object({
  kind: z.enum(['clip', 'class', 'model', 'training', 'stretch']),
  trashId: trashIdSchema,
  /** The class of a clip, by id; the name of a class or model; of an interrupted training or a stretch its trash id. */
  name: z.string(),
  /** Clips that go with it: 1 for a clip, those of a class, else 0. */
  clips: z.int().nonnegative(),
});
export type TrashItem = z.infer<typeof trashItemSchema>;
