import { z } from 'zod';
import { MAX_FEATURED_CLIPS } from '../shared/limits';
import { bytesSchema } from './common';

/** Of a clip, one row of numbers a letter; which is which is the engine's affair. */
const featuredClipSchema = z.object({
  /** Names the clip and all that its numbers depend on beside the network. */
  key: z.string().min(1).max(120),
  rows: z.string().regex(/^[a-z]{1,100}$/i),
  /** How much moves in it. */
  moved: z.number().nonnegative(),
});

/** What clips are to Beckon's motion network: {@link clipFeatureFilesSchema} without the numbers. */
export const clipFeaturesSchema = z.object({
  /** Names the network; to another one, nothing of this holds. */
  network: z.string().min(1).max(120),
  /** Numbers in a row. */
  units: z.int().min(1).max(4096),
  clips: z.array(featuredClipSchema).max(MAX_FEATURED_CLIPS),
});
export type ClipFeatures = z.infer<typeof clipFeaturesSchema>;

/** `values`: all rows of all clips one after another, float32, little-endian. */
export const clipFeatureFilesSchema = clipFeaturesSchema.extend({ values: bytesSchema });
export type ClipFeatureFiles = z.infer<typeof clipFeatureFilesSchema>;
