import type { Finding, FindingKind } from './findings';
import { list, percent } from '../../../src-main/shared/words';

export const FINDING_NAMES: Readonly<Record<FindingKind, string>> = {
  contradiction: 'Same clip in two classes',
  dark: 'Too dark',
  'washed-out': 'Washed out',
  frozen: 'Frozen',
  still: 'No movement',
  blurred: 'Blurred',
  duplicate: 'Near-duplicates',
  mislabelled: 'Possibly another class',
};

type Doubted = Extract<Finding, { kind: 'mislabelled' }>;

/** What a check has found, as a sentence. */
export const foundOf = (groups: readonly { kind: FindingKind; clips: number }[]): string =>
  `Some clips may mislead the model: ${list(groups.map(({ kind, clips }) => `${FINDING_NAMES[kind].toLowerCase()} (${clips})`))}.`;

/** Why a clip is shown, as a sentence. `nameOf` names a class by its id. */
export function reasonOf(finding: Finding, nameOf: (classId: string) => string): string {
  switch (finding.kind) {
    case 'dark':
      return 'It is so dark that a model sees little of the gesture.';
    case 'washed-out':
      return 'It has hardly any contrast, or is mostly glare.';
    case 'frozen':
      return 'The picture is frozen for half of the clip or more: the camera stalled.';
    case 'still':
      return 'There is much less movement than in other clips of its class. Was the gesture missed?';
    case 'blurred':
      return 'It is much less sharp than other clips of its session.';
    case 'contradiction':
      return `It shows the same moment as a clip of ${nameOf(finding.of.classId)} in session ${finding.of.meta.session}. One moment cannot belong to two classes: move or delete one of the two.`;
    case 'duplicate':
      return `It shows the same moment as a clip of ${nameOf(finding.of.classId)} in session ${finding.of.meta.session}. If a model learns from one and is tested on the other, its score will be too good.`;
    case 'mislabelled':
      return mislabelled(finding, nameOf(finding.as));
  }
}

function mislabelled({ models, agree, confidence, own }: Doubted, as: string): string {
  const rest = `its own class got ${percent(own)}`;
  if (models === 1)
    return `A model that had not learnt from it is ${percent(confidence)} sure that it is ${as}; ${rest}.`;
  const many =
    agree === models
      ? models === 2
        ? 'Both models'
        : `All ${models} models`
      : `${agree} of ${models} models`;
  return `${many} that had not learnt from it thought it was ${as}. The newest of them is ${percent(confidence)} sure; ${rest}.`;
}
