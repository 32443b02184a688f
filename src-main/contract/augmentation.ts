import { z } from 'zod';
import { AUGMENTATION_SETTINGS } from '../shared/augmentation-settings';
import { fieldsOf } from './setting-schema';

/** How far clips are varied at random while a model learns from them. */
export const augmentationSchema = z.object(fieldsOf(AUGMENTATION_SETTINGS));
export type AugmentationStrengths = z.infer<typeof augmentationSchema>;
