import type { GestureClass } from '../contract';

/**
 * Default colours of classes, in the order they are given out. Each has a contrast of at least 3:1 to white and to
 * near-black, so that an edge or a bar in it is seen in the light and in the dark theme.
 */
export const palette = [
  '#2f7de1',
  '#d9630d',
  '#1f9254',
  '#c850a0',
  '#9a6a00',
  '#8a63e0',
  '#0b8f9c',
  '#e0434b',
  '#6b8a12',
  '#7a7f8c',
  '#b0603a',
  '#4c6fd1',
] as const;

/** The first colour that no class has yet, or the one that fewest have. */
export function nextColour(classes: readonly GestureClass[]): string {
  const uses = (colour: string): number => classes.filter((one) => one.colour === colour).length;
  return [...palette].reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The first number key that no class has, or null where all nine are taken. */
export const nextKey = (classes: readonly GestureClass[]): GestureClass['key'] =>
  keys.find((key) => classes.every((one) => one.key !== key)) ?? null;
