import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { UnreadableFile } from '../../contract';
import type { DatasetTarget } from '../../services/datasets';
import type { Chunks } from '../../store/disk';
import type { CommandContext, Outcome } from '../context';
import { outputFile } from '../output-file';
import { failure } from '../failure';
import { count } from '../../shared/words';
import { table } from '../output';
import { findProject } from './projects';

export interface DataExportOptions {
  format: string;
  out: string;
}

/** `beckon data export`: writes all clips of a project to one file, whole or not at all. */
export async function exportData(
  { services, disk, progress, signal }: CommandContext,
  name: string,
  { format, out }: DataExportOptions,
): Promise<Outcome> {
  const project = await findProject(services, name);
  const { name: fileName, clips, chunks, leftOut } = await services.datasets.export(project.slug, format);
  const file = await outputFile(out, fileName);
  const watched = watch(chunks, signal, (bytes) => progress(`Writing… ${megabytes(bytes)}`));
  await disk.write(file, watched, `write ${file}`);
  const { size } = await stat(file);
  return {
    result: { project: project.slug, format, file, clips, bytes: size, leftOut },
    text: [
      `${count(clips, 'clip')} of project “${project.name}” are in ${file} (${megabytes(size)}).`,
      ...listed(leftOut, 'left out'),
    ].join('\n'),
  };
}

export interface DataImportOptions {
  into?: string;
  name?: string;
}

/** `beckon data import`: takes the clips of a dataset's zip into a new project, or into one there is. */
export async function importData(
  { services, progress, signal }: CommandContext,
  file: string,
  { into, name }: DataImportOptions,
): Promise<Outcome> {
  if (into !== undefined && name !== undefined) {
    throw failure('INVALID', 'Give either --into (an existing project) or --name (a new one), not both.');
  }
  const target: DatasetTarget =
    into === undefined ? { name: name ?? null } : { into: (await findProject(services, into)).slug };
  const report = await services.datasets.import(resolve(file), target, {
    progress: (done, total) => progress(`Adding clips… ${done} of ${total}`),
    signal,
  });
  const { project, added, known, classes, unreadable, stopped } = report;
  const outcome: Outcome = {
    result: { ...report, project: project.slug },
    text: [
      table(
        ['class', 'clips added'],
        classes.map((each) => [each.name, each.added]),
      ),
      '',
      `${count(added, 'clip')} added to project “${project.name}”.`,
      ...(known > 0 ? [`${count(known, 'clip')} were already there and were left as they are.`] : []),
      ...listed(unreadable, 'not imported'),
    ].join('\n'),
  };
  if (!stopped) return outcome;
  const how = `beckon data import ${file} --into ${project.slug}`;
  return {
    ...outcome,
    failure: failure('CANCELLED', `Stopped before the end. \`${how}\` continues from here.`),
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export const listed = (files: readonly UnreadableFile[], what: string, one = 'file'): string[] =>
  files.length === 0
    ? []
    : [`${count(files.length, one)} ${what}:`, ...files.map(({ file, reason }) => `  ${file}: ${reason}`)];

/** Passes pieces on, tells how many bytes they are by now, and stops where it is asked to. */
export async function* watch(
  chunks: Chunks,
  signal: AbortSignal,
  told: (bytes: number) => void,
): AsyncGenerator<Uint8Array | string> {
  let bytes = 0;
  for await (const chunk of chunks) {
    if (signal.aborted) throw failure('CANCELLED', 'Stopped. Nothing was written.');
    bytes += chunk.length;
    told(bytes);
    yield chunk;
  }
}
