/** Settings that several kinds of output have. */

/** What most receivers need of a gesture, as a template. */
export const GESTURE_JSON = `{
  "event": "{event}",
  "class": "{class}",
  "confidence": "{confidence}",
  "time": "{time}"
}`;

export const jsonBody = {
  kind: 'text',
  format: 'json',
  label: 'What is sent',
  hint: 'JSON. "{confidence}" becomes a number.',
  lines: 6,
  default: GESTURE_JSON,
  reason: 'What most receivers need.',
} as const;

/** The computer that the receiver runs on. */
export const computer = (hint: string) =>
  ({
    kind: 'text',
    format: 'host',
    label: 'Computer',
    hint,
    default: '127.0.0.1',
    reason: 'Nothing leaves the computer unless a person wants it to.',
  }) as const;
