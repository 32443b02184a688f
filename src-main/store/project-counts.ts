import { CLIP_EXTENSION } from './clip-file';
import { below, type Disk } from './disk';

/** What lies in a project. */
export interface ProjectCounts {
  clips: number;
  models: number;
}

/**
 * Counts what lies in a project's folder, wherever that is. Folders in it that cannot be read count for nothing; the
 * project's own lists say why.
 */
export async function countsOf(disk: Disk, folder: string, doing: string): Promise<ProjectCounts> {
  const [classes, models] = await Promise.all([
    disk.entries(below(folder, 'clips'), doing),
    disk.entries(below(folder, 'models'), doing).catch(() => []),
  ]);
  const clips = await Promise.all(
    classes
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => {
        const files = await disk.entries(below(folder, 'clips', name), doing).catch(() => []);
        return files.filter((file) => file.name.endsWith(CLIP_EXTENSION)).length;
      }),
  );
  return {
    clips: clips.reduce((sum, count) => sum + count, 0),
    models: models.filter((entry) => entry.isDirectory()).length,
  };
}
