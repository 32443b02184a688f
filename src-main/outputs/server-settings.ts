import { GESTURE_JSON, jsonBody } from './message-settings';

/** What servers on this computer have in common: their token, and what they tell of a gesture. */

export const token = {
  kind: 'text',
  format: 'secret',
  label: 'Token',
  hint: 'Whoever connects has to know it. It is kept on this computer, not with the project.',
  pattern: { source: '^[\\w-]{8,}$', problem: 'A token has at least 8 letters, digits, - or _.' },
  generated: true,
  default: '',
  reason: 'Any page in a browser can reach this computer’s ports, so a port alone must not be enough.',
} as const;

const PROBABILITIES = `{
  "event": "{event}",
  "class": "{class}",
  "confidence": "{confidence}",
  "probabilities": "{probabilities}",
  "time": "{time}"
}`;

export const body = {
  ...jsonBody,
  hint: 'JSON. "{confidence}" becomes a number, "{probabilities}" a list of them.',
} as const;

export const presets = [
  { name: 'Gestures', hint: 'The gesture’s name and how sure the model is.', values: { body: GESTURE_JSON } },
  {
    name: 'Gestures with probabilities',
    hint: 'The probability of every class, too.',
    values: { body: PROBABILITIES },
  },
] as const;

export const portSetting = (port: number) =>
  ({
    kind: 'whole',
    label: 'Port',
    hint: 'Of this computer. Others cannot reach it.',
    min: 1,
    max: 65_535,
    default: port,
    reason: 'Seldom used by other programs.',
  }) as const;
