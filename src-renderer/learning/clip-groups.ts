import type { ClipInfo, ClipRef } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';

export interface SessionSummary {
  name: string;
  clips: number;
  /** ISO time of its newest clip. */
  latest: string;
}

export const refOf = ({ classId, id }: ClipRef): ClipRef => ({ classId, id });

/** Where each clip stands in the list, by its key. */
export const placesOf = (clips: readonly ClipRef[]): ReadonlyMap<string, number> =>
  new Map(clips.map((clip, index) => [clipKey(clip), index]));

/** Where clips came from, e.g. cameras and files, sorted. */
export const sourcesOf = (clips: readonly ClipInfo[]): readonly string[] =>
  [...new Set(clips.map(({ meta }) => meta.source))].sort();

/** Clips by their id, which they keep when they are moved to another class. */
export const byId = (clips: readonly ClipInfo[]): ReadonlyMap<string, ClipInfo> =>
  new Map(clips.map((clip) => [clip.id, clip]));

export function byClass<T extends ClipRef>(clips: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const clip of clips) {
    const group = groups.get(clip.classId);
    if (group) group.push(clip);
    else groups.set(clip.classId, [clip]);
  }
  return groups;
}

/** The sessions of clips, in the order in which they first appear. */
export function sessionsOf(clips: readonly ClipInfo[]): readonly SessionSummary[] {
  const found = new Map<string, SessionSummary>();
  for (const { meta } of clips) {
    const session = found.get(meta.session);
    if (session) session.clips += 1;
    else found.set(meta.session, { name: meta.session, clips: 1, latest: meta.recordedAt });
  }
  return [...found.values()];
}

/** The clips that are not among `gone`. */
export function without<T extends ClipRef>(clips: readonly T[], gone: readonly ClipRef[]): readonly T[] {
  const keys = new Set(gone.map(clipKey));
  return clips.filter((clip) => !keys.has(clipKey(clip)));
}

/** Newest first. */
export function newestFirst(clips: readonly ClipInfo[]): ClipInfo[] {
  return clips.toSorted((a, b) => compare(b.meta.recordedAt, a.meta.recordedAt) || compare(b.id, a.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
