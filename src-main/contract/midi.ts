import { z } from 'zod';
import { MAX_SETTING_TEXT } from '../shared/limits';

/** What a page is to send by MIDI, which only a browser can: messages of up to three bytes; none: only look for the port. */
export const midiWishSchema = z.object({
  id: z.int(),
  /** Its name or a part of it; empty: the first there is. */
  port: z.string().max(MAX_SETTING_TEXT),
  messages: z.array(z.array(z.int().min(0).max(255)).min(1).max(3)),
});
export type MidiWish = z.infer<typeof midiWishSchema>;

/** What became of it. */
export const midiAnswerSchema = z.object({
  id: z.int(),
  /** The port's whole name; empty where there is a problem. */
  port: z.string(),
  problem: z.string().nullable(),
  /** Whether another attempt may succeed. */
  again: z.boolean(),
});
export type MidiAnswer = z.infer<typeof midiAnswerSchema>;
