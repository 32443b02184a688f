import { MAX_SESSION } from './limits';
import type { Placed } from './clip-candidates';

/** Where the session of a clip is taken from: one for all, the beginning of its name, or a folder it lies in. */
export type SessionWay = 'one' | 'name' | 'folder';

/** `s001` of `s001_r2.mp4`; null where the name does not begin with letters, a number and a stroke. */
const byName = ({ name }: Placed): string | null => /^(\p{L}+\d+)[-_ .]/u.exec(name)?.[1] ?? null;

/** The folder next to the one that names the class: the one around it, or else the one in it. */
function byFolder({ folders }: Placed, level: number): string | null {
  return folders[level + 1] ?? (level > 0 ? (folders[level - 1] ?? null) : null);
}

/** The session of a candidate; null where this way gives none. */
export function sessionOf(candidate: Placed, way: SessionWay, level: number): string | null {
  if (way === 'one') return null;
  const found = way === 'name' ? byName(candidate) : byFolder(candidate, level);
  return found?.trim().slice(0, MAX_SESSION) || null;
}

/** The sessions that a way gives, where it gives one for every candidate and each to several. */
function plain(candidates: readonly Placed[], way: SessionWay, level: number): readonly string[] | null {
  const all = candidates.map((candidate) => sessionOf(candidate, way, level));
  const sessions = [...new Set(all)].filter((session) => session !== null);
  const each = all.every((session) => session !== null);
  return each && sessions.length > 1 && sessions.length * 2 <= candidates.length ? sessions : null;
}

/** The ways beside `one` that are plain, with the sessions they give. The first is the best guess. */
export function sessionWays(
  candidates: readonly Placed[],
  level: number,
): readonly { way: SessionWay; sessions: readonly string[] }[] {
  const ways: SessionWay[] = ['name', 'folder'];
  return ways.flatMap((way) => {
    const sessions = plain(candidates, way, level);
    return sessions ? [{ way, sessions }] : [];
  });
}
