import { z } from 'zod';

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
      threshold: z.number().min(0).max(1).default(0.6),
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
  live: z.object({ threshold: z.number().min(0).max(1).optional() }).optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
