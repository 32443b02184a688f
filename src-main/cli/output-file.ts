import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { failure } from './failure';

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
