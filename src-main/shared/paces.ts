/**
 * How many times as slow as it was recorded a gesture is also looked for in a stream, by a model that knows when none is due:
 * people repeat it slower and faster than they showed it, and an answer on which several paces agree is more often right.
 */
export const PACES: readonly number[] = [0.75, 0.87, 1, 1.15, 1.3];
