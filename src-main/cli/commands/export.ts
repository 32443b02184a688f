import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { buildExport } from '../../router/router';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { findProject, findRun } from './projects';

export interface ExportOptions {
  model?: string;
  format: string;
  out: string;
}

/** `beckon export`: writes a trained model as one file. */
export async function exportModel(
  context: CommandContext,
  name: string,
  options: ExportOptions,
): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, options.model);
  const { file, bytes } = await exportTo(context, project.slug, id, options.format, options.out);
  return {
    result: { project: project.slug, model: id, format: options.format, file, bytes },
    text: `Model ${id} of project “${project.name}” is in ${file} (${Math.ceil(bytes / 1024)} kB).`,
  };
}

/** Builds the file and writes it, whole or not at all. Where `out` is a folder, the file gets its usual name in there. */
export async function exportTo(
  { services, disk }: Pick<CommandContext, 'services' | 'disk'>,
  slug: string,
  runId: string,
  format: string,
  out: string,
): Promise<{ file: string; bytes: number }> {
  const { name, bytes } = await buildExport(services, slug, runId, format);
  const file = await outputFile(out, name);
  await disk.write(file, [bytes], `write ${file}`);
  return { file, bytes: bytes.byteLength };
}

/** The file that `out` means: itself, or `name` in it where it is a folder. Rejects where its folder is not there. */
export async function outputFile(out: string, name: string): Promise<string> {
  const target = resolve(out);
  const file = (await isFolder(target)) ? join(target, name) : target;
  if (!(await isFolder(dirname(file)))) {
    throw failure('NOT_FOUND', `There is no folder ${dirname(file)} to write ${basename(file)} to.`);
  }
  return file;
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false;
