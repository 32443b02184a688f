import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TriggerReport } from '../../contract';
import { MAX_SOURCE } from '../../shared/limits';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
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
  const held = await hold(context, video);
  const { report } = await withHeadless(context, {}, (headless) =>
    headless.run({
      kind: 'triggers',
      slug: project.slug,
      runId: id,
      video: { ...held, name: basename(video).slice(0, MAX_SOURCE) },
    }),
  ).finally(() => context.services.transfers.end(held.id));
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

/** Lays the video ready for the page, to be read in pieces. */
async function hold({ services }: CommandContext, video: string): Promise<{ id: string; size: number }> {
  const file = await openVideo(video);
  try {
    const info = await file.stat();
    if (!info.isFile()) throw failure('INVALID', `${video} is no file. Name a video.`);
    if (info.size === 0) throw failure('UNREADABLE', `${video} is empty.`);
    return await services.transfers.hold(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

function openVideo(video: string): Promise<FileHandle> {
  return open(video).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw failure('NOT_FOUND', `There is no video ${video}.`, error);
    if (code === 'EACCES' || code === 'EPERM')
      throw failure('NO_PERMISSION', `Beckon may not read ${video}.`, error);
    throw failure('UNREADABLE', `${video} could not be read (${code}).`, error);
  });
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
