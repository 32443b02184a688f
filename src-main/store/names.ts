import { randomInt } from 'node:crypto';

/** Names that Windows keeps for devices, whatever their extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A folder's name (valid by `idSchema`) made from what a person typed: lower case, accents dropped, everything else
 * a hyphen. `fallback` where nothing is left, e.g. for emoji or a script without Latin letters.
 */
export function slugify(name: string, fallback: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  if (slug === '') return fallback;
  return reserved.test(slug) ? `${slug}-${fallback}` : slug;
}

/** True where Windows could make no file or folder of this name, or of this name with an ending. */
export const isReserved = (id: string): boolean => reserved.test(id);

/** `base`, or `base-2`, `base-3` … where that is taken. */
export function firstFree(base: string, taken: (candidate: string) => boolean): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if (!taken(candidate)) return candidate;
  }
}

/** `length` random characters of `a-z0-9`. */
export function randomTag(length: number): string {
  return Array.from({ length }, () => randomInt(36).toString(36)).join('');
}

let lastTime = 0;

/** An id that sorts by time: ids made later in this process are greater, and no two anywhere are likely equal. */
export function timeId(now: number = Date.now()): string {
  lastTime = Math.max(now, lastTime + 1);
  return `${lastTime.toString(36).padStart(9, '0')}-${randomTag(8)}`;
}

/** The trash keeps a thing under its id and a tag, so that the same id can be thrown away twice. */
export const toTrashId = (id: string): string => `${id}-${randomTag(8)}`;

/** The id a trash id was made from, or null where it is none. */
export const fromTrashId = (trashId: string): string | null =>
  /^([a-z0-9][a-z0-9-]{0,63})-[a-z0-9]{8}$/.exec(trashId)?.[1] ?? null;

/** A trash id that tells when the thing was thrown away. */
export const toDatedTrashId = (id: string, now?: number): string => `${id}-${timeId(now)}`;

/** What a trash id was made from, and when (null: it does not tell). Null where it is none. */
export function fromDatedTrashId(trashId: string): { id: string; time: Date | null } | null {
  const [, id, time] = /^([a-z0-9][a-z0-9-]{0,63})-(0[a-z0-9]{8})-[a-z0-9]{8}$/.exec(trashId) ?? [];
  if (id !== undefined && time !== undefined) return { id, time: new Date(parseInt(time, 36)) };
  const undated = fromTrashId(trashId);
  return undated === null ? null : { id: undated, time: null };
}
