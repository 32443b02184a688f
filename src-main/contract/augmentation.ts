import { z } from 'zod';

/**
 * How far clips are varied at random while a model learns from them, each clip anew in every epoch and all its frames
 * alike. 0 leaves out what it says.
 */
export const augmentationSchema = z.object({
  /** The picture moves by up to this share of its side. */
  shift: z.number().min(0).max(0.5),
  /** What it shows is larger or smaller by up to this share. */
  scale: z.number().min(0).max(1),
  /** It turns by up to so many degrees. */
  rotation: z.number().min(0).max(180),
  /** Light: values are further apart or nearer by up to this share, and higher or lower by up to that share of the range. */
  contrast: z.number().min(0).max(1),
  brightness: z.number().min(0).max(0.5),
  /** Red, green and blue are each stronger or weaker by up to this share. */
  colour: z.number().min(0).max(1),
  /** Standard deviation of the noise at most, as a share of the range; the one change that each frame has its own of. */
  noise: z.number().min(0).max(0.3),
  /** How much of a blurred picture is mixed in at most. */
  blur: z.number().min(0).max(1),
  /** Every other clip has a grey rectangle over it, of up to this share of the picture's side. */
  cutout: z.number().min(0).max(0.7),
  /** How much of what stands still gives way to what stands still in another clip, at most. */
  backdrop: z.number().min(0).max(1),
  /** The movement is faster or slower by up to this share, and earlier or later by up to that share of the window. */
  speed: z.number().min(0).max(1),
  advance: z.number().min(0).max(0.5),
});
export type AugmentationStrengths = z.infer<typeof augmentationSchema>;
