import { consentOf } from './consent';
import { hostOfUrl, hostProblem, isLoopback, urlProblem } from './address';
import { MAX_SETTING_TEXT } from './limits';
import { jsonProblem, templateProblem, wordsProblem } from './template';

/** A value to choose, and what a person reads of it. */
export interface Option<V extends string | number = string> {
  value: V;
  label: string;
  hint?: string;
}

interface Row<V> {
  /** Its name, for a person. */
  label: string;
  /** What its number counts. */
  unit?: string;
  /** What it does, in a sentence or less. */
  hint?: string;
  default: V;
  /** Why that is the default, and where it was measured. */
  reason: string;
  /** Set where saved configurations may lack it: what they mean then. */
  absent?: V;
}

export interface NumberSetting extends Row<number> {
  kind: 'number' | 'whole';
  min: number;
  /** The minimum itself is not allowed. */
  aboveMin?: true;
  max: number;
  /** Values that have names, where a person chooses among these. */
  options?: readonly Option<number>[];
  /** As far as a person may drag it, and how finely. */
  slider?: { max: number; step: number };
}

interface ChoiceSetting extends Row<string> {
  kind: 'choice';
  options: readonly Option[];
}

interface SwitchSetting extends Row<boolean> {
  kind: 'switch';
}

/**
 * What a text has to be: the name or IP address of a computer, a web address, a template, templates with spaces between
 * them, JSON whose strings are templates, any text, or any text that is to be kept secret.
 */
type TextFormat = 'host' | 'url' | 'template' | 'words' | 'json' | 'plain' | 'secret';

export interface TextSetting extends Row<string> {
  kind: 'text';
  format: TextFormat;
  /** A regular expression that the text has to match as well, and what to say where it does not. */
  pattern?: { source: string; problem: string };
  /** It may be left empty. */
  optional?: true;
  /** Chance makes it, where it is not there yet. */
  generated?: true;
  /** So many lines of it are shown; one by default. */
  lines?: number;
}

/** A person's yes to what other settings say; see `consent.ts`. */
interface ConsentSetting extends Row<string> {
  kind: 'consent';
  /** The settings that it holds for, as they are now. */
  of: readonly string[];
  /** What to say where it is not given. */
  problem: string;
}

/** Whole numbers from `min` to `max`, between `fewest` and `most` of them. */
interface ListSetting extends Row<readonly number[]> {
  kind: 'list';
  min: number;
  max: number;
  fewest: number;
  most: number;
}

/** Any names, any number of them. */
interface NamesSetting extends Row<readonly string[]> {
  kind: 'names';
}

/** What a form shows as one field. */
export type FieldSetting = NumberSetting | ChoiceSetting | SwitchSetting | TextSetting | ConsentSetting;
export type Setting = FieldSetting | ListSetting | NamesSetting;

/** What a setting may be. */
type ValueOf<S extends Setting> = S extends NumberSetting
  ? number
  : S extends ChoiceSetting
    ? S['options'][number]['value']
    : S extends SwitchSetting
      ? boolean
      : S extends TextSetting | ConsentSetting
        ? string
        : S extends ListSetting
          ? number[]
          : string[];

type Table = Readonly<Record<string, Setting>>;
export type ValuesOf<T extends Table> = { -readonly [K in keyof T]: ValueOf<T[K]> };
/** The settings that a saved configuration may lack. */
export type OptionalKey<T extends Table> = {
  [K in keyof T]: T[K] extends { absent: unknown } ? K : never;
}[keyof T];

const copyOf = (value: unknown): unknown => (Array.isArray(value) ? [...(value as unknown[])] : value);

/** Every setting with its default. */
export const defaultsOf = <T extends Table>(table: T): ValuesOf<T> =>
  Object.fromEntries(
    Object.entries(table).map(([key, setting]) => [key, copyOf(setting.default)]),
  ) as ValuesOf<T>;

/** What a configuration means that lacks every setting it may lack. */
export const absentOf = <T extends Table>(table: T): Pick<ValuesOf<T>, OptionalKey<T>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([key, { absent }]) =>
      absent === undefined ? [] : [[key, copyOf(absent)]],
    ),
  ) as Pick<ValuesOf<T>, OptionalKey<T>>;

/** Its name as a form shows it: `Warm-up (epochs)`. */
export const fieldLabel = ({ label, unit }: Pick<Setting, 'label' | 'unit'>): string =>
  unit === undefined ? label : `${label} (${unit})`;

/** What a person reads of a value. */
export const optionLabel = <V extends string | number>(options: readonly Option<V>[], value: V): string =>
  options.find((option) => option.value === value)?.label ?? String(value);

/** A value in words. */
export function settingWords(
  setting: Setting,
  value: boolean | number | string | readonly (number | string)[],
): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'object') return value.join(', ') || 'None';
  if (typeof value === 'string')
    return setting.kind === 'choice' ? optionLabel(setting.options, value) : value;
  return setting.unit === undefined ? String(value) : `${value} ${setting.unit}`;
}

/** What is wrong with a value that was entered, as a sentence; null: nothing. */
export function settingProblem(setting: Setting, value: unknown): string | null {
  switch (setting.kind) {
    case 'number':
    case 'whole':
      return numberProblem(setting, setting.kind === 'whole', value);
    case 'list': {
      const values: readonly unknown[] = Array.isArray(value) ? value : [];
      const { label, fewest, most } = setting;
      if (values.length < fewest || values.length > most)
        return `${label} must be ${fewest} to ${most} numbers.`;
      for (const one of values) {
        const problem = numberProblem(setting, true, one);
        if (problem !== null) return problem;
      }
      return null;
    }
    case 'text':
      return textProblem(setting, value);
    default:
      return null;
  }
}

/** The computer that a setting names, where it names one. */
function hostIn(setting: Setting, value: unknown): string | null {
  if (setting.kind !== 'text' || typeof value !== 'string') return null;
  if (setting.format === 'host') return value.trim() === '' ? null : value.trim();
  return setting.format === 'url' ? hostOfUrl(value) : null;
}

/** The settings of a table that must not travel with the others: secrets, and what was agreed to on this computer. */
export const secretKeys = (table: Table): string[] =>
  Object.entries(table).flatMap(([key, setting]) =>
    setting.kind === 'consent' || (setting.kind === 'text' && setting.format === 'secret') ? [key] : [],
  );

/** What is to be agreed to before the settings of a table may be used, as a sentence; null: nothing. */
export function consentProblem(table: Table, values: Readonly<Record<string, unknown>>): string | null {
  for (const [key, setting] of Object.entries(table)) {
    if (setting.kind === 'consent' && values[key] !== consentOf(setting.of, values)) return setting.problem;
  }
  return null;
}

/** Of the settings of a table, the first that names another computer than this one, and that computer; null: none. */
export function hostElsewhere(
  table: Table,
  values: Readonly<Record<string, unknown>>,
): { key: string; host: string } | null {
  for (const [key, setting] of Object.entries(table)) {
    const host = hostIn(setting, values[key]);
    if (host !== null && !isLoopback(host)) return { key, host };
  }
  return null;
}

const TEXT_PROBLEMS: Readonly<Record<TextFormat, (text: string) => string | null>> = {
  host: hostProblem,
  url: urlProblem,
  template: templateProblem,
  words: wordsProblem,
  json: jsonProblem,
  plain: () => null,
  secret: () => null,
};

function textProblem({ label, format, pattern, optional }: TextSetting, value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '') return optional ? null : `${label} is empty.`;
  if (text.length > MAX_SETTING_TEXT) return `${label} can have at most ${MAX_SETTING_TEXT} characters.`;
  if (pattern && !new RegExp(pattern.source).test(text)) return pattern.problem;
  return TEXT_PROBLEMS[format](text);
}

type Bounds = Pick<NumberSetting, 'label' | 'min' | 'aboveMin' | 'max'>;

function numberProblem({ label, min, aboveMin, max }: Bounds, whole: boolean, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${label} needs a number.`;
  if (whole && !Number.isInteger(value)) return `${label} must be a whole number.`;
  if (aboveMin && (value <= min || value > max)) return `${label} must be above ${min} and at most ${max}.`;
  return value < min || value > max ? `${label} must be between ${min} and ${max}.` : null;
}
