import type { Stretch } from '../../../src-main/contract';

/** Something that was done in a stretch, in seconds of its video. */
export interface Mark {
  /** Id of its class; null: a movement that is no class. */
  readonly kind: string | null;
  readonly start: number;
  readonly end: number;
}

export type Marked = Pick<Stretch, 'events' | 'unknown'>;

/** What was marked in a stretch, in order. */
export function marksOf({ events, unknown }: Marked): Mark[] {
  const all: Mark[] = [
    ...events.map(({ class: kind, start, end }) => ({ kind, start, end })),
    ...unknown.map(({ start, end }) => ({ kind: null, start, end })),
  ];
  return all.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The same as a stretch keeps it. */
export function markedOf(marks: readonly Mark[]): Marked {
  const all = marks.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return {
    events: all.flatMap(({ kind, start, end }) => (kind === null ? [] : [{ class: kind, start, end }])),
    unknown: all.flatMap(({ kind, start, end }) => (kind === null ? [{ start, end }] : [])),
  };
}

/** The shortest mark (s). */
export const LEAST_SECONDS = 0.1;

/** A mark within a video of so many seconds, to the hundredth, its ends in order and a bit apart. */
export function within({ kind, start, end }: Mark, seconds: number): Mark {
  const [from, to] = [Math.min(start, end), Math.max(start, end)];
  const begin = Math.max(0, Math.min(from, seconds - LEAST_SECONDS));
  return { kind, start: round(begin), end: round(Math.min(seconds, Math.max(to, begin + LEAST_SECONDS))) };
}

/** Moved as a whole, as far as there is room. */
export function movedBy(mark: Mark, by: number, seconds: number): Mark {
  const room = Math.max(-mark.start, Math.min(by, seconds - mark.end));
  return { ...mark, start: round(mark.start + room), end: round(mark.end + room) };
}

const round = (time: number): number => Math.floor(time * 100) / 100;

/** How deep each mark lies: a shorter one above those that are longer, which would hide it; of equals the later one above. */
export function depthsOf(marks: readonly Mark[]): number[] {
  const order = marks.toSorted(
    (a, b) => a.end - a.start - (b.end - b.start) || marks.indexOf(b) - marks.indexOf(a),
  );
  return marks.map((mark) => order.indexOf(mark));
}

export const sameMark = (one: Mark, other: Mark): boolean =>
  one.kind === other.kind && one.start === other.start && one.end === other.end;

/** When a mark or an event is, in words. */
export const spanWords = ({ start, end }: Pick<Mark, 'start' | 'end'>): string =>
  `${start.toFixed(1)} to ${end.toFixed(1)} s`;
