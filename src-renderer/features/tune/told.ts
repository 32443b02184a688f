import type { EventRule, FalseKind, GestureClass, Stretch } from '../../../src-main/contract';
import { matchEvents } from '../../gestures/event-score';
import { indexed } from '../../gestures/rule-of';
import { eventsOf, type AnsweredStretch } from '../../gestures/rule-score';
import { truthOf } from '../../gestures/stretch-truth';
import { isNone } from '../../learning/none-class';

/** An event that a model tells of in a stretch. */
export interface Told {
  readonly gesture: GestureClass;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  /** How long after its gesture began it came (s); null: it is false. */
  readonly delay: number | null;
  readonly wrong: FalseKind | null;
}

/** A gesture that was made and not told of. */
export interface Missed {
  readonly gesture: GestureClass;
  readonly start: number;
  readonly end: number;
}

/** What a model tells of in a stretch by a rule, and what it misses. */
export function toldOf(
  stretch: Pick<Stretch, 'events' | 'unknown'>,
  answered: Pick<AnsweredStretch, 'answers' | 'seconds'>,
  rule: EventRule,
  classes: readonly GestureClass[],
): { told: Told[]; missed: Missed[] } {
  const truth = truthOf(stretch, classes);
  const events = eventsOf(answered, indexed(rule, classes), classes.map(isNone));
  const verdicts = matchEvents(events, truth);
  const found = new Set<number>();
  const told = events.flatMap(({ index, start, end, confidence }, each): Told[] => {
    const gesture = classes[index];
    const verdict = verdicts[each];
    if (!gesture || !verdict) return [];
    if ('wrong' in verdict) return [{ gesture, start, end, confidence, delay: null, wrong: verdict.wrong }];
    found.add(verdict.gesture);
    const delay = start - (truth.gestures[verdict.gesture]?.start ?? start);
    return [{ gesture, start, end, confidence, delay, wrong: null }];
  });
  const missed = truth.gestures.flatMap(({ index, start, end }, each): Missed[] => {
    const gesture = classes[index];
    return gesture && !found.has(each) ? [{ gesture, start, end }] : [];
  });
  return { told, missed };
}

const WRONG: Record<FalseKind, string> = {
  unknown: 'during another movement',
  doubled: 'a second time for the same gesture',
  confused: 'during another gesture',
  idle: 'with no gesture near',
};

/** What is wrong with a false event, in words that go on after its class's name. */
export const wrongWords = (wrong: FalseKind): string => WRONG[wrong];
