import { basename, extname } from 'node:path';
import { BeckonError, type Project, type UnreadableFile } from '../../contract';
import { slugify } from '../../store/names';
import { parseProject, salvageProject } from '../../store/project-json';
import type { LaidClip, Layout } from './layout';
import { clipOfPictures } from './pictures';
import type { ZipItem, ZipReader } from './read-zip';

/** 128 frames of 512×512, the largest a project records, are 100 MB. */
const MOST_CLIP_BYTES = 256 << 20;
const MOST_PROJECT_BYTES = 1 << 20;

/** What the dataset says of its project; what it does not say, or not validly, is made up from its folders. */
export async function readProject(
  zip: ZipReader,
  layout: Layout,
  fileName: string,
  problems: UnreadableFile[],
): Promise<Project> {
  const slug = slugify(basename(fileName, extname(fileName)).replace(/-clips$/, ''), 'project');
  const { project } = layout;
  const bytes =
    project && (await attempt(project.path, problems, () => zip.read(project, MOST_PROJECT_BYTES)));
  if (bytes) {
    const parsed = parseProject(bytes, slug);
    if (parsed.kind === 'project') return parsed.project;
    if (parsed.kind === 'newer') {
      throw new BeckonError(
        'NEWER_SCHEMA',
        `“${fileName}” was written by a newer version of Beckon (format ${parsed.schema}). Update Beckon to read it.`,
      );
    }
    const reason = `It is damaged: ${parsed.reason}. Its classes were made from what is valid in it and from the folders.`;
    problems.push({ file: project.path, reason });
  }
  return salvageProject(bytes, slug, new Date().toISOString());
}

/** The bytes of a clip's file, as it is or made of its pictures. */
export async function readClip(zip: ZipReader, from: LaidClip['from']): Promise<Uint8Array<ArrayBuffer>> {
  if ('file' in from) return zip.read(from.file, MOST_CLIP_BYTES);
  let bytes = 0;
  const filesOf = async (items: readonly ZipItem[]): Promise<Uint8Array[]> => {
    const files: Uint8Array[] = [];
    for (const item of items) {
      const read = await zip.read(item, MOST_CLIP_BYTES - bytes);
      bytes += read.length;
      files.push(read);
    }
    return files;
  };
  const pictures = await filesOf(from.pictures);
  const sides = { before: await filesOf(from.before), after: await filesOf(from.after) };
  return clipOfPictures(await zip.read(from.about, MOST_PROJECT_BYTES), pictures, sides);
}

/** What `work` answers; null where the file is unreadable, which is noted. */
export async function attempt<T>(
  file: string,
  problems: UnreadableFile[],
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BeckonError)) throw error;
    problems.push({ file, reason: error.message });
    return null;
  }
}
