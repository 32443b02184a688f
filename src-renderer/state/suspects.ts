import type { ClipInfo, Run } from '../../src-main/contract';
import type { Pair } from '../doctor/duplicates';
import type { Examination } from '../doctor/examine';
import { faultsOf, type Fault } from '../doctor/faults';
import { byId, keyOf } from './clip-groups';

/** Why a clip is suspect. */
export type Finding =
  | { kind: Fault }
  /** It shows the same moment as a clip recorded before it. */
  | { kind: 'duplicate'; of: ClipInfo }
  /** A model that had not learnt from it was sure that it is of class `as`, and gave its own class `own`. */
  | { kind: 'mislabelled'; as: string; confidence: number; own: number };
export type FindingKind = Finding['kind'];

export interface Suspect {
  clip: ClipInfo;
  finding: Finding;
}

/** In the order in which they are shown; of a clip's findings the first counts. */
export const FINDINGS: readonly FindingKind[] = [
  'dark',
  'washed-out',
  'frozen',
  'still',
  'blurred',
  'duplicate',
  'mislabelled',
];

/** More would be no help to anybody. */
const MOST_MISLABELLED = 20;

/** What a check has found out. */
export interface CheckUp {
  /** By clip id. */
  examinations: ReadonlyMap<string, Examination>;
  pairs: readonly Pair[];
  /** The newest model's; null where there is none. */
  run: Pick<Run, 'classes' | 'metrics'> | null;
}

/** By clip id. */
export const newExaminations = (known: Iterable<[string, Examination]> = []): Map<string, Examination> =>
  new Map(known);

/** What a suspicion is called, so that it can be told to be unfounded. */
export const suspicionOf = ({ clip, finding }: Suspect): string => `${keyOf(clip)} ${finding.kind}`;

/** The keys of the clips that are suspect of anything. */
export const flaggedOf = (suspects: readonly Suspect[]): ReadonlySet<string> =>
  new Set(suspects.map(({ clip }) => keyOf(clip)));

/** Other clips of the class, those of its session first, to hold a suspect against. */
export function likeIt(
  suspect: Suspect,
  suspects: readonly Suspect[],
  clips: readonly ClipInfo[],
): ClipInfo[] {
  const flagged = flaggedOf(suspects);
  const { id, classId, meta } = suspect.clip;
  const others = clips.filter(
    (clip) => clip.classId === classId && clip.id !== id && !flagged.has(keyOf(clip)),
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
  { examinations, pairs, run }: CheckUp,
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
  const found = [...faulty, ...duplicatesOf(pairs, clips), ...(run ? mislabelledOf(run, clips) : [])];
  const once = new Map<string, Suspect>();
  for (const suspect of found) {
    if (!once.has(suspect.clip.id) && !isFine(suspicionOf(suspect))) once.set(suspect.clip.id, suspect);
  }
  const rank = ({ finding }: Suspect): number => FINDINGS.indexOf(finding.kind);
  return [...once.values()].sort((a, b) => rank(a) - rank(b));
}

/** Of each pair whose clips are both there, the later one. */
export function duplicatesOf(
  pairs: readonly Pair[],
  clips: readonly ClipInfo[],
): { clip: ClipInfo; finding: Extract<Finding, { kind: 'duplicate' }> }[] {
  const there = byId(clips);
  return pairs.flatMap(([one, other]) => {
    const both = [one, other].flatMap((id) => there.get(id) ?? []).sort(byAge);
    const [of, clip] = both;
    return of && clip ? [{ clip, finding: { kind: 'duplicate', of } }] : [];
  });
}

const ageOf = ({ meta, id }: ClipInfo): string => `${meta.recordedAt} ${id}`;
const byAge = (a: ClipInfo, b: ClipInfo): number => (ageOf(a) < ageOf(b) ? -1 : 1);

/**
 * Clips that the model had not learnt from and took for another class, with no less confidence than clips of that class
 * get in the mean (confident learning: Northcutt, Jiang & Chuang 2021); those whose own class got the least first.
 * Those moved since are passed over.
 */
export function mislabelledOf(
  { classes, metrics }: Pick<Run, 'classes' | 'metrics'>,
  clips: readonly ClipInfo[],
): Suspect[] {
  const there = new Map(clips.map((clip) => [keyOf(clip), clip]));
  const answers = [metrics.validation, metrics.test]
    .flatMap((part) => part?.answers ?? [])
    .map(({ clip, predicted, confidence, own }) => {
      const truth = classes.findIndex(({ id }) => clip.startsWith(`${id}/`));
      // Runs of versions before do not tell it; it is no more than what is left.
      const most = truth === predicted ? confidence : 1 - confidence;
      return { clip: there.get(clip), truth, predicted, confidence, own: own ?? most };
    });
  const usual = classes.map((_, label) => {
    const owns = answers.filter(({ truth }) => truth === label).map(({ own }) => own);
    return owns.length > 0 ? owns.reduce((a, b) => a + b, 0) / owns.length : 1;
  });
  const wrong = answers.filter(
    ({ truth, predicted, confidence }) => truth !== predicted && confidence >= (usual[predicted] ?? 1),
  );
  return wrong
    .sort((a, b) => a.own - b.own)
    .flatMap(({ clip, predicted, confidence, own }): Suspect[] => {
      const as = classes[predicted]?.id;
      return clip && as !== undefined
        ? [{ clip, finding: { kind: 'mislabelled', as, confidence, own } }]
        : [];
    })
    .slice(0, MOST_MISLABELLED);
}
