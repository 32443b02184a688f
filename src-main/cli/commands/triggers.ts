import type { TriggerReport } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { withVideo } from '../held-video';
import { count, duration } from '../../shared/words';
import { table } from '../output';
import { findProject, findRun } from './projects';

export interface TriggersOptions {
  video: string;
  model?: string;
}

/** Less than this says nothing about an hour. */
const LEAST_SECONDS = 60;

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
  const fired = perClass.reduce((sum, row) => sum + row.triggers, 0);
  return {
    result: {
      model: id,
      triggersPerHour: hourly(fired, seconds),
      triggers: fired,
      seconds,
      perClass: perClass.map((row) => ({ name: row.name, triggers: row.triggers })),
      threshold,
      byThreshold: byThreshold.map((row) => ({ ...row, perHour: hourly(row.triggers, seconds) })),
    },
    text: summaryOf(report, fired),
  };
}

const hourly = (fired: number, seconds: number): number => (fired * 3600) / seconds;

function summaryOf({ seconds, threshold, perClass, byThreshold }: TriggerReport, fired: number): string {
  const tells = seconds >= LEAST_SECONDS;
  const share = (value: number): string => `${Math.round(value * 100)} %`;
  const rate = (number: number): string => hourly(number, seconds).toFixed(1);
  return [
    table(
      ['class', 'false triggers'],
      perClass.map((row) => [row.name, row.triggers]),
    ),
    '',
    table(
      ['threshold', 'false triggers', ...(tells ? ['an hour'] : [])],
      byThreshold.map((row) => [share(row.threshold), row.triggers, ...(tells ? [rate(row.triggers)] : [])]),
    ),
    '',
    `Fired ${count(fired, 'time')} in ${duration(seconds)} at ${share(threshold)}${tells ? `: ${rate(fired)} an hour` : ''}.`,
    ...(fired === 0 ? [`That much silence means at most ${rate(3)} an hour, with 95 % certainty.`] : []),
    ...(tells ? [] : ['That is too little to tell how often in an hour. Watch a longer video.']),
  ].join('\n');
}
