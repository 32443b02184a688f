import { z } from 'zod';
import { COUNTERFEIT_KINDS } from '../shared/counterfeit-kinds';
import { bytesSchema, idSchema, timeSchema } from './common';
import { backendSchema } from './engine';
import { captureSettingsSchema, gestureClassSchema } from './project';
import { rehearsedSchema } from './rehearsed';
import { epochSchema, originSchema, runSchema, splitSchema, trainConfigSchema } from './run';

/** What the first pass of a run has given, once the second is under way. */
const firstPassSchema = runSchema
  .pick({
    epochs: true,
    bestEpoch: true,
    metrics: true,
    temperature: true,
    framing: true,
    unseen: true,
    layers: true,
  })
  .extend({
    backend: backendSchema,
    device: z.string(),
    warnings: z.array(z.string()),
    /** Its `model.json`. */
    topology: z.string(),
    rehearsed: rehearsedSchema.optional(),
  });

/** A run that is not over, as it stood at the end of an epoch: all of it but its numbers. */
export const checkpointStateSchema = z.object({
  schema: z.int().positive(),
  saved: timeSchema,
  config: trainConfigSchema,
  classes: z.array(gestureClassSchema).min(2),
  capture: captureSettingsSchema,
  from: originSchema.optional(),
  split: splitSchema,
  /** The layers of a pretrained backbone as Keras writes them. */
  cnn: z.string().optional(),
  /** What it computed on. */
  backend: backendSchema,
  /** Seconds spent so far. */
  seconds: z.number().nonnegative(),
  /** From 2 on, networks learn from the validation clips too, one after another: {@link trainConfigSchema} `members`. */
  pass: z.int().min(1).max(6),
  first: firstPassSchema.nullable(),
  /**
   * By class, the ways in which its clips become movements that are no gesture, once they are known. Looked for anew on another backend, one at its
   * limit might not be found. Absent also in checkpoints of versions before; where it cannot be read, they are looked for, too.
   */
  counterfeits: z
    .record(idSchema, z.array(z.enum(COUNTERFEIT_KINDS)))
    .optional()
    .catch(undefined),
  /** Those of this pass. */
  epochs: z.array(epochSchema).min(1),
  bestEpoch: z.int().nonnegative(),
  /** Epochs whose weights are in the mean that a second pass keeps. */
  averaged: z.int().nonnegative(),
  /** Of the random generator. */
  random: z.tuple([z.int(), z.int(), z.int(), z.int()]),
  /** Of the optimiser. */
  steps: z.int().nonnegative(),
  moves: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Numbers in each weight of the model, and in each of the optimiser's moments. */
  sizes: z.object({ weights: z.array(z.int().positive()), moments: z.array(z.int().positive()) }),
});
export type CheckpointState = z.infer<typeof checkpointStateSchema>;

/**
 * Enough of a run to go on with it. `numbers` are float32, little-endian, one after another: the weights, the
 * optimiser's means and squares, the best epoch's weights; where there are any, the mean of the last ones, and those
 * that a run began from which goes on from another; all weights of each network that is done; and the first pass's
 * `weights.bin`.
 */
export const checkpointSchema = z.object({ state: checkpointStateSchema, numbers: bytesSchema });
export type CheckpointFiles = z.infer<typeof checkpointSchema>;
