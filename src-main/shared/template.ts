/** What a template may name, and what it stands for, in the order in which they are offered. */
export const PLACEHOLDERS = {
  class: 'the gesture’s name',
  id: 'its id: lower case, digits and hyphens',
  number: 'its place among the model’s classes; the first is 1',
  event: '“start”, “held”, “end” or “value”',
  confidence: 'its probability, 0 to 1',
  value: 'the same, smoothed and in the range that is set',
  probabilities: 'the probability of every class, in the model’s order',
  time: 'when it happened, as 2026-11-23T09:30:00.000Z',
} as const;
type Placeholder = keyof typeof PLACEHOLDERS;

export type TemplateValue = string | number | readonly number[];
export type TemplateValues = Readonly<Record<Placeholder, TemplateValue>>;

/** A part of a template: text as it is, or a placeholder. */
type Part = { text: string } | { name: Placeholder };

const isPlaceholder = (name: string): name is Placeholder => Object.hasOwn(PLACEHOLDERS, name);

/** `{class}, {id}, …` */
export const placeholderNames: string = Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(', ');

/** The parts of a template, or a sentence that says what is wrong with it. */
function partsOf(template: string): Part[] | string {
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: found, 1: name = '', index } of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!isPlaceholder(name)) return `There is no placeholder ${found}. There are: ${placeholderNames}.`;
    parts.push({ text: template.slice(at, index) }, { name });
    at = index + found.length;
  }
  parts.push({ text: template.slice(at) });
  const stray = parts.some((part) => 'text' in part && /[{}]/.test(part.text));
  if (stray) return 'A { or } stands alone. They belong around a placeholder, such as {class}.';
  return parts.filter((part) => !('text' in part && part.text === ''));
}

/** What is wrong with a template, as a sentence; null: nothing. */
export function templateProblem(template: string): string | null {
  const parts = partsOf(template);
  return typeof parts === 'string' ? parts : null;
}

const asText = (value: TemplateValue): string =>
  typeof value === 'object' ? value.join(' ') : String(value);

/**
 * A template with its placeholders filled in. Throws where it has a {@link templateProblem}.
 * @param clean what is made of each filled-in value, e.g. to escape it
 */
export function fillTemplate(
  template: string,
  values: TemplateValues,
  clean: (text: string) => string = String,
): string {
  return checked(template)
    .map((part) => ('text' in part ? part.text : clean(asText(values[part.name]))))
    .join('');
}

/** As {@link fillTemplate}; a template that is one placeholder and nothing else keeps its value's type. */
export function fillValue(template: string, values: TemplateValues): TemplateValue {
  const [only, ...more] = checked(template);
  return only && 'name' in only && more.length === 0 ? values[only.name] : fillTemplate(template, values);
}

function checked(template: string): Part[] {
  const parts = partsOf(template);
  if (typeof parts === 'string') throw new Error(parts);
  return parts;
}

/** One of several templates in a row. */
export interface TemplateWord {
  template: string;
  /** It stood in quotes, so it is text even where it looks like a number. */
  quoted: boolean;
}

/** Templates with spaces between them; one in "double quotes" may have spaces of its own. */
export function templateWords(text: string): TemplateWord[] {
  return [...text.matchAll(/"([^"]*)"|[^\s"]+/g)].map(({ 0: whole, 1: inner }) =>
    inner === undefined ? { template: whole, quoted: false } : { template: inner, quoted: true },
  );
}

/** What is wrong with templates in a row, as a sentence; null: nothing. */
export function wordsProblem(text: string): string | null {
  if (text.split('"').length % 2 === 0) return 'A quotation mark is missing.';
  for (const { template } of templateWords(text)) {
    const problem = templateProblem(template);
    if (problem !== null) return problem;
  }
  return null;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What is wrong with JSON whose strings are templates, as a sentence; null: nothing. */
export function jsonProblem(text: string): string | null {
  let problem: string | null = null;
  try {
    mapStrings(JSON.parse(text) as Json, (template) => {
      problem ??= templateProblem(template);
      return template;
    });
  } catch {
    return 'This is not valid JSON. Placeholders stand in quotes, too, such as "{class}".';
  }
  return problem;
}

/** JSON whose strings are templates, filled in; `"{confidence}"` becomes a number. */
export function fillJson(text: string, values: TemplateValues): string {
  return JSON.stringify(mapStrings(JSON.parse(text) as Json, (template) => fillValue(template, values)));
}

function mapStrings(json: Json, change: (text: string) => TemplateValue): unknown {
  if (typeof json === 'string') return change(json);
  if (Array.isArray(json)) return json.map((each) => mapStrings(each, change));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapStrings(value, change)]));
}
