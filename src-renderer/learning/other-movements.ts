import { NO_AUGMENTATION, type Augmentation } from './augment';

/**
 * What makes another movement of a clip: played backwards, or turned by one, two and three quarters. The same hands move in
 * the same place and light, so what such a movement is to a network tells what is like a gesture only in these.
 * They are not those of `counterfeits.ts`: these are seen through an augmentation like any other, which cannot undo half of a movement,
 * and those are pictures of their own, which are augmented in turn.
 */
export const OTHER_MOVEMENTS: readonly Augmentation[] = [
  { ...NO_AUGMENTATION, speed: -1 },
  ...[1, 2, 3].map((quarters) => ({ ...NO_AUGMENTATION, rotation: (quarters * Math.PI) / 2 })),
];
