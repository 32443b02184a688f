import { z } from 'zod';
import { CLIP_FRAMES, MAX_CLASSES, MAX_DISMISSED, MAX_OUTPUTS } from '../shared/limits';
import { armingSchema, outputSchema } from './outputs';
import { presetSchema } from './preset';
import { colourSchema, idSchema, nameSchema, textSchema, timeSchema, trashIdSchema } from './common';

/** One gesture a person wants told apart from the others. Its id is the folder its clips lie in, and never changes. */
export const gestureClassSchema = z.object({
  id: idSchema,
  name: nameSchema,
  colour: colourSchema,
  /** The number key that records this class while held, or null where all nine are taken. */
  key: z.enum(['1', '2', '3', '4', '5', '6', '7', '8', '9']).nullable(),
  /**
   * The class that its clips belong to when they are mirrored, which names this one back; its own id where the gesture
   * is symmetric. Absent: its clips are never mirrored.
   */
  mirror: idSchema.optional(),
  /** What is being done in its clips, in a few words. Absent: nobody has said. */
  text: textSchema.optional(),
});
export type GestureClass = z.infer<typeof gestureClassSchema>;

/** How clips of this project are recorded. */
export const captureSettingsSchema = z.object({
  /** Frames in a clip. */
  frames: z.int().min(CLIP_FRAMES.min).max(CLIP_FRAMES.max),
  /** Frames a second. */
  fps: z.number().min(1).max(60),
  /** Stored size in pixels; the camera picture is cropped to this aspect ratio around its centre. */
  width: z.int().min(16).max(512),
  height: z.int().min(16).max(512),
  /** True: stored as in a mirror, the way the person sees it on screen. */
  mirror: z.boolean(),
});
export type CaptureSettings = z.infer<typeof captureSettingsSchema>;

/** 16 frames at 10 a second (1.6 s), 96×96 RGB, mirrored. */
export const DEFAULT_CAPTURE: CaptureSettings = { frames: 16, fps: 10, width: 96, height: 96, mirror: true };

/** Identifies a finding of the clip check: its kind and the clips concerned. */
export const findingKeySchema = z.string().min(1).max(400);

export const projectSchema = z.object({
  schema: z.int().positive(),
  slug: idSchema,
  name: nameSchema,
  classes: z.array(gestureClassSchema).max(MAX_CLASSES),
  capture: captureSettingsSchema,
  /** How thoroughly a person last chose to train. Absent: nobody has said, or in words of a later version. */
  preset: presetSchema.optional().catch(undefined),
  /** Keys of the findings of the clip check that a person has dismissed. Absent in projects of earlier versions. */
  fine: z.array(findingKeySchema).max(MAX_DISMISSED).optional(),
  /**
   * What is being done in single clips, where it is not what their class says: texts by clip id, which a clip keeps when
   * it is moved to another class, thrown away or brought back. Absent in projects of versions before.
   */
  texts: z.record(idSchema, textSchema).optional(),
  /** What its gestures set off outside of Beckon. Absent in projects of versions before. */
  outputs: z.array(outputSchema).max(MAX_OUTPUTS).optional(),
  /** What its outputs wait for. Absent: nothing. */
  arming: armingSchema.optional(),
  created: timeSchema,
  modified: timeSchema,
});
export type Project = z.infer<typeof projectSchema>;

/** A row of the project list. A project that cannot be opened is listed too, with the reason. */
export const projectSummarySchema = z.object({
  slug: z.string(),
  name: z.string(),
  modified: timeSchema.nullable(),
  classes: z.int().nonnegative(),
  clips: z.int().nonnegative(),
  models: z.int().nonnegative(),
  /** Null where the project opens; otherwise why it does not, as a sentence. */
  unreadable: z.string().nullable(),
  /**
   * What a person can do about it from here. `rebuild`: opening sets a damaged `project.json` aside, and opening again
   * rebuilds it from the clips. `retry`: it may open once the cause is gone. Null: nothing, or nothing is wrong.
   */
  remedy: z.enum(['rebuild', 'retry']).nullable(),
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;

/** A project that was thrown away and can be brought back. */
export const deletedProjectSchema = z.object({
  trashId: trashIdSchema,
  name: z.string(),
  /** When it was thrown away; null where a version before did that, which kept no time. */
  deleted: timeSchema.nullable(),
  /** Its last change; null where its `project.json` does not say. */
  modified: timeSchema.nullable(),
  classes: z.int().nonnegative(),
  clips: z.int().nonnegative(),
  models: z.int().nonnegative(),
});
export type DeletedProject = z.infer<typeof deletedProjectSchema>;
