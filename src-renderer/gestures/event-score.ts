import type { EventRates, EventScore, FalseKind } from '../../src-main/contract';

/** A stretch of time, in seconds. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something of a class; `index` is that of the class. */
export interface ClassSpan extends Span {
  readonly index: number;
}

/** What was really done in a video. */
export interface EventTruth {
  readonly gestures: readonly ClassSpan[];
  /** Movements that are no class, in which every event is false. */
  readonly unknown: readonly Span[];
}

/** The gesture an event belongs to, by its index, or why it is false. */
export type Verdict = { readonly gesture: number } | { readonly wrong: FalseKind };

/** So long after a gesture's end (s) an event may still belong to it. */
const AFTERWARDS = 1;

/**
 * Which events belong to gestures. An event belongs to a gesture of its class where it starts between the gesture's start
 * and a second after its end, both included, and in no unknown movement. A gesture has one event at most: the events are
 * given out in the order of their starts, each to the gesture that is over first of those still without one, which makes
 * as many pairs as there can be.
 *
 * @returns one verdict an event, in their order
 */
export function matchEvents(events: readonly ClassSpan[], { gestures, unknown }: EventTruth): Verdict[] {
  const verdicts = new Array<Verdict>(events.length);
  const taken = new Set<number>();
  const near = ({ start, end }: Span, at: number): boolean => at >= start && at <= end + AFTERWARDS;
  const order = events.map((_, each) => each).sort((a, b) => startOf(events, a) - startOf(events, b));
  const byEnd = gestures.map((_, each) => each).sort((a, b) => endOf(gestures, a) - endOf(gestures, b));
  for (const each of order) {
    const { index, start: at } = events[each] ?? { index: -1, start: 0 };
    const around = byEnd.filter((gesture) => near(gestures[gesture] ?? NOWHERE, at));
    const own = around.filter((gesture) => gestures[gesture]?.index === index);
    const free = own.find((gesture) => !taken.has(gesture));
    const wrong = (kind: FalseKind): void => void (verdicts[each] = { wrong: kind });
    if (unknown.some(({ start, end }) => at >= start && at <= end)) wrong('unknown');
    else if (free !== undefined) {
      taken.add(free);
      verdicts[each] = { gesture: free };
    } else if (own.length > 0) wrong('doubled');
    else wrong(around.length > 0 ? 'confused' : 'idle');
  }
  return verdicts;
}

export interface Scored extends Pick<
  EventScore,
  keyof EventRates | 'falsePerHour' | 'falseKinds' | 'onShare'
> {
  /** Of each class, in their order. */
  perClass: EventRates[];
  /** Of each event, in their order. */
  verdicts: Verdict[];
}

/**
 * Scores what was told of a video against what was done in it.
 * @param seconds the length of the video
 * @param classes how many there are
 */
export function scoreEvents(
  events: readonly ClassSpan[],
  truth: EventTruth,
  { seconds, classes }: { seconds: number; classes: number },
): Scored {
  const verdicts = matchEvents(events, truth);
  const ratesOf = (counts: (index: number) => boolean): EventRates => {
    const own = verdicts.filter((_, each) => counts(events[each]?.index ?? -1));
    const delays = verdicts.flatMap((verdict, each) =>
      'gesture' in verdict && counts(events[each]?.index ?? -1)
        ? [startOf(events, each) - startOf(truth.gestures, verdict.gesture)]
        : [],
    );
    const gestures = truth.gestures.filter(({ index }) => counts(index)).length;
    const [right, all] = [delays.length, own.length];
    return {
      gestures,
      events: all,
      right,
      f1: share(2 * right, gestures + all),
      precision: share(right, all),
      recall: share(right, gestures),
      delayP50: quantile(delays, 0.5),
      delayP95: quantile(delays, 0.95),
    };
  };
  const all = ratesOf(() => true);
  const wrong = (kind: FalseKind): number =>
    verdicts.filter((verdict) => 'wrong' in verdict && verdict.wrong === kind).length;
  const on = events.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    ...all,
    falsePerHour: share((all.events - all.right) * 3600, seconds),
    falseKinds: {
      unknown: wrong('unknown'),
      doubled: wrong('doubled'),
      confused: wrong('confused'),
      idle: wrong('idle'),
    },
    onShare: share(on, seconds),
    perClass: Array.from({ length: classes }, (_, index) => ratesOf((each) => each === index)),
    verdicts,
  };
}

const NOWHERE: Span = { start: Infinity, end: -Infinity };
const startOf = (spans: readonly Span[], index: number): number => spans[index]?.start ?? 0;
const endOf = (spans: readonly Span[], index: number): number => spans[index]?.end ?? 0;
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Between the two values nearest to the rank, in proportion; null where there are none. */
export function quantile(values: readonly number[], rank: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * rank;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}
