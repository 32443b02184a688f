import { z } from 'zod';

const span = { start: z.number(), end: z.number() };

/**
 * What a network said, window by window, of streams that were put together from clips it had not learnt from, and what is
 * done in them. Times in seconds, but `at` in ms.
 */
export const rehearsedSchema = z.object({
  /** How many clips; one may be in more than one stream. */
  clips: z.int().nonnegative(),
  /** How many of the streams are excerpts of recorded stretches that it has learnt from, and the gestures in them. */
  excerpts: z.int().positive().optional(),
  excerptGestures: z.int().nonnegative().optional(),
  /** Where that network is the one that is kept, or as sure as it: it is no other one that learns from the validation clips, too. */
  asSure: z.literal(true).optional(),
  streams: z.array(
    z.object({
      answers: z.array(z.object({ at: z.number(), probabilities: z.array(z.number()).nullable() })),
      /** `index` is that of the class. */
      gestures: z.array(z.object({ index: z.int().nonnegative(), ...span })),
      /** Movements that are no class. */
      unknown: z.array(z.object(span)),
      seconds: z.number(),
    }),
  ),
});
export type Rehearsed = z.infer<typeof rehearsedSchema>;
