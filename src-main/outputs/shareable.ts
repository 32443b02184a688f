import type { OutputConfig, OutputValues } from '../contract';
import { hostElsewhere, type FieldSetting } from '../shared/setting';
import type { Output } from './output';

/** Settings, and fields of JSON, whose values are nobody else's business. */
const SECRET = /pass(word|phrase)?|secret|token|credential|user(name)?$|api.?key|auth/i;

/**
 * An output as it may be handed to somebody else: without passwords, without what in a web address or a message lets in
 * whoever knows it, and without the leave to send to another computer. Null where it is of a kind that is not known here,
 * as nobody can say then what of it is secret.
 */
export function shareable(config: OutputConfig, known: readonly Output[]): OutputConfig | null {
  const output = known.find(({ id }) => id === config.kind);
  if (!output) return null;
  const elsewhere = hostElsewhere(output.settings, config.settings) !== null;
  const settings: OutputValues = {};
  for (const [key, setting] of Object.entries(output.settings)) {
    const value = config.settings[key];
    if (value === undefined || isSecret(key, setting)) continue;
    settings[key] = typeof value === 'string' ? withoutSecrets(setting, value, elsewhere) : value;
  }
  return withoutLeave({ ...config, settings }, config.id);
}

const isSecret = (key: string, setting: FieldSetting): boolean =>
  SECRET.test(key) || (setting.kind === 'text' && setting.format === 'secret');

/**
 * An output that came from somebody else: what it was allowed there, it is not allowed here. Passwords and leave are kept
 * by an output's id, so it must get one of its own.
 */
export const withoutLeave = ({ kind, name, settings, moments }: OutputConfig, id: string): OutputConfig => ({
  id,
  kind,
  name,
  settings,
  moments,
});

function withoutSecrets(setting: FieldSetting, text: string, elsewhere: boolean): string {
  if (setting.kind !== 'text') return text;
  if (setting.format === 'url') return plainAddress(text, elsewhere);
  return setting.format === 'json' ? plainJson(text) : text;
}

/** Where web addresses of services on the internet carry a key, it is in their path or query. */
function plainAddress(text: string, elsewhere: boolean): string {
  if (!URL.canParse(text)) return '';
  const url = new URL(text);
  return elsewhere ? url.origin : `${url.origin}${url.pathname}`;
}

function plainJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const plain = (key: string, each: unknown): unknown => (SECRET.test(key) ? '' : each);
    const shared = JSON.stringify(value, plain, 2);
    return shared === JSON.stringify(value, null, 2) ? text : shared;
  } catch {
    return '';
  }
}
