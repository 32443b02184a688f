import { z } from 'zod';
import { bytesSchema, timeSchema } from './common';

/** What is put into words: a whole clip (CNN and LSTM), or its middle frame alone (CNN). */
export const captionSourceSchema = z.enum(['clip', 'frame']);
export type CaptionSource = z.infer<typeof captionSourceSchema>;

/** How well clips were put into words that they were not learnt from, where there were any. */
const captionScoreSchema = z.object({
  /** Which clips of the run's split. */
  on: z.enum(['test', 'validation', 'train']),
  /** True where the run itself, whose CNN and LSTM are used, has learnt from these clips: then the score flatters. */
  seen: z.boolean(),
  clips: z.int().nonnegative(),
  /** Share of clips whose text was said word for word. */
  exact: z.number(),
  /** Share of words right, place by place, the places that one text has more than the other being wrong. */
  tokens: z.number(),
  /** Share said word for word by always saying the training clips' most frequent text. */
  baseline: z.number(),
  /** Some clips, `<class id>/<clip id>`, those said wrongly first. */
  examples: z.array(z.object({ clip: z.string(), text: z.string(), said: z.string() })),
});
export type CaptionScore = z.infer<typeof captionScoreSchema>;

/** All there is to know of what turns a run's features into words, beside its weights. */
export const captionsSchema = z.object({
  schema: z.int().positive(),
  created: timeSchema,
  from: captionSourceSchema,
  /** The vocabulary, lower case. */
  words: z.array(z.string()).min(1),
  /** Words in the longest text. */
  longest: z.int().positive(),
  /** Its weights in order, as float32. */
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.int().positive()) })),
  seed: z.int().nonnegative(),
  /** Clips learnt from. */
  clips: z.int().positive(),
  /** Mean cross-entropy a word (nats), epoch by epoch. */
  losses: z.array(z.number()),
  score: captionScoreSchema,
  seconds: z.number().nonnegative(),
});
export type Captions = z.infer<typeof captionsSchema>;

/** `weights`: the tensors of `captions`, float32, little-endian, one after another. */
export const captionFilesSchema = z.object({ captions: captionsSchema, weights: bytesSchema });
export type CaptionFiles = z.infer<typeof captionFilesSchema>;

/** What a run has of it: null where it has not learnt to describe; `problem` says why what there is cannot be read. */
export const foundCaptionsSchema = z.object({
  files: captionFilesSchema.nullable(),
  problem: z.string().nullable(),
});
export type FoundCaptions = z.infer<typeof foundCaptionsSchema>;
