import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TriggerReport } from '../contract';
import type { CommandContext, Outcome } from './context';
import { failure } from './failure';
import { withHeadless } from './headless';
import { readOffered } from './import';
import { count, duration, percent, table } from './output';
import { findProject, findRun } from './projects';

export interface TriggersOptions {
  video: string;
  model?: string;
}

const ITEM = 'video';

/** `beckon triggers`: how often a saved model fires over a video in which nobody makes a gesture. */
export async function triggers(
  context: CommandContext,
  name: string,
  { video, model }: TriggersOptions,
): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const info = await stat(video).catch((error: unknown) => {
    throw failure('NOT_FOUND', `There is no video ${video}.`, error);
  });
  if (!info.isFile()) throw failure('INVALID', `${video} is no file. Name a video.`);
  const importFiles = async (): Promise<{ name: string; bytes: Blob }[]> => [await readOffered(video)];
  const { report } = await withHeadless(context, { importFiles }, (headless) =>
    headless.run({
      kind: 'triggers',
      slug: project.slug,
      runId: id,
      item: ITEM,
      name: basename(video).slice(0, 300),
    }),
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
    text: describe(report, fired),
  };
}

const hourly = (fired: number, seconds: number): number => (fired * 3600) / seconds;

function describe({ seconds, threshold, perClass, byThreshold }: TriggerReport, fired: number): string {
  const lines = [
    table(
      ['class', 'false triggers'],
      perClass.map((row) => [row.name, row.triggers]),
    ),
    '',
    table(
      ['threshold', 'false triggers', 'an hour'],
      byThreshold.map((row) => [
        percent(row.threshold),
        row.triggers,
        hourly(row.triggers, seconds).toFixed(1),
      ]),
    ),
    '',
    `Fired ${count(fired, 'time')} in ${duration(seconds)} at ${percent(threshold)}: ${hourly(fired, seconds).toFixed(1)} an hour.`,
  ];
  if (fired === 0)
    lines.push(
      `Never in this time: at most ${((3 * 3600) / seconds).toFixed(1)} an hour, with 95 % certainty.`,
    );
  if (seconds < 60) lines.push('That is less than a minute: too little to tell how often in an hour.');
  return lines.join('\n');
}
