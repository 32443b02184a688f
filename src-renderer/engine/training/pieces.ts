import type { TrainConfig } from '../../../src-main/contract';
import type { CounterfeitKind } from '../../../src-main/shared/counterfeit-kinds';
import type { KeptClip } from '../../learning/clips';
import { ensembleSize } from '../../learning/ensemble';
import type { Excerpt } from '../../learning/excerpts';
import type { Random } from '../../learning/random';
import { stretchCount } from '../../learning/stretch-count';
import type { CounterfeitKinds } from './counterfeit-check';

/** Stretches of each excerpt of a recorded one; never more than of clips. */
const PER_EXCERPT = 8;
/**
 * Movements that are no gesture, for each that is one: from so many clips a class on. Of fewer it is known too little how
 * a gesture varies, so in proportion fewer.
 */
const COUNTERFEITS_EACH = 0.4;
const WELL_KNOWN = 12;

/** A movement that is no gesture, made of a clip of one when it is looked at. */
export interface Counterfeit {
  of: KeptClip;
  kind: CounterfeitKind;
  seed: number;
}

/** What stretches are drawn of. */
export type Piece = KeptClip | Excerpt | Counterfeit;

interface Given {
  config: TrainConfig;
  clips: readonly KeptClip[];
  excerpts?: readonly Excerpt[] | undefined;
  /** How many stretches of clips at most, where fewer than usual. */
  most?: number;
}

/**
 * What the stretches are drawn of that a model learns from when no gesture is due, one piece a stretch and in any order.
 * @param kinds by class, the ways in which its clips become movements that are no gesture
 */
export function drawPieces(given: Given, kinds: CounterfeitKinds, units: number, random: Random): Piece[] {
  const chosen = chosenClips(given, units, random);
  const made = drawCounterfeits(chosen, given.clips, kinds, random);
  const others = [...made, ...repeated(given.excerpts ?? [], chosen.length)];
  return others.length > 0 ? random.shuffled([...chosen, ...others]) : chosen;
}

/** Movements that are no gesture for each clip that is learnt from, where all classes have such. */
export function counterfeitShare(clips: readonly KeptClip[]): number {
  const perClass = clips.length / Math.max(1, new Set(clips.map(({ classId }) => classId)).size);
  return COUNTERFEITS_EACH * Math.min(1, perClass / WELL_KNOWN);
}

/** Of some of these clips, by chance, a movement that is no gesture. @param all clips that are learnt from */
export function drawCounterfeits(
  some: readonly KeptClip[],
  all: readonly KeptClip[],
  kinds: CounterfeitKinds,
  random: Random,
): Counterfeit[] {
  const share = counterfeitShare(all);
  return some.flatMap((of): Counterfeit[] => {
    const own = kinds.get(of.classId) ?? [];
    if (own.length === 0 || random.next() >= share) return [];
    const kind = own[random.below(own.length)] as CounterfeitKind;
    return [{ of, kind, seed: random.below(2 ** 31) }];
  });
}

/** A clip for each stretch: every clip as often as any other, give or take one. */
function chosenClips({ config, clips, most = Infinity }: Given, units: number, random: Random): KeptClip[] {
  const wanted = stretchCount(config, clips.length, units);
  // The networks of an ensemble share the work: each sees others, and they answer together.
  const count = Math.min(most, Math.round(wanted / ensembleSize(config)));
  const chosen: KeptClip[] = [];
  while (chosen.length < count) chosen.push(...random.shuffled(clips).slice(0, count - chosen.length));
  return chosen;
}

/** Excerpts, each several times: other windows of it are taken, and its pictures varied otherwise. */
function repeated(excerpts: readonly Excerpt[], clips: number): Excerpt[] {
  const times = Math.max(1, Math.min(PER_EXCERPT, Math.floor(clips / Math.max(1, excerpts.length))));
  return Array.from({ length: times }, () => excerpts).flat();
}
