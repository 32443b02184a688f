import type { GestureClass, Stretch } from '../../src-main/contract';
import { isNone } from '../learning/none-class';
import type { EventTruth } from './event-score';

/**
 * What was done in a stretch, by the classes of a model. A gesture that the model does not know is a movement that is no
 * class to it; one of a class that stands for no gesture is none.
 */
export function truthOf(
  { events, unknown }: Pick<Stretch, 'events' | 'unknown'>,
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
): EventTruth {
  const known = events.map(({ class: id, start, end }) => {
    const index = classes.findIndex((each) => each.id === id);
    const own = classes[index];
    return { index, start, end, none: own !== undefined && isNone(own) };
  });
  return {
    gestures: known.flatMap(({ none, ...gesture }) => (none || gesture.index < 0 ? [] : [gesture])),
    unknown: [...unknown, ...known.flatMap(({ index, start, end }) => (index < 0 ? [{ start, end }] : []))],
  };
}
