import type {
  Found as FoundShared,
  FoundFile as FoundFileShared,
} from '../../src-main/shared/clip-candidates';
import { isAnimation, isHiddenFile, mediaKind } from '../../src-main/shared/media-kinds';

/** What was dropped or chosen. */
export type Found = FoundShared<File>;
type FoundFile = FoundFileShared<File>;

const byNumber = new Intl.Collator('en', { numeric: true });
/** What is dropped, folders with all that is in them; hidden files are passed over. Call it while the event lasts. */
export async function filesOfDrop(transfer: DataTransfer, signal: AbortSignal): Promise<Found> {
  // After the first pause the browser takes the items away.
  const dropped = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: Found = { files: [], failed: [] };
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, [], found, signal);
    else if (file) await take(file, [], found);
  }
  return sorted(found);
}

/** What was chosen in a file dialog, one for files or one for a folder. */
export async function filesOfInput(files: Iterable<File>): Promise<Found> {
  const found: Found = { files: [], failed: [] };
  for (const file of files) {
    const folders = file.webkitRelativePath.split('/').slice(0, -1);
    if (!folders.some(isHiddenFile)) await take(file, folders, found);
  }
  return sorted(found);
}

async function walk(
  folder: FileSystemDirectoryEntry,
  above: readonly string[],
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  if (isHiddenFile(folder.name)) return;
  const folders = [...above, folder.name];
  const reader = folder.createReader();
  try {
    for (;;) {
      signal.throwIfAborted();
      // A reader hands out a folder piece by piece; an empty piece is its end.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (entries.length === 0) return;
      for (const entry of entries) {
        if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, folders, found, signal);
        else await open(entry as FileSystemFileEntry, folders, found);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    const reason = `The folder could not be read (${detailOf(error)}).`;
    found.failed.push({ file: folders.join('/'), reason });
  }
}

/** Takes a file of a folder. One that cannot be opened costs no other. */
async function open(entry: FileSystemFileEntry, folders: readonly string[], found: Found): Promise<void> {
  if (isHiddenFile(entry.name)) return;
  try {
    await take(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), folders, found);
  } catch (error) {
    const reason = `The file could not be read (${detailOf(error)}).`;
    found.failed.push({ file: [...folders, entry.name].join('/'), reason });
  }
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const moves = async (file: File): Promise<boolean> => isAnimation(new Uint8Array(await file.arrayBuffer()));

async function take(file: File, folders: readonly string[], found: Found): Promise<void> {
  if (isHiddenFile(file.name)) return;
  // One that cannot be read is told later, by name, when its turn comes.
  const animated = mediaKind(file.name) === 'unclear' && (await moves(file).catch(() => false));
  found.files.push({ folders, file, animated });
}

/** In the order a person would count (`2` before `10`). */
function sorted(found: Found): Found {
  const pathOf = ({ folders, file }: FoundFile): string => [...folders, file.name].join('/');
  found.files.sort((a, b) => byNumber.compare(pathOf(a), pathOf(b)));
  return found;
}
