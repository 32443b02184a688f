/** The part of a keyboard event that tells which key it was. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code'>;

/**
 * The number key that was pressed, `'1'` to `'9'`, by its place: on French and Czech keyboards the row types `&`, `é` or
 * `ě` without Shift, and with Alt a Mac types signs and dead keys. Null for any other key.
 */
export function digitOf({ key, code }: KeyPress): string | null {
  const place = /^Digit([0-9])$/.exec(code)?.[1];
  if (place !== undefined) return place === '0' ? null : place;
  // The number pad types arrows without Num Lock, and keyboards on a screen tell no place.
  return /^[1-9]$/.test(key) ? key : null;
}

/**
 * The letter that was pressed, in lower case: the one that is typed, wherever it lies (Dvorak, AZERTY). On keyboards
 * that type no Latin letters (Cyrillic, Greek, Hebrew, …) it is the one that lies there on a Latin one. Null for any
 * other key.
 */
export function letterOf({ key, code }: KeyPress): string | null {
  const letter = key.toUpperCase();
  if (/^[A-Z]$/.test(letter)) return letter.toLowerCase();
  return typesNoLatin(key) ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null) : null;
}

/** What a table of actions calls a key: a digit or a letter by the rules above, else the key's own name. */
export const keyName = (press: KeyPress): string => digitOf(press) ?? letterOf(press) ?? press.key;

/** The question mark, as it is written in several scripts. */
export const isQuestionMark = ({ key }: KeyPress): boolean => ['?', '؟', '՞', '\u037e'].includes(key);

/** Of another script, or of an input method that keeps the letter to itself. */
const typesNoLatin = (key: string): boolean =>
  key === 'Process' || key === 'Unidentified' || /^[^\p{ASCII}\p{Script=Latin}]+$/u.test(key);
