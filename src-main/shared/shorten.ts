/** A text of at most `most` characters, its middle left out where it is longer: names in files can have any length. */
export function shorten(text: string, most = 60): string {
  if (text.length <= most) return text;
  const kept = most - 1;
  return `${text.slice(0, Math.ceil(kept / 2))}…${text.slice(text.length - Math.floor(kept / 2))}`;
}
