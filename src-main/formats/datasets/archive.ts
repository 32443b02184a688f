import { BeckonError, idSchema } from '../../contract';
import { shorten } from '../../shared/shorten';
import { CLIP_EXTENSION } from '../../store/clip-file';
import { isReserved } from '../../store/names';
import type { ZipItem } from './read-zip';
import { CLIPS_FOLDER, PROJECT_FILE } from './zip';

/** Says what the zip is, and of which version. */
export const MANIFEST_FILE = 'beckon.json';
export const ARCHIVE_README = 'README.txt';
export const ARCHIVE_EXTENSION = 'beckon';
export const MODELS_FOLDER = 'models';
/** The files of a run that has learnt nothing beside its gestures. */
const RUN_FILES = ['model.json', 'weights.bin', 'run.json'] as const;
const CAPTIONS = 'captions.safetensors';
export const STRETCHES_FOLDER = 'stretches';
const VIDEO = /^(.+)(\.mp4|\.webm)$/;

/** A zip's files may be this many times its own size at most; pictures of hands come to 3. */
const MOST_GROWTH = 100;

/** What a project archive holds, by what it is. */
export interface ArchiveLayout {
  manifest: ZipItem;
  project: ZipItem;
  clips: { classId: string; id: string; item: ZipItem }[];
  runs: { id: string; files: Record<(typeof RUN_FILES)[number], ZipItem>; captions: ZipItem | null }[];
  /** `ending`: that of the video's name. */
  stretches: { id: string; ending: string; video: ZipItem; notes: ZipItem }[];
}

/** What systems leave in zips. */
const passedOver = /(?:^|\/)(?:\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(?:\/|$)/;

/**
 * Finds the parts of a project in an archive's files. Throws a `BeckonError` with what is wrong where anything is in it
 * that no archive has, is there twice or is missing, or where it would unpack to far more than it is.
 */
export function layOutArchive(items: readonly ZipItem[], zipBytes: number): ArchiveLayout {
  checkSizes(items, zipBytes);
  const files = new Map<string, ZipItem>();
  for (const item of items) {
    if (passedOver.test(item.path) || item.path === ARCHIVE_README) continue;
    if (files.has(item.path)) throw unreadable(`it holds “${shorten(item.path)}” twice`);
    files.set(item.path, item);
  }
  const take = (path: string): ZipItem => {
    const item = files.get(path);
    if (!item) throw unreadable(`it holds no ${path}`);
    files.delete(path);
    return item;
  };
  const [manifest, project] = [take(MANIFEST_FILE), take(PROJECT_FILE)];
  const clips: ArchiveLayout['clips'] = [];
  const runIds = new Set<string>();
  for (const [path, item] of files) {
    const [top, folder = '', file = '', ...deeper] = path.split('/');
    const id = file.endsWith(CLIP_EXTENSION) ? file.slice(0, -CLIP_EXTENSION.length) : '';
    if (top === CLIPS_FOLDER && isId(folder) && isId(id) && deeper.length === 0) {
      clips.push({ classId: folder, id, item });
      files.delete(path);
    } else if (top === MODELS_FOLDER && isId(folder)) runIds.add(folder);
  }
  const runs = [...runIds].map((id) => {
    const of = (name: string): string => `${MODELS_FOLDER}/${id}/${name}`;
    const parts = Object.fromEntries(RUN_FILES.map((name) => [name, take(of(name))]));
    const captions = files.has(of(CAPTIONS)) ? take(of(CAPTIONS)) : null;
    return { id, files: parts as ArchiveLayout['runs'][number]['files'], captions };
  });
  const stretches = [...files.keys()].flatMap((path) => {
    const [top, file = '', ...deeper] = path.split('/');
    const [, id, ending] = VIDEO.exec(file) ?? [];
    if (top !== STRETCHES_FOLDER || deeper.length > 0 || id === undefined || !isId(id)) return [];
    return [{ id, ending: ending ?? '', video: take(path), notes: take(`${STRETCHES_FOLDER}/${id}.json`) }];
  });
  const [strange] = files.keys();
  if (strange !== undefined) throw unreadable(`it holds “${shorten(strange)}”, which no archive has`);
  return { manifest, project, clips, runs, stretches };
}

/** Nothing is unpacked that says of itself that it would fill the disk. */
function checkSizes(items: readonly ZipItem[], zipBytes: number): void {
  const sum = (of: (item: ZipItem) => number): number => items.reduce((total, item) => total + of(item), 0);
  if (sum(({ entry }) => entry.compressedSize) > zipBytes) throw unreadable('its files overlap');
  const unpacked = sum(({ entry }) => entry.uncompressedSize);
  if (unpacked <= MOST_GROWTH * zipBytes) return;
  throw unreadable(`it would unpack to ${(unpacked / 1e9).toFixed(1)} GB, far more than what is in it`);
}

/** Names that are the same folder on every system. */
const isId = (name: string): boolean => idSchema.safeParse(name).success && !isReserved(name);

/** `reason` completes "… cannot be opened: …". */
const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);
