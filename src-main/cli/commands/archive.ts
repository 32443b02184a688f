import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { count } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { outputFile } from '../output-file';
import { listed, megabytes, watch } from './data';
import { findProject } from './projects';

/** `beckon export --format archive`: writes a whole project as one file, whole or not at all. */
export async function exportArchive(
  { services, disk, progress, signal }: CommandContext,
  name: string,
  out: string,
): Promise<Outcome> {
  const project = await findProject(services, name);
  const { name: fileName, chunks, leftOut } = await services.archives.export(project.slug);
  const file = await outputFile(out, fileName);
  const watched = watch(chunks, signal, (bytes) => progress(`Writing… ${megabytes(bytes)}`));
  await disk.write(file, watched, `write ${file}`);
  const { size } = await stat(file);
  return {
    result: { project: project.slug, format: 'archive', file, bytes: size, leftOut },
    text: [
      `Project “${project.name}” is in ${file} (${megabytes(size)}).`,
      ...listed(leftOut, 'left out', 'thing'),
    ].join('\n'),
  };
}

/** `beckon open`: makes a project of an archive, whole or not at all. */
export async function openArchive(
  { services, progress, signal }: CommandContext,
  file: string,
): Promise<Outcome> {
  const { project, clips, models } = await services.archives.open(resolve(file), {
    progress: (done, total) => progress(`Opening… ${done} of ${total} files`),
    signal,
  });
  return {
    result: { project: project.slug, name: project.name, clips, models },
    text: `${file} is project “${project.name}” now, with ${count(clips, 'clip')} and ${count(models, 'model')}.`,
  };
}
