import type { GestureClass } from '../contract';
import { PALETTE } from '../shared/palette';

/** The first colour that no class has yet, or the one that fewest have. */
export function nextColour(classes: readonly GestureClass[]): string {
  const uses = (colour: string): number => classes.filter((one) => one.colour === colour).length;
  return PALETTE.map(({ value }) => value).reduce((best, colour) =>
    uses(colour) < uses(best) ? colour : best,
  );
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The first number key that no class has, or null where all nine are taken. */
export const nextKey = (classes: readonly GestureClass[]): GestureClass['key'] =>
  KEYS.find((key) => classes.every((one) => one.key !== key)) ?? null;
