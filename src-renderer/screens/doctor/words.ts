import type { Finding, FindingKind } from '../../state/suspects';
import { percent } from '../../ui/words';

export const FINDING_NAMES: Readonly<Record<FindingKind, string>> = {
  dark: 'Too dark',
  'washed-out': 'Washed out',
  frozen: 'Frozen',
  still: 'Nothing moves',
  blurred: 'Blurred',
  duplicate: 'Nearly the same twice',
  mislabelled: 'Maybe another class',
};

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
    case 'duplicate':
      return `It shows the same moment as a clip of ${nameOf(finding.of.classId)} in session ${finding.of.meta.session}. Where one is learnt and the other tested on, the score flatters.`;
    case 'mislabelled':
      return `Your newest model has not learnt from it, and is ${percent(finding.confidence)} sure that it is ${nameOf(finding.as)}; its own class got ${percent(finding.own)}.`;
  }
}
