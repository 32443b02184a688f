import type { GestureClass, GestureMessage, GestureMoment, OutputConfig } from '../../src-main/contract';
import type { GestureEvent } from '../gestures/gesture-rule';

const pageTime = (at: number): Date => new Date(performance.timeOrigin + at);

const messageOf = (
  { id, name }: GestureClass,
  index: number,
  confidence: number,
  probabilities: readonly number[],
  time: Date,
) => ({
  classId: id,
  className: name,
  number: index + 1,
  confidence,
  probabilities: [...probabilities],
  time: time.toISOString(),
});

/**
 * What outputs are sent of gestures that start or end.
 * @param classes the model's, in the order of the probabilities
 * @param probabilities of the window that decided; empty where there was no answer
 * @param timeOf the time of day of a window's time (ms); by default of the page's clock
 */
const messagesOf = (
  gestures: readonly GestureEvent[],
  classes: readonly GestureClass[],
  probabilities: readonly number[],
  timeOf: (at: number) => Date = pageTime,
): GestureMessage[] =>
  gestures.flatMap(({ kind, index, at, confidence }) => {
    const gesture = classes[index];
    if (!gesture) return [];
    return [{ ...messageOf(gesture, index, confidence, probabilities, timeOf(at)), event: kind }];
  });

/** Whether anything is to be sent of a class at a moment. */
export type Wanted = (classId: string, moment: GestureMoment) => boolean;

/** Makes what outputs are sent of one window after another: what starts and ends, and what is told again and again. */
export class OutputFeed {
  #active: number | null = null;

  /** @param classes the model's, in the order of the probabilities; the rest as for {@link messagesOf} */
  messages(
    gestures: readonly GestureEvent[],
    classes: readonly GestureClass[],
    probabilities: readonly number[],
    wanted: Wanted,
    at: number,
    timeOf?: (at: number) => Date,
  ): GestureMessage[] {
    const lasting = this.#active;
    for (const { kind, index } of gestures) this.#active = kind === 'start' ? index : null;
    const again = (index: number, event: 'held' | 'value') => {
      const gesture = classes[index];
      if (!gesture || !wanted(gesture.id, event)) return [];
      const confidence = probabilities[index] ?? 0;
      return [
        { ...messageOf(gesture, index, confidence, probabilities, timeOf?.(at) ?? pageTime(at)), event },
      ];
    };
    const held = lasting !== null && lasting === this.#active ? again(lasting, 'held') : [];
    const values = probabilities.flatMap((_, index) => again(index, 'value'));
    return [...messagesOf(gestures, classes, probabilities, timeOf), ...held, ...values];
  }
}

/** What an output would be sent at the start of the first gesture that it sends at all. */
export function testMessage(
  { moments }: Pick<OutputConfig, 'moments'>,
  classes: readonly GestureClass[],
): GestureMessage {
  const chosen = classes.find(({ id }) => moments[id]?.length) ?? classes[0];
  return {
    event: 'start',
    classId: chosen?.id ?? 'test',
    className: chosen?.name ?? 'Test',
    number: chosen ? classes.indexOf(chosen) + 1 : 1,
    confidence: 1,
    probabilities: classes.map((each) => (each === chosen ? 1 : 0)),
    time: new Date().toISOString(),
  };
}
