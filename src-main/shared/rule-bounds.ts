/** What the settings of a rule for gestures may be, and the steps in which they are set. */
export const RULE_BOUNDS = {
  threshold: { min: 0, max: 1, step: 0.01 },
  windows: { min: 1, max: 30, step: 1 },
  release: { min: 0, max: 1, step: 0.05 },
  cooldown: { min: 0, max: 5, step: 0.1 },
  unseen: { min: 0, max: 0.1, step: 0.01 },
} as const;
