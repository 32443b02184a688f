import { z } from 'zod';
import { MAX_NAME, MAX_TEXT } from '../shared/limits';

/** The version of every JSON file Beckon writes. A file with a greater one was written by a newer Beckon. */
export const SCHEMA_VERSION = 1;

/** A name that is safe as one path segment on every file system: lower case, digits and hyphens. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'not a valid id');

/** What a person may call a project, a class or a model: no line breaks or other control characters. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'A name cannot be empty.')
  .max(MAX_NAME, `A name can have at most ${MAX_NAME} characters.`)
  .regex(/^\P{Cc}*$/u, 'A name cannot contain line breaks or control characters.');

/** What a person says is being done in a clip: no line breaks or other control characters. */
export const textSchema = z
  .string()
  .trim()
  .min(1, 'A text cannot be empty.')
  .max(MAX_TEXT, `A text can have at most ${MAX_TEXT} characters.`)
  .regex(/^\P{Cc}*$/u, 'A text cannot contain line breaks or control characters.');

export const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/, 'A colour is written #rrggbb.');

/** ISO 8601, UTC, e.g. `2026-11-23T09:30:00.000Z`. */
export const timeSchema = z.iso.datetime();

/** Bytes on their way through the contract. (A Blob crosses both transports as binary, never as base64.) */
export const bytesSchema = z.instanceof(Blob);

/** Where a thing lies in the trash, so that it can be taken out again. */
export const trashIdSchema = z.string().regex(/^[a-z0-9-]{1,100}$/, 'not a valid trash id');
