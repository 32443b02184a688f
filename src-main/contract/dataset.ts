import { z } from 'zod';
import { idSchema } from './common';
import { projectSchema } from './project';

/** A file that could not be taken in or out, and why, as a sentence. */
const unreadableFileSchema = z.object({ file: z.string(), reason: z.string() });
export type UnreadableFile = z.infer<typeof unreadableFileSchema>;

/** What became of a dataset that was taken in. */
export const datasetImportReportSchema = z.object({
  /** The project they went to, as it is now. */
  project: projectSchema,
  /** Clips that were added. */
  added: z.int().nonnegative(),
  /** Clips that the project had already, byte for byte. */
  known: z.int().nonnegative(),
  /** How many were added to each of the dataset's classes. */
  classes: z.array(z.object({ name: z.string(), added: z.int().nonnegative() })),
  /** Everything else in the file, by name, with the reason. */
  unreadable: z.array(unreadableFileSchema),
  /** True where it was stopped before its end. */
  stopped: z.boolean(),
});
export type DatasetImportReport = z.infer<typeof datasetImportReportSchema>;

/** How far taking a dataset or archive in has come, in clips or files. */
export const takeInProgressSchema = z.object({
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
});
export type TakeInProgress = z.infer<typeof takeInProgressSchema>;

const outgoing = z.object({
  name: z.string(),
  clips: z.int().nonnegative(),
  /** Clips that could not be read, and so are not in the file. */
  leftOut: z.array(unreadableFileSchema),
});

/** What became of a dataset that was to be saved. `download`: the page fetches it as a transfer and ends that. */
export const savedDatasetSchema = z.discriminatedUnion('outcome', [
  outgoing.extend({ outcome: z.literal('saved') }),
  z.object({ outcome: z.literal('cancelled') }),
  outgoing.extend({ outcome: z.literal('download'), transfer: idSchema, size: z.int().nonnegative() }),
]);
export type SavedDataset = z.infer<typeof savedDatasetSchema>;

/** What became of a project archive that was opened. */
export const archiveReportSchema = z.object({
  /** The project that was made of it. */
  project: projectSchema,
  clips: z.int().nonnegative(),
  models: z.int().nonnegative(),
});
export type ArchiveReport = z.infer<typeof archiveReportSchema>;
