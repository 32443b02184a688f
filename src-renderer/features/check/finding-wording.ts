import type { Finding, FindingKind } from './findings';
import { list, percent } from '../../../src-main/shared/words';

export const FINDING_NAMES: Readonly<Record<FindingKind, string>> = {
  contradiction: 'The same in two classes',
  dark: 'Too dark',
  'washed-out': 'Washed out',
  frozen: 'Frozen',
  still: 'Nothing moves',
  blurred: 'Blurred',
  duplicate: 'Nearly the same twice',
  mislabelled: 'Maybe another class',
};

type Doubted = Extract<Finding, { kind: 'mislabelled' }>;

/** What a check has found, as a sentence. */
export const foundOf = (groups: readonly { kind: FindingKind; clips: number }[]): string =>
  `Some clips may spoil what the model learns: ${list(groups.map(({ kind, clips }) => `${FINDING_NAMES[kind].toLowerCase()} (${clips})`))}.`;

/** Why a clip is shown, as a sentence. `nameOf` names a class by its id. */
export function reasonOf(finding: Finding, nameOf: (classId: string) => string): string {
  switch (finding.kind) {
    case 'dark':
      return 'There is hardly any light in it, so a model sees little of what was done.';
    case 'washed-out':
      return 'It has hardly any contrast, or is mostly glare.';
    case 'frozen':
      return 'The picture stands still for half of it or more: the camera hung.';
    case 'still':
      return 'Much less moves in it than in other clips of its class. Was the gesture missed?';
    case 'blurred':
      return 'It is much less sharp than other clips of its session.';
    case 'contradiction':
      return `It shows the same moment as a clip of ${nameOf(finding.of.classId)} in session ${finding.of.meta.session}. Of one moment, a model can learn only one class: move or delete one of the two.`;
    case 'duplicate':
      return `It shows the same moment as a clip of ${nameOf(finding.of.classId)} in session ${finding.of.meta.session}. Where one is learnt and the other tested on, the score flatters.`;
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
  return `${many} that had not learnt from it took it for ${as}. The newest of them is ${percent(confidence)} sure; ${rest}.`;
}
