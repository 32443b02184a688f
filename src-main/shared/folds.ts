/** One model of a cross-validation by session: the session that it is about, and those that it is kept from. */
export interface Fold {
  session: string;
  testSessions: string[];
}

/** For every session a model that has not seen it; with `few`, one that has seen nothing else. */
export function foldsOf(sessions: readonly string[], few: boolean): Fold[] {
  return sessions.map((session) => ({
    session,
    testSessions: few ? sessions.filter((other) => other !== session) : [session],
  }));
}
