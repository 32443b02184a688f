import type { GestureClass, GestureMessage, OutputConfig } from '../../src-main/contract';
import type { GestureEvent } from '../gestures/gesture-rule';

/**
 * What outputs are sent of gestures that start or end.
 * @param classes the model's, in the order of the probabilities
 * @param probabilities of the window that decided; empty where there was no answer
 * @param timeOf the time of day of a window's time (ms); by default of the page's clock
 */
export const messagesOf = (
  gestures: readonly GestureEvent[],
  classes: readonly GestureClass[],
  probabilities: readonly number[],
  timeOf: (at: number) => Date = (at) => new Date(performance.timeOrigin + at),
): GestureMessage[] =>
  gestures.flatMap(({ kind, index, at, confidence }) => {
    const gesture = classes[index];
    if (!gesture) return [];
    return [
      {
        event: kind,
        classId: gesture.id,
        className: gesture.name,
        number: index + 1,
        confidence,
        probabilities: [...probabilities],
        time: timeOf(at).toISOString(),
      },
    ];
  });

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
