import type { ClipInfo, ClipRef } from '../../../src-main/contract';
import { pairFinding, pairFindingKey, type Pair } from '../../clip-check/duplicates';
import { faultsOf, type Fault } from '../../clip-check/faults';
import type { CheckResult } from './checker';
import { clipKey } from '../../../src-main/shared/clip-key';
import { byId } from '../../learning/clip-groups';
import { mislabelledOf, type Doubt } from './mislabelled';

/** What may be wrong with a clip. */
export type Finding =
  | { kind: Fault }
  /** It shows the same moment as another clip: one of another class, or one recorded before it. */
  | { kind: 'contradiction' | 'duplicate'; of: ClipInfo }
  | ({ kind: 'mislabelled' } & Omit<Doubt, 'clip'>);
export type FindingKind = Finding['kind'];

export interface FlaggedClip {
  clip: ClipInfo;
  finding: Finding;
}
/** One that shows the same moment as another. */
export type Copy = FlaggedClip & { finding: { of: ClipInfo } };

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

/** Identifies a finding, so that it can be dismissed. Two clips that show the same moment share theirs. */
export function findingKeyOf({ clip, finding }: FlaggedClip): string {
  if ('of' in finding) return pairFindingKey(clip, finding.of);
  return finding.kind === 'mislabelled'
    ? doubtKeyOf(clip, finding.as)
    : [clipKey(clip), finding.kind].join(' ');
}

/** The same of a clip that may be of another class. */
export const doubtKeyOf = (clip: ClipRef, as: string): string => [clipKey(clip), 'mislabelled', as].join(' ');

export const unionOf = (...lists: readonly Iterable<string>[]): ReadonlySet<string> =>
  new Set(lists.flatMap((list) => [...list]));

/** The keys of these clips. */
export const flaggedKeysOf = (flaggedClips: readonly FlaggedClip[]): ReadonlySet<string> =>
  new Set(flaggedClips.map(({ clip }) => clipKey(clip)));

/** How many flagged clips there are of each kind, in the order in which they are shown, and where the first one stands. */
export function groupsOf(
  flaggedClips: readonly FlaggedClip[],
): { kind: FindingKind; clips: number; start: number }[] {
  return FINDINGS.flatMap((kind) => {
    const start = flaggedClips.findIndex(({ finding }) => finding.kind === kind);
    const clips = flaggedClips.filter(({ finding }) => finding.kind === kind).length;
    return clips > 0 ? [{ kind, clips, start }] : [];
  });
}

/** Up to four unflagged clips of the same class, those of its session first, to compare a clip with. */
export function unflaggedLike(
  { id, classId, meta }: ClipInfo,
  flaggedClips: readonly FlaggedClip[],
  clips: readonly ClipInfo[],
): ClipInfo[] {
  const flagged = flaggedKeysOf(flaggedClips);
  const others = clips.filter(
    (clip) => clip.classId === classId && clip.id !== id && !flagged.has(clipKey(clip)),
  );
  const same = ({ meta: { session } }: ClipInfo): number => (session === meta.session ? 0 : 1);
  return others.sort((a, b) => same(a) - same(b)).slice(0, 4);
}

/**
 * The clips to look at, each once, by finding.
 * @param clips all there are now; those recorded since the check are passed over
 * @param isFine whether a person has dismissed the finding of this key
 */
export function flaggedClipsOf(
  { examinations, pairs, trials }: CheckResult,
  clips: readonly ClipInfo[],
  isNone: (classId: string) => boolean,
  isFine: (findingKey: string) => boolean,
): FlaggedClip[] {
  const examined = clips.flatMap(({ id, classId, meta: { session } }) => {
    const examination = examinations.get(id);
    return examination ? [{ id, classId, session, examination }] : [];
  });
  const faults = faultsOf(examined, isNone);
  const faulty = clips.flatMap((clip): FlaggedClip[] => {
    const kind = faults.get(clip.id);
    return kind ? [{ clip, finding: { kind } }] : [];
  });
  const doubted = mislabelledOf(trials, clips).map(({ clip, ...doubt }): FlaggedClip => ({
    clip,
    finding: { kind: 'mislabelled', ...doubt },
  }));
  const rank = ({ finding }: FlaggedClip): number => FINDINGS.indexOf(finding.kind);
  const found = [...faulty, ...copiesOf(pairs, clips), ...doubted].sort((a, b) => rank(a) - rank(b));
  const once = new Map<string, FlaggedClip>();
  for (const flagged of found) {
    if (!once.has(flagged.clip.id) && !isFine(findingKeyOf(flagged))) once.set(flagged.clip.id, flagged);
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
    if (pairFinding(first, second) === 'duplicate')
      return [{ clip: second, finding: { kind: 'duplicate', of: first } }];
    return [
      { clip: second, finding: { kind: 'contradiction', of: first } },
      { clip: first, finding: { kind: 'contradiction', of: second } },
    ];
  });
}

/** One of each two that say the same of each other. */
export const pairsOf = (copies: readonly Copy[]): Copy[] => [
  ...new Map(copies.map((copy) => [findingKeyOf(copy), copy])).values(),
];

const ageOf = ({ meta, id }: ClipInfo): string => `${meta.recordedAt} ${id}`;
const byAge = (a: ClipInfo, b: ClipInfo): number => (ageOf(a) < ageOf(b) ? -1 : 1);
