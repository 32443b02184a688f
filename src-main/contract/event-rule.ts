import { z } from 'zod';
import { RULE_BOUNDS } from '../shared/rule-bounds';
import { idSchema } from './common';

/** A number within bounds. */
export const bounded = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max);

/** What is asked of a model's answers before they count as a gesture. */
export const eventRuleSchema = z.object({
  /** Least confidence, 0 … 1; below it the answer is unsure. */
  threshold: bounded(RULE_BOUNDS.threshold),
  /** So many windows in a row must be won before a gesture starts. */
  windows: bounded(RULE_BOUNDS.windows).int(),
  /**
   * A window with this confidence is enough by itself, in a class with a threshold of its own as much above that as this is above the
   * threshold. Absent, or above 1: none is.
   */
  atOnce: z.number().min(0).max(2).optional(),
  /** A gesture lasts until the confidence in it falls below this share of the threshold, so that it does not start twice. */
  release: bounded(RULE_BOUNDS.release),
  /** So many seconds after the end of a gesture none starts. */
  cooldown: bounded(RULE_BOUNDS.cooldown),
  /**
   * How readily a movement is taken for none of the gestures: the share of known ones that may be refused for it. Absent, as
   * in rules of versions before: none is refused.
   */
  unseen: bounded(RULE_BOUNDS.unseen).optional(),
  /** The least confidence in a class, by its id, where it is another than the threshold. */
  classThresholds: z.record(idSchema, bounded(RULE_BOUNDS.threshold)).optional(),
});
export type EventRule = z.infer<typeof eventRuleSchema>;

/** What a run's rule was fitted on. */
export const ruleFitSchema = z.object({
  /** Clips that the network had not learnt from when it was tried on them. */
  clips: z.int().nonnegative(),
  /** Ids of stretches. */
  stretches: z.array(idSchema),
  /** Those clips, and the gestures marked in those stretches. */
  gestures: z.int().nonnegative(),
  /** As it was found; null: there was too little to go by, and the rule by default stayed. */
  rule: eventRuleSchema.nullable(),
  /** A person found it, by what it did there. */
  byHand: z.literal(true).optional(),
});
export type RuleFit = z.infer<typeof ruleFitSchema>;
