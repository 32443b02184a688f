/** One model of a cross-validation by session: the session that it is about, and those that it is kept from. */
export interface Fold {
  session: string;
  testSessions: string[];
}

/** All of them; where each set of unknown classes has but one model, the one whose turn it is for this set. */
export function foldsTried(folds: readonly Fold[], set: number, eachOnce: boolean): readonly Fold[] {
  const turn = set % folds.length;
  return eachOnce ? folds.slice(turn, turn + 1) : folds;
}

/** For every session a model that has not seen it; with `few`, one that has seen nothing else. */
export function foldsOf(sessions: readonly string[], few: boolean): Fold[] {
  return sessions.map((session) => ({
    session,
    testSessions: few ? sessions.filter((other) => other !== session) : [session],
  }));
}
