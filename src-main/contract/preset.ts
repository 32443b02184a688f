import type { z } from 'zod';
import { PRESETS } from '../shared/train-settings';
import { choiceSchema } from './setting-schema';

/** Settings that were chosen together: `instant` with nothing trained, `quick` to try out, `balanced` for use, `best` with an ensemble of three networks. */
export const presetSchema = choiceSchema(PRESETS);
export type Preset = z.infer<typeof presetSchema>;
