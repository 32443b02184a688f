import type { UnreadableFile } from '../../contract';
import { CLIP_EXTENSION, SIDES, type Side } from '../../store/clip-file';
import type { ZipItem } from './read-zip';
import { ABOUT_FILE } from './pictures';
import { CLIPS_FOLDER, PROJECT_FILE, README_FILE } from './zip';

/** A clip in a dataset's zip. `folder` is its class's; `id` its own, as far as it is one; `path` what to call it. */
export interface LaidClip {
  folder: string;
  id: string;
  path: string;
  /** Its file; or what lies beside its pictures, these in order, and those of what was seen before and after it. */
  from:
    { file: ZipItem } | ({ about: ZipItem; pictures: readonly ZipItem[] } & Record<Side, readonly ZipItem[]>);
}

/** What a dataset's zip holds, by the paths of its files. */
export interface Layout {
  project: ZipItem | null;
  clips: LaidClip[];
  problems: UnreadableFile[];
}

/** Other parts of a project's folder, and what systems leave in zips. No one means them to be clips. */
const passedOver = /^(?:models|trash)\/|(?:^|\/)(?:\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/;

/**
 * Finds `project.json` and `clips/<class>/<clip>.safetensors`, or a folder `<clip>` of pictures there, at the zip's root or in one folder there (as a file
 * manager packs a folder). All else is named with the reason.
 */
export function layOut(items: readonly ZipItem[]): Layout {
  const prefix = findPrefix(items.map(({ path }) => path));
  const layout: Layout = { project: null, clips: [], problems: [] };
  const folders = new Map<string, PictureFolder>();
  for (const item of items) {
    const path = item.path.startsWith(prefix) ? item.path.slice(prefix.length) : null;
    const [top, folder, file, ...deeper] = path?.split('/') ?? [];
    if (passedOver.test(path ?? item.path) || path === README_FILE) continue;
    if (path === PROJECT_FILE) layout.project ??= item;
    else if (top === CLIPS_FOLDER && folder && file?.endsWith(CLIP_EXTENSION) && deeper.length === 0) {
      const id = file.slice(0, -CLIP_EXTENSION.length);
      layout.clips.push({ folder, id, path: item.path, from: { file: item } });
    } else if (top === CLIPS_FOLDER && folder && file && isOfPictures(deeper)) {
      const key = `${folder}/${file}`;
      const found = folders.get(key) ?? {
        folder,
        id: file,
        about: null,
        pictures: [],
        before: [],
        after: [],
      };
      folders.set(key, found);
      const side = SIDES.find((each) => deeper.length > 1 && each === deeper[0]);
      if (deeper[0] === ABOUT_FILE) found.about = item;
      else found[side ?? 'pictures'].push(item);
    } else {
      const reason = `It is not a clip: clips are at ${CLIPS_FOLDER}/<class>/<clip>${CLIP_EXTENSION}.`;
      layout.problems.push({ file: item.path, reason });
    }
  }
  for (const { about, pictures, before, after, ...clip } of folders.values()) {
    const path = `${prefix}${CLIPS_FOLDER}/${clip.folder}/${clip.id}`;
    for (const items of [pictures, before, after]) items.sort((a, b) => (a.path < b.path ? -1 : 1));
    const from = about && { about, pictures, before, after };
    if (from) layout.clips.push({ ...clip, path, from });
    else layout.problems.push({ file: path, reason: `There is no ${ABOUT_FILE} beside its pictures.` });
  }
  return layout;
}

interface PictureFolder extends Record<Side, ZipItem[]> {
  folder: string;
  id: string;
  about: ZipItem | null;
  pictures: ZipItem[];
}

const isOfPictures = (names: readonly string[]): boolean => {
  const isPicture = /\.png$/i.test(names.at(-1) ?? '');
  if (names.length === 2) return isPicture && SIDES.some((side) => side === names[0]);
  return names.length === 1 && (isPicture || names[0] === ABOUT_FILE);
};

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
