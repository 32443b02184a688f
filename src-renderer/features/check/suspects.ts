import type { ClipInfo } from '../../../src-main/contract';
import type { Pair } from '../../clip-check/duplicates';
import { faultsOf, type Fault } from '../../clip-check/faults';
import type { CheckUp } from './check-up';
import { clipKey } from '../../../src-main/shared/clip-key';
import { byId } from '../../learning/clip-groups';
import { mislabelledOf, type Doubt } from './mislabelled';

/** Why a clip is suspect. */
export type Finding =
  | { kind: Fault }
  /** It shows the same moment as another clip: one of another class, or one recorded before it. */
  | { kind: 'contradiction' | 'duplicate'; of: ClipInfo }
  | ({ kind: 'mislabelled' } & Omit<Doubt, 'clip'>);
export type FindingKind = Finding['kind'];

export interface Suspect {
  clip: ClipInfo;
  finding: Finding;
}
/** One that shows the same moment as another. */
export type Copy = Suspect & { finding: { of: ClipInfo } };

/** In the order in which they are shown; of a clip's findings the first counts. */
const FINDINGS: readonly FindingKind[] = [
  'contradiction',
  'dark',
  'washed-out',
  'frozen',
  'still',
  'blurred',
  'duplicate',
  'mislabelled',
];

/** What a suspicion is called, so that it can be told to be unfounded. Two clips of one moment share theirs. */
export function suspicionOf({ clip, finding }: Suspect): string {
  if ('of' in finding) return [...[clip, finding.of].map(clipKey).sort(), finding.kind].join(' ');
  const what = finding.kind === 'mislabelled' ? [finding.kind, finding.as] : [finding.kind];
  return [clipKey(clip), ...what].join(' ');
}

export const suspicionsOf = (...lists: readonly Iterable<string>[]): ReadonlySet<string> =>
  new Set(lists.flatMap((list) => [...list]));

/** The keys of the clips that are suspect of anything. */
export const flaggedOf = (suspects: readonly Suspect[]): ReadonlySet<string> =>
  new Set(suspects.map(({ clip }) => clipKey(clip)));

/** How many suspects there are of each kind, in the order in which they are shown, and where the first one stands. */
export function groupsOf(
  suspects: readonly Suspect[],
): { kind: FindingKind; clips: number; start: number }[] {
  return FINDINGS.flatMap((kind) => {
    const start = suspects.findIndex(({ finding }) => finding.kind === kind);
    const clips = suspects.filter(({ finding }) => finding.kind === kind).length;
    return clips > 0 ? [{ kind, clips, start }] : [];
  });
}

/** Other clips of its class that are not suspect, those of its session first, to hold a clip against. */
export function likeIt(
  { id, classId, meta }: ClipInfo,
  suspects: readonly Suspect[],
  clips: readonly ClipInfo[],
): ClipInfo[] {
  const flagged = flaggedOf(suspects);
  const others = clips.filter(
    (clip) => clip.classId === classId && clip.id !== id && !flagged.has(clipKey(clip)),
  );
  const same = ({ meta: { session } }: ClipInfo): number => (session === meta.session ? 0 : 1);
  return others.sort((a, b) => same(a) - same(b)).slice(0, 4);
}

/**
 * The clips to look at, each once, by finding.
 * @param clips all there are now; those recorded since the check are passed over
 * @param isFine of which suspicions a person has said that they are unfounded
 */
export function suspectsOf(
  { examinations, pairs, trials }: CheckUp,
  clips: readonly ClipInfo[],
  isNone: (classId: string) => boolean,
  isFine: (suspicion: string) => boolean,
): Suspect[] {
  const examined = clips.flatMap(({ id, classId, meta: { session } }) => {
    const examination = examinations.get(id);
    return examination ? [{ id, classId, session, examination }] : [];
  });
  const faults = faultsOf(examined, isNone);
  const faulty = clips.flatMap((clip): Suspect[] => {
    const kind = faults.get(clip.id);
    return kind ? [{ clip, finding: { kind } }] : [];
  });
  const doubted = mislabelledOf(trials, clips).map(({ clip, ...doubt }): Suspect => ({
    clip,
    finding: { kind: 'mislabelled', ...doubt },
  }));
  const rank = ({ finding }: Suspect): number => FINDINGS.indexOf(finding.kind);
  const found = [...faulty, ...copiesOf(pairs, clips), ...doubted].sort((a, b) => rank(a) - rank(b));
  const once = new Map<string, Suspect>();
  for (const suspect of found) {
    if (!once.has(suspect.clip.id) && !isFine(suspicionOf(suspect))) once.set(suspect.clip.id, suspect);
  }
  return [...once.values()];
}

/**
 * Of each pair whose clips are both there, the later one; where they are of two classes, one of which must be wrong,
 * both.
 */
export function copiesOf(pairs: readonly Pair[], clips: readonly ClipInfo[]): Copy[] {
  const there = byId(clips);
  return pairs.flatMap((pair): Copy[] => {
    const [first, second] = pair.flatMap((id) => there.get(id) ?? []).sort(byAge);
    if (!first || !second) return [];
    if (first.classId === second.classId)
      return [{ clip: second, finding: { kind: 'duplicate', of: first } }];
    return [
      { clip: second, finding: { kind: 'contradiction', of: first } },
      { clip: first, finding: { kind: 'contradiction', of: second } },
    ];
  });
}

/** One of each two that say the same of each other. */
export const pairsOf = (copies: readonly Copy[]): Copy[] => [
  ...new Map(copies.map((copy) => [suspicionOf(copy), copy])).values(),
];

const ageOf = ({ meta, id }: ClipInfo): string => `${meta.recordedAt} ${id}`;
const byAge = (a: ClipInfo, b: ClipInfo): number => (ageOf(a) < ageOf(b) ? -1 : 1);
