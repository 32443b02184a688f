import { z } from 'zod';
import {
  BeckonError,
  captureSettingsSchema,
  DEFAULT_CAPTURE,
  gestureClassSchema,
  idSchema,
  nameSchema,
  outputSchema,
  presetSchema,
  projectSchema,
  SCHEMA_VERSION,
  textSchema,
  timeSchema,
  type GestureClass,
  type Project,
} from '../contract';
import { MAX_CLASSES, MAX_OUTPUTS } from '../shared/limits';
import { withoutLooseTwins } from './twins';

/** What `project.json` says, or why it cannot be used. `name` is the project's, as far as it can be told. */
export type ParsedProject =
  | { kind: 'project'; project: Project }
  | { kind: 'newer'; name: string; schema: number }
  | { kind: 'damaged'; name: string; reason: string };

/** Everything but the slug, which is the folder's name. */
const storedSchema = projectSchema.omit({ slug: true });

export function parseProject(bytes: Uint8Array, slug: string): ParsedProject {
  const value = parseJson(bytes);
  if (value === undefined) return { kind: 'damaged', name: nameFromId(slug), reason: 'it is not valid JSON' };
  const name = z.looseObject({ name: nameSchema }).safeParse(value).data?.name ?? nameFromId(slug);
  const schema = z.looseObject({ schema: z.number() }).safeParse(value).data?.schema;
  if (schema !== undefined && schema > SCHEMA_VERSION) return { kind: 'newer', name, schema };
  const stored = storedSchema.safeParse(value);
  if (!stored.success) {
    const issue = stored.error.issues[0];
    return {
      kind: 'damaged',
      name,
      reason: `its “${issue?.path.join('.').slice(0, 60) ?? ''}” is not valid`,
    };
  }
  const doubled = firstDouble(stored.data.classes.map(({ id }) => id));
  if (doubled !== undefined)
    return { kind: 'damaged', name, reason: `it lists the class “${doubled}” twice` };
  return {
    kind: 'project',
    project: { ...stored.data, classes: withoutLooseTwins(stored.data.classes), slug },
  };
}

/** Throws INVALID where this could not be read again, e.g. for a name that is too long. */
export function checkProject(project: Project): Project {
  const checked = projectSchema.safeParse(project);
  if (checked.success) return checked.data;
  throw new BeckonError('INVALID', checked.error.issues[0]?.message ?? 'This project is not valid.');
}

/** What is written: all but the slug, which is the folder's name. */
export function formatProject({ slug: _, ...stored }: Project): string {
  return `${JSON.stringify(stored, null, 2)}\n`;
}

/** What can be kept of a damaged `project.json`: every part that is valid by itself. */
export function salvageProject(bytes: Uint8Array | null, slug: string, now: string): Project {
  const value = bytes === null ? undefined : parseJson(bytes);
  const fields = z.looseObject({}).safeParse(value).data ?? {};
  const classes: GestureClass[] = [];
  for (const item of Array.isArray(fields['classes']) ? (fields['classes'] as unknown[]) : []) {
    const one = gestureClassSchema.safeParse(item).data;
    if (!one || classes.length >= MAX_CLASSES || classes.some(({ id }) => id === one.id)) continue;
    const keyTaken = classes.some(({ key }) => key === one.key);
    classes.push(keyTaken ? { ...one, key: null } : one);
  }
  const preset = presetSchema.safeParse(fields['preset']).data;
  const fine = projectSchema.shape.fine.safeParse(fields['fine']).data;
  const texts: Record<string, string> = {};
  for (const [id, item] of Object.entries(z.looseObject({}).safeParse(fields['texts']).data ?? {})) {
    const text = textSchema.safeParse(item).data;
    if (text !== undefined && idSchema.safeParse(id).success) texts[id] = text;
  }
  const outputs = (Array.isArray(fields['outputs']) ? (fields['outputs'] as unknown[]) : [])
    .flatMap((item) => outputSchema.safeParse(item).data ?? [])
    .slice(0, MAX_OUTPUTS);
  return {
    schema: SCHEMA_VERSION,
    slug,
    name: nameSchema.safeParse(fields['name']).data ?? nameFromId(slug),
    classes: withoutLooseTwins(classes),
    capture: captureSettingsSchema.safeParse(fields['capture']).data ?? DEFAULT_CAPTURE,
    ...(preset && { preset }),
    ...(fine && { fine }),
    ...(Object.keys(texts).length > 0 && { texts }),
    ...(outputs.length > 0 && { outputs }),
    created: timeSchema.safeParse(fields['created']).data ?? now,
    modified: now,
  };
}

/** `swipe-left` becomes `Swipe left`. */
export function nameFromId(id: string): string {
  const words = id.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const firstDouble = (ids: string[]): string | undefined => ids.find((id, index) => ids.indexOf(id) !== index);
