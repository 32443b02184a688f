/** `Session N` with the smallest N greater than every one in use. */
export function freeName(taken: readonly string[]): string {
  const numbers = taken.map((name) => /^Session (\d+)$/.exec(name)?.[1]).filter((n) => n !== undefined);
  return `Session ${Math.max(0, ...numbers.map(Number)) + 1}`;
}

/** `Ada, kitchen`; with a number where there is such a session already; `Session N` where neither is given. */
export function sessionName(who: string, where: string, taken: readonly string[]): string {
  const parts = [who, where].map((part) => part.trim().slice(0, 55)).filter((part) => part !== '');
  if (parts.length === 0) return freeName(taken);
  const name = parts.join(', ');
  let number = 1;
  while (taken.includes(number === 1 ? name : `${name} ${number}`)) number += 1;
  return number === 1 ? name : `${name} ${number}`;
}

/** Who and where are in the names of sessions that were given both, each once, for a person to choose again. */
export function peopleAndPlaces(names: readonly string[]): { who: string[]; where: string[] } {
  const parts = names.map((name) => /^([^,]+), (.+?)(?: \d+)?$/.exec(name)).filter((match) => match !== null);
  const each = (group: 1 | 2): string[] => [...new Set(parts.map((match) => match[group] ?? ''))];
  return { who: each(1), where: each(2) };
}
