/*
 * A session is one sitting. Two made of one would come to stand on both sides of a split, and the score would flatter
 * without a warning; so a sitting ends when a person says so, or after a long pause.
 */

/** Clips closer in time than this (ms) are of one sitting, unless a person says otherwise. */
const SITTING_MS = 6 * 3600_000;

/** Whether a sitting whose last clip was recorded or brought in then (ISO time) still goes on. */
export const goesOn = (latest: string, now: number): boolean => now - Date.parse(latest) < SITTING_MS;

const IMPORTED = /^imported \d{4}-\d{2}-\d{2}$/;

/**
 * The session of clips that are brought in, where nothing else names it: the one of the last import while that sitting
 * goes on, or else `imported 2026-11-26`, by the day where the person is.
 * @param clips or sessions: what there is, with the time of each (ISO), in any order
 */
export function importedSession(
  clips: Iterable<{ name: string; latest: string }>,
  now: Date = new Date(),
): string {
  let last: { name: string; latest: string } | null = null;
  for (const clip of clips) {
    if (IMPORTED.test(clip.name) && (last === null || clip.latest > last.latest)) last = clip;
  }
  if (last && goesOn(last.latest, now.getTime())) return last.name;
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'));
  return `imported ${now.getFullYear()}-${month}-${day}`;
}
