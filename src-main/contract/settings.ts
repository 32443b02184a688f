import { z } from 'zod';
import { backendChoiceSchema, measurementSchema } from './engine';
import { bounded } from './event-rule';
import { RULE_BOUNDS } from '../shared/rule-bounds';
import { DEFAULT_RULE } from '../shared/rule-defaults';

/** How clips are recorded: while a button is held, several by countdown, or whenever something moves. */
const recordWaySchema = z.enum(['hold', 'burst', 'motion']);
export type RecordWay = z.infer<typeof recordWaySchema>;

/** How a person likes to record. */
const collectSettingsSchema = z.object({
  way: recordWaySchema.default('hold'),
  /** Clips in a burst, and the seconds between two of them. */
  repetitions: z.int().min(1).max(100).default(10),
  pause: z.number().min(1).max(30).default(2),
  /** Whether cues are sounded, and whether they are spoken. */
  sounds: z.boolean().default(true),
  voice: z.boolean().default(true),
});
export type CollectSettings = z.infer<typeof collectSettingsSchema>;

/** Of each backend, the seconds that the last run on it took for a unit of training work. */
const paceSchema = z.record(z.string(), z.number().positive());

const themeSchema = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeSchema>;

/** A language and, where it matters, a country, e.g. `de` or `en-GB`. */
const languageSchema = z.string().max(35).refine(isLanguage, 'This is not a language.');

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** What the app remembers beside projects. Every field has a default, so an older or damaged file still opens. */
export const settingsSchema = z.object({
  /** Slug of the project to open at start. */
  lastProject: z.string().nullable().default(null),
  camera: z
    .object({
      /** A browser's device id, or `sample` for the sample camera; null: none chosen yet. */
      deviceId: z.string().nullable().default(null),
      /** Whether the page has explained why it wants the camera and the person agreed. */
      explained: z.boolean().default(false),
      /** What is remembered for each device id. */
      devices: z.record(z.string(), z.object({ label: z.string(), mirror: z.boolean() })).default({}),
    })
    .prefault({}),
  live: z
    .object({
      /** Below this confidence the overlay says "unsure". */
      threshold: bounded(RULE_BOUNDS.threshold).default(DEFAULT_RULE.threshold),
      /** The share of known gestures that may be refused, so that a movement never seen is none of them. */
      unseen: bounded(RULE_BOUNDS.unseen).default(DEFAULT_RULE.unseen),
      /** What the live view does while a model trains. */
      whileTraining: z.enum(['on', 'slow', 'pause']).default('slow'),
      /** Whether it says in words what it sees, where the model has learnt to. */
      captions: z.boolean().default(true),
    })
    .prefault({}),
  collect: collectSettingsSchema.prefault({}),
  appearance: z
    .object({
      /** Light or dark; by default as the system says. */
      theme: themeSchema.default('system'),
      /** The language that dates are written in; null: that of the browser or system. */
      dates: languageSchema.nullable().default(null),
    })
    .prefault({}),
  updates: z
    .object({
      /** Whether Beckon may look for new versions of itself; null: the person has not been asked. */
      allowed: z.boolean().nullable().default(null),
    })
    .prefault({}),
  engine: z
    .object({
      /** What training and the live view compute on. */
      training: backendChoiceSchema.default('auto'),
      live: backendChoiceSchema.default('auto'),
      /** How the backends did when they were last tried. */
      measured: measurementSchema.nullable().default(null),
      pace: paceSchema.default({}),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change to some fields of the settings. */
export const settingsPatchSchema = z.object({
  lastProject: z.string().nullable().optional(),
  camera: z
    .object({
      deviceId: z.string().nullable().optional(),
      explained: z.boolean().optional(),
      devices: z.record(z.string(), z.object({ label: z.string(), mirror: z.boolean() })).optional(),
    })
    .optional(),
  live: z
    .object({
      threshold: bounded(RULE_BOUNDS.threshold).optional(),
      unseen: bounded(RULE_BOUNDS.unseen).optional(),
      whileTraining: z.enum(['on', 'slow', 'pause']).optional(),
      captions: z.boolean().optional(),
    })
    .optional(),
  /** Given as a whole. */
  collect: collectSettingsSchema.optional(),
  appearance: z
    .object({ theme: themeSchema.optional(), dates: languageSchema.nullable().optional() })
    .optional(),
  updates: z.object({ allowed: z.boolean() }).optional(),
  engine: z
    .object({
      training: backendChoiceSchema.optional(),
      live: backendChoiceSchema.optional(),
      measured: measurementSchema.nullable().optional(),
      /** Backends that are not given stay as they are. */
      pace: paceSchema.optional(),
    })
    .optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
