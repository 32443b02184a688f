import type { TrainConfig } from '../../src-main/contract';

/** Stretches of each clip, and of all clips at least and at most. */
const PER_CLIP = 8;
const FEWEST = 300;
const MOST = 900;
/** Share of them where there is one pass only, as where a model is wanted quickly. */
const QUICK = 0.5;
/** A network wider than this, as one merged from several, has fewer: each takes longer. */
const UNITS = 48;
/** Stretches that a network learns when no gesture is due from that is not kept: enough to know, and soon over. */
export const FEW_STRETCHES = 120;

/** From how many stretches that are made of so many clips the networks of a run learn, together, when no gesture is due. */
export function stretchCount({ refit }: Pick<TrainConfig, 'refit'>, clips: number, units: number): number {
  const limit = MOST * (refit === true ? 1 : QUICK) * Math.min(1, UNITS / units) ** 2;
  return Math.max(FEWEST, Math.min(PER_CLIP * clips, limit));
}
