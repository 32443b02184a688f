import type { Rehearsed, Run } from '../../src-main/contract';
import { FEWEST_GESTURES } from '../../src-main/shared/rule-defaults';
import { keptRule } from '../gestures/rule-of';
import type { AnsweredStretch } from '../gestures/rule-score';
import { settleRule } from '../gestures/settle-rule';
import { isNone } from '../learning/none-class';
import type { Client } from '../rpc/connection';

type Rule = Pick<Run, 'events' | 'ruleFit'>;

/** The rule for a new run, fitted to what its network said of streams made of clips that it had not learnt from, and of excerpts of stretches. */
function fittedRule(
  { clips, excerpts = 0, excerptGestures = 0, asSure, streams }: Rehearsed,
  { classes, learntStretches = [] }: Pick<Run, 'classes' | 'learntStretches'>,
): Rule {
  const stretches = excerpts > 0 ? learntStretches : [];
  const fit = { clips, stretches, gestures: clips + excerptGestures };
  if (clips < FEWEST_GESTURES) return { ruleFit: { ...fit, rule: null } };
  const answered = streams.map(({ answers, gestures, unknown, seconds }): AnsweredStretch => ({
    answers,
    truth: { gestures, unknown },
    seconds,
  }));
  const rule = keptRule(settleRule(answered, classes.map(isNone), asSure).rule, classes);
  return { events: rule, ruleFit: { ...fit, rule } };
}

/**
 * The rule that goes with a new run: what is fitted to its rehearsals; where those have too few gestures and it goes on from
 * another run, that one's, which a person may have chosen; else the one by default.
 */
export async function newRule(
  client: Client,
  slug: string,
  { classes, from, learntStretches }: Pick<Run, 'classes' | 'from' | 'learntStretches'>,
  rehearsed: Rehearsed | undefined,
): Promise<Rule> {
  const fitted = rehearsed ? fittedRule(rehearsed, { classes, learntStretches }) : {};
  if (fitted.events || !from || from.part === 'cnn') return fitted;
  const { events, ruleFit } = await client.models
    .report({ slug, runId: from.id })
    // Gone since; then there is no rule to keep.
    .catch((): Rule => ({}));
  return events ? { events, ...(ruleFit && { ruleFit }) } : fitted;
}
