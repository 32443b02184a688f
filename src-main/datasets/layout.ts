import type { UnreadableFile } from '../contract';
import { CLIP_EXTENSION } from '../services/clip-file';
import type { ZipItem } from './read-zip';
import { CLIPS_FOLDER, PROJECT_FILE, README_FILE } from './zip';

/** What a dataset's zip holds, by the paths of its files. */
export interface Layout {
  project: ZipItem | null;
  /** `folder` is the class's; `id` the clip's, as far as it is one. */
  clips: { item: ZipItem; folder: string; id: string }[];
  problems: UnreadableFile[];
}

/** Other parts of a project's folder, and what systems leave in zips. No one means them to be clips. */
const passedOver = /^(?:models|trash)\/|(?:^|\/)(?:\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/;

/**
 * Finds `project.json` and `clips/<class>/<clip>.safetensors`, at the zip's root or in one folder there (as a file
 * manager packs a folder). All else is named with the reason.
 */
export function layOut(items: readonly ZipItem[]): Layout {
  const prefix = findPrefix(items.map(({ path }) => path));
  const layout: Layout = { project: null, clips: [], problems: [] };
  for (const item of items) {
    const path = item.path.startsWith(prefix) ? item.path.slice(prefix.length) : null;
    const [top, folder, file, ...deeper] = path?.split('/') ?? [];
    if (passedOver.test(path ?? item.path) || path === README_FILE) continue;
    if (path === PROJECT_FILE) layout.project ??= item;
    else if (top === CLIPS_FOLDER && folder && file?.endsWith(CLIP_EXTENSION) && deeper.length === 0) {
      layout.clips.push({ item, folder, id: file.slice(0, -CLIP_EXTENSION.length) });
    } else {
      const reason = `It is no clip: those lie at ${CLIPS_FOLDER}/<class>/<clip>${CLIP_EXTENSION}.`;
      layout.problems.push({ file: item.path, reason });
    }
  }
  return layout;
}

/** The folder that the dataset lies in, with its `/`; empty where that is the zip itself. */
function findPrefix(paths: readonly string[]): string {
  const visible = paths.filter((path) => !passedOver.test(path));
  const at = (wanted: RegExp): string | undefined =>
    visible.map((path) => wanted.exec(path)?.[1]).find((prefix) => prefix !== undefined);
  return (
    at(/^()project\.json$/) ??
    at(/^([^/]+\/)project\.json$/) ??
    at(/^()clips\//) ??
    at(/^([^/]+\/)clips\//) ??
    ''
  );
}
