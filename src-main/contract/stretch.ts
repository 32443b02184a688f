import { z } from 'zod';
import { MAX_MARKS, MAX_SOURCE } from '../shared/limits';
import { idSchema, nameSchema, timeSchema } from './common';

const span = { start: z.number().nonnegative(), end: z.number() };
const ENDS = { error: 'It ends before it starts.', path: ['end'] };
const inOrder = ({ start, end }: { start: number; end: number }): boolean => end >= start;

/** What was done in a stretch, in seconds of its video. */
const marksSchema = z.object({
  /** Gestures; `class` is the id of the class. */
  events: z.array(z.object({ class: idSchema, ...span }).refine(inOrder, ENDS)).max(MAX_MARKS),
  /** Movements that are no class. */
  unknown: z.array(z.object(span).refine(inOrder, ENDS)).max(MAX_MARKS),
});

/** A video of gestures with pauses between, and what was done in it when. */
export const stretchSchema = z.object({
  id: idSchema,
  name: nameSchema,
  created: timeSchema,
  /** What it came from: a camera's label or a file's name. */
  source: z.string().max(MAX_SOURCE),
  /** Whether models may learn from it, and rules be fitted to it first; else it is there to judge them by. */
  learn: z.boolean().optional(),
  /** The length of its video. */
  seconds: z.number().positive(),
  /** Size of its video's file, in bytes, and what it is. */
  size: z.int().positive(),
  type: z.enum(['video/mp4', 'video/webm']),
  ...marksSchema.shape,
});
export type Stretch = z.infer<typeof stretchSchema>;

/** What a person says of a stretch that is added; the rest is read off its video's file. */
export const newStretchSchema = stretchSchema.omit({ id: true, created: true, size: true, type: true });
export type NewStretch = z.infer<typeof newStretchSchema>;

export const stretchChangeSchema = z
  .object({ name: nameSchema, learn: z.boolean(), ...marksSchema.shape })
  .partial();
export type StretchChange = z.infer<typeof stretchChangeSchema>;
