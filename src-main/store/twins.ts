import type { GestureClass } from '../contract';

const unmirrored = ({ mirror: _, ...rest }: GestureClass): GestureClass => rest;

/**
 * Makes two classes mirror twins, or a class its own; null: it is not mirrored. Whoever was the twin of either before
 * has none any more.
 */
export function pairUp(classes: readonly GestureClass[], id: string, twin: string | null): GestureClass[] {
  const isOne = (each: string | undefined): boolean => each !== undefined && (each === id || each === twin);
  return classes.map((one) => {
    if (one.id === id && twin !== null) return { ...one, mirror: twin };
    if (one.id === twin) return { ...one, mirror: id };
    return isOne(one.id) || isOne(one.mirror) ? unmirrored(one) : one;
  });
}

/** Drops every mirror that names no class, or one that does not name it back. */
export function withoutLooseTwins(classes: readonly GestureClass[]): GestureClass[] {
  const mirrorOf = new Map(classes.map(({ id, mirror }) => [id, mirror]));
  return classes.map((one) =>
    one.mirror === undefined || mirrorOf.get(one.mirror) === one.id ? one : unmirrored(one),
  );
}
