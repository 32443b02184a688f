import { z } from 'zod';
import { MAX_CLASSES, MAX_SETTING_TEXT } from '../shared/limits';
import type { FieldSetting } from '../shared/setting';
import { idSchema, nameSchema, timeSchema } from './common';

const outputValuesSchema = z.record(
  z.string(),
  z.union([z.string().max(MAX_SETTING_TEXT), z.number(), z.boolean()]),
);
export type OutputValues = z.infer<typeof outputValuesSchema>;

/** `held`: again and again while it lasts. `value`: always, whether or not it is recognised; its probability counts. */
const gestureMomentSchema = z.enum(['start', 'held', 'end', 'value']);
export type GestureMoment = z.infer<typeof gestureMomentSchema>;

/** From `low` (probability 0) to `high` (1); of `smoothing`, so much of the value before stays: 0 none, below 1. */
const outputRangeSchema = z.object({
  low: z.number(),
  high: z.number(),
  smoothing: z.number().min(0).max(0.99),
});
export type OutputRange = z.infer<typeof outputRangeSchema>;

/**
 * What a project sends gestures to. `kind` may be one that only another version of Beckon knows: it is kept as it is,
 * with fields that are not known here.
 */
export const outputSchema = z.looseObject({
  id: idSchema,
  kind: idSchema,
  name: nameSchema,
  settings: outputValuesSchema,
  /** The computer, other than this one, that a person has allowed it to send to. */
  allowedHost: z.string().max(255).optional(),
  /** Of classes, by their ids, at which moments of their gestures it sends. */
  moments: z.record(idSchema, z.array(gestureMomentSchema)),
  /** What becomes of a probability, 0 to 1, before it is sent as `{value}`; absent: nothing. */
  range: outputRangeSchema.optional(),
});
export type OutputConfig = z.infer<typeof outputSchema>;

/** What outputs wait for before anything is sent: a gesture that wakes them for so many seconds, or a key that is held. */
export const armingSchema = z.discriminatedUnion('way', [
  z.object({ way: z.literal('gesture'), classId: idSchema, seconds: z.number().min(1).max(600) }),
  z.object({ way: z.literal('key'), key: z.enum(['Shift', 'Control', 'Alt']) }),
]);
export type Arming = z.infer<typeof armingSchema>;

/** What there is to choose from: a kind of output, with its settings as rows of a form. */
export const outputKindSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  settings: z.record(z.string(), z.custom<FieldSetting>()),
  /** Where others connect to, with its settings in braces; absent: it connects to others itself. */
  address: z.string().optional(),
  /** A page for a browser source of OBS, the same way; absent: it has none. */
  overlay: z.string().optional(),
  /** The moments of a gesture that a new one sends at, and all that there are to choose. */
  moments: z.array(gestureMomentSchema),
  offered: z.array(gestureMomentSchema),
  /** What becomes of a probability where an output does not say; absent: nothing. */
  range: outputRangeSchema.optional(),
  /** Values that belong together, for what listens. */
  presets: z.array(z.object({ name: z.string(), hint: z.string(), values: outputValuesSchema })),
});
export type OutputKind = z.infer<typeof outputKindSchema>;

/** A gesture starts, lasts or ends, or its probability is told. */
export const gestureMessageSchema = z.object({
  event: gestureMomentSchema,
  classId: idSchema,
  className: nameSchema,
  /** Its place among the model's classes; the first is 1. */
  number: z.int().positive(),
  confidence: z.number().min(0).max(1),
  /** One a class, in the model's order; empty where there was no answer. */
  probabilities: z.array(z.number()).max(MAX_CLASSES),
  time: timeSchema,
  /** The probability as the output's range makes it. */
  value: z.number().optional(),
});
export type GestureMessage = z.infer<typeof gestureMessageSchema>;

/** How an output does. One that is not told of is off and always was. */
export const outputStateSchema = z.object({
  id: idSchema,
  on: z.boolean(),
  sent: z.int().nonnegative(),
  /** Messages that did not arrive, or waited too long behind others. */
  lost: z.int().nonnegative(),
  /** What went wrong last, as a sentence; null: the last message went out. */
  problem: z.string().nullable(),
  /** What else a person should know while it is on, e.g. how many listen. */
  note: z.string().optional(),
});
export type OutputState = z.infer<typeof outputStateSchema>;
