import { percent } from './words';

/**
 * How far clips of known and of unknown classes lie from what a model has learnt; beyond 1 it has never seen such. What it says of them
 * otherwise, as that no gesture is due, counts for nothing here.
 */
export interface OpenSetDistances {
  known: readonly number[];
  unknown: readonly number[];
}

export interface OpenSetScore {
  /** The chance that a clip of an unknown class lies further away than one of a known class. */
  auroc: number;
  /** Share of clips of unknown classes that lie within what it knows, and may be taken for a gesture. */
  acceptedUnknown: number;
  /** Share of clips of known classes that lie beyond it, and are taken for none. */
  refusedKnown: number;
  /** `acceptedUnknown`, were the threshold such that 2 % of these known clips are refused. */
  acceptedAtTwoPercent: number;
}

/** Null where clips of one of the two sides are missing. */
export function openSetScore({ known, unknown }: OpenSetDistances): OpenSetScore | null {
  if (known.length === 0 || unknown.length === 0) return null;
  const share = (values: readonly number[], of: (value: number) => boolean): number =>
    values.filter(of).length / values.length;
  const further = unknown.reduce(
    (sum, far) => sum + known.reduce((own, near) => own + (far > near ? 1 : far === near ? 0.5 : 0), 0),
    0,
  );
  const sorted = known.toSorted((a, b) => a - b);
  const at = 0.98 * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
  const limit = low + (at - Math.floor(at)) * (high - low);
  return {
    auroc: further / (known.length * unknown.length),
    acceptedUnknown: share(unknown, (value) => value <= 1),
    refusedKnown: share(known, (value) => value > 1),
    acceptedAtTwoPercent: share(unknown, (value) => value <= limit),
  };
}

/** The mean of scores of models that did not know different classes; null where there are none. */
export function meanOpenSet(scores: readonly OpenSetScore[]): OpenSetScore | null {
  if (scores.length === 0) return null;
  const mean = (of: keyof OpenSetScore): number =>
    scores.reduce((sum, score) => sum + score[of], 0) / scores.length;
  return {
    auroc: mean('auroc'),
    acceptedUnknown: mean('acceptedUnknown'),
    refusedKnown: mean('refusedKnown'),
    acceptedAtTwoPercent: mean('acceptedAtTwoPercent'),
  };
}

export const openSetSentence = (score: OpenSetScore): string =>
  `Never seen: ${percent(score.acceptedUnknown)} of the clips of classes that it does not know look like what it knows, ` +
  `and ${percent(score.refusedKnown)} of those that it knows do not (AUROC ${score.auroc.toFixed(3)}).`;
