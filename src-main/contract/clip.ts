import { z } from 'zod';
import { MAX_SESSION, MAX_SOURCE, MAX_SURROUNDING_FRAMES } from '../shared/limits';
import { idSchema, timeSchema } from './common';

/** What is known of a clip beside its pixels; stored as strings in the safetensors `__metadata__`. */
export const clipMetaSchema = z.object({
  /** One sitting of one person. Splits are by session. */
  session: z.string().min(1).max(MAX_SESSION),
  /** Where the frames came from: a camera's label, `sample camera`, or an imported file's name. */
  source: z.string().max(MAX_SOURCE),
  /** True where the stored frames are mirrored (x runs the other way than in the camera's picture). */
  mirror: z.boolean(),
  /** The rate it was captured at, in frames a second. */
  fps: z.number().positive(),
  recordedAt: timeSchema,
  appVersion: z.string(),
});
export type ClipMeta = z.infer<typeof clipMetaSchema>;

/** `[T, H, W, C]`: frames, height, width, channels (always 3 today). */
export const clipShapeSchema = z.tuple([
  z.int().min(1).max(1024),
  z.int().min(1).max(4096),
  z.int().min(1).max(4096),
  z.literal(3),
]);
export type ClipShape = z.infer<typeof clipShapeSchema>;

/** Names one clip in a project. Its class is the folder it lies in. */
export const clipRefSchema = z.object({ classId: idSchema, id: idSchema });
export type ClipRef = z.infer<typeof clipRefSchema>;

/** How many frames a clip carries of what was seen right before and right after it. They are no part of the clip. */
const surroundingsSchema = z.object({
  before: z.int().min(0).max(MAX_SURROUNDING_FRAMES),
  after: z.int().min(0).max(MAX_SURROUNDING_FRAMES),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

export const clipInfoSchema = clipRefSchema.extend({
  shape: clipShapeSchema,
  /** Absent where it carries none. */
  surroundings: surroundingsSchema.optional(),
  bytes: z.int(),
  meta: clipMetaSchema,
});
export type ClipInfo = z.infer<typeof clipInfoSchema>;

/** A file in a class's folder that is not a readable clip. It is left where it is. */
export const unreadableClipSchema = z.object({ classId: z.string(), file: z.string(), reason: z.string() });
export type UnreadableClip = z.infer<typeof unreadableClipSchema>;

const surroundingTimesSchema = z.array(z.number()).max(MAX_SURROUNDING_FRAMES);

/**
 * A clip on its way to the disk. `frames` holds T·H·W·C bytes, row-major; `timestamps` T times in ms. Those of its surroundings are
 * as many as there are times `before` and `after`, in this order.
 */
export const newClipSchema = z.object({
  classId: idSchema,
  shape: clipShapeSchema,
  timestamps: z.array(z.number()).max(1024),
  meta: clipMetaSchema,
  frames: z.instanceof(Blob),
  surroundings: z
    .object({ before: surroundingTimesSchema, after: surroundingTimesSchema, frames: z.instanceof(Blob) })
    .optional(),
});
export type NewClip = z.infer<typeof newClipSchema>;

/**
 * Clips with their pixels: `frames` holds the bytes of all of them one after another, in the order of `clips`
 * (clip i takes T·H·W·C bytes), and so does `surroundings`, where they were asked for, with the frames before and after each.
 * Those asked for that could not be read stand in `unreadable` instead.
 */
export const clipBatchSchema = z.object({
  clips: z.array(clipInfoSchema.extend({ timestamps: z.array(z.number()) })),
  frames: z.instanceof(Blob),
  surroundings: z.instanceof(Blob),
  unreadable: z.array(unreadableClipSchema),
});
export type ClipBatch = z.infer<typeof clipBatchSchema>;
