import type { TriggerReport } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { withVideo } from '../held-video';
import {
  hourlyWords,
  LEAST_SECONDS,
  onShareOf,
  perHour,
  shareWords,
  triggersOf,
  triggerWords,
} from '../../shared/trigger-words';
import { percent } from '../../shared/words';
import { table } from '../output';
import { findProject, findRun } from './projects';

export interface TriggersOptions {
  video: string;
  model?: string;
}

/** `beckon triggers`: how often a saved model fires over a video in which nobody makes a gesture. */
export async function triggers(
  context: CommandContext,
  name: string,
  { video, model }: TriggersOptions,
): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const { report } = await withVideo(context, video, (held) =>
    withHeadless(context, {}, (headless) =>
      headless.run({ kind: 'triggers', slug: project.slug, runId: id, video: held }),
    ),
  );
  const { seconds, threshold, perClass, byThreshold } = report;
  const fired = triggersOf(report);
  return {
    result: {
      model: id,
      triggersPerHour: perHour(fired, seconds),
      triggers: fired,
      onShare: onShareOf(report),
      seconds,
      perClass: perClass.map((row) => ({ name: row.name, triggers: row.triggers, on: row.on })),
      threshold,
      byThreshold: byThreshold.map((row) => ({ ...row, perHour: perHour(row.triggers, seconds) })),
      sentences: triggerWords(report),
    },
    text: summaryOf(report),
  };
}

function summaryOf(report: TriggerReport): string {
  const { seconds, perClass, byThreshold } = report;
  const tells = seconds >= LEAST_SECONDS;
  return [
    table(
      ['class', 'false triggers', 'of the time'],
      perClass.map((row) => [row.name, row.triggers, shareWords(row.on ?? null)]),
    ),
    '',
    table(
      ['threshold', 'false triggers', ...(tells ? ['an hour'] : []), 'of the time'],
      byThreshold.map(({ threshold, triggers: fired, on }) => [
        percent(threshold, 0),
        fired,
        ...(tells ? [hourlyWords({ triggers: fired, on }, seconds)] : []),
        shareWords(on ?? null),
      ]),
    ),
    '',
    ...triggerWords(report),
  ].join('\n');
}
