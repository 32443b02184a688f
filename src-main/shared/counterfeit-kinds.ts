/**
 * Ways to make of a clip of a gesture a movement that is another one, by the same person in the same place: played backwards; begun
 * and taken back; its second half undone and done again; turned by a quarter, by half, by three quarters.
 */
export const COUNTERFEITS = [
  'backwards',
  'taken-back',
  'done-again',
  'quarter',
  'half',
  'three-quarters',
] as const;

/** Those, and one that is made of no gesture: something else that wanders about in its place. */
export const COUNTERFEIT_KINDS = [...COUNTERFEITS, 'wandering'] as const;
export type CounterfeitKind = (typeof COUNTERFEIT_KINDS)[number];
