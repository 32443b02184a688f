import { EventLog } from './event-log';
import { scoreEvents, type ClassSpan, type EventTruth, type Scored } from './event-score';
import { GestureRule, type IndexedRule } from './gesture-rule';

/** What a model said of one window. */
interface WindowAnswer {
  /** One a class; null where the window was not full. */
  readonly probabilities: readonly number[] | null;
  readonly typicality?: number | undefined;
  /** From the beginning of the stretch, in ms. */
  readonly at: number;
}

/** What a model said of a stretch, window by window, and what was done in it. */
export interface AnsweredStretch {
  readonly answers: readonly WindowAnswer[];
  readonly truth: EventTruth;
  /** The length of the stretch. */
  readonly seconds: number;
}

/** An event that a rule makes of answers; it ends with the stretch at the latest. */
export interface ToldEvent extends ClassSpan {
  readonly confidence: number;
}

export interface RuleScore extends Scored {
  /** Of each stretch, the events that were told in it; `verdicts` are of all of them, in this order. */
  told: ToldEvent[][];
  /** Of all stretches together. */
  seconds: number;
}

/** The events that a rule makes of a stretch's answers. @param none as for the rule */
export function eventsOf(
  { answers, seconds }: Pick<AnsweredStretch, 'answers' | 'seconds'>,
  rule: IndexedRule,
  none: readonly boolean[],
): ToldEvent[] {
  const log = new EventLog(new GestureRule({ ...rule, none }));
  const news = answers.flatMap((answer) => log.push(answer.probabilities, answer.at, answer));
  return [...news, ...log.close(1000 * seconds)].flatMap(({ gesture: { end, ...gesture } }) =>
    end === null ? [] : [{ ...gesture, end }],
  );
}

/** So far apart (s) are stretches scored together that no event can belong to a gesture of another one. */
const APART = 10;

/** How well the events that a rule makes of stretches match what was done in them, taken together. */
export function scoreRule(
  stretches: readonly AnsweredStretch[],
  rule: IndexedRule,
  none: readonly boolean[],
): RuleScore {
  const told = stretches.map((stretch) => eventsOf(stretch, rule, none));
  const seconds = stretches.reduce((sum, stretch) => sum + stretch.seconds, 0);
  let from = 0;
  const begins = stretches.map((stretch) => {
    const begin = from;
    from += stretch.seconds + APART;
    return begin;
  });
  const later = <T extends { start: number; end: number }>(spans: readonly T[], each: number): T[] => {
    const by = begins[each] ?? 0;
    return spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by }));
  };
  const truth = {
    gestures: stretches.flatMap((stretch, each) => later(stretch.truth.gestures, each)),
    unknown: stretches.flatMap((stretch, each) => later(stretch.truth.unknown, each)),
  };
  const scored = scoreEvents(told.flatMap(later), truth, { seconds, classes: none.length });
  return { ...scored, told, seconds };
}
