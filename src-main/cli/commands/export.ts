import { buildExport } from '../../router/router';
import type { CommandContext, Outcome } from '../context';
import { outputFile } from '../output-file';
import { exportArchive } from './archive';
import { findProject, findRun } from './projects';

export interface ExportOptions {
  model?: string;
  format: string;
  out: string;
}

/** The format that is the whole project, and no model of it. */
const ARCHIVE = 'archive';

/** `beckon export`: writes a trained model, or the whole project, as one file. */
export async function exportModel(
  context: CommandContext,
  name: string,
  options: ExportOptions,
): Promise<Outcome> {
  if (options.format === ARCHIVE) return exportArchive(context, name, options.out);
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
