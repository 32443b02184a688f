import { z } from 'zod';
import { MAX_SETTING_TEXT } from '../shared/limits';
import type { Option, Setting } from '../shared/setting';

type OfKind<S extends Setting> = S extends { kind: 'whole' }
  ? z.ZodInt
  : S extends { kind: 'number' }
    ? z.ZodNumber
    : S extends { kind: 'switch' }
      ? z.ZodBoolean
      : S extends { kind: 'choice'; options: readonly Option<infer V extends string>[] }
        ? z.ZodEnum<{ [K in V]: K }>
        : S extends { kind: 'text' | 'consent' }
          ? z.ZodString
          : S extends { kind: 'list' }
            ? z.ZodArray<z.ZodInt>
            : z.ZodArray<z.ZodString>;

/** The schema of a setting's value; optional where a saved configuration may lack it. */
type Field<S extends Setting> = S extends { absent: unknown } ? z.ZodOptional<OfKind<S>> : OfKind<S>;

/** The fields of a settings table, for `z.object`. */
export const fieldsOf = <T extends Readonly<Record<string, Setting>>>(
  table: T,
): { -readonly [K in keyof T]: Field<T[K]> } =>
  Object.fromEntries(
    Object.entries(table).map(([key, setting]) => {
      const field = fieldOf(setting);
      return [key, setting.absent === undefined ? field : field.optional()];
    }),
  ) as { -readonly [K in keyof T]: Field<T[K]> };

/** One of the values that there are to choose. */
export const choiceSchema = <V extends string>(options: readonly Option<V>[]): z.ZodEnum<{ [K in V]: K }> =>
  z.enum(options.map(({ value }) => value)) as z.ZodEnum<{ [K in V]: K }>;

function fieldOf(setting: Setting): z.ZodType {
  switch (setting.kind) {
    case 'whole':
      return z.int().min(setting.min).max(setting.max);
    case 'number': {
      const { min, max, aboveMin } = setting;
      return (aboveMin ? z.number().gt(min) : z.number().min(min)).max(max);
    }
    case 'choice':
      return choiceSchema(setting.options);
    case 'switch':
      return z.boolean();
    case 'text':
      return setting.format === 'secret'
        ? z.string().max(MAX_SETTING_TEXT)
        : z.string().trim().max(MAX_SETTING_TEXT);
    case 'consent':
      return z.string().max(MAX_SETTING_TEXT * 3);
    case 'list':
      return z.array(z.int().min(setting.min).max(setting.max)).min(setting.fewest).max(setting.most);
    case 'names':
      return z.array(z.string());
  }
}
