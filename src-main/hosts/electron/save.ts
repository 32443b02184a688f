import { basename } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { HostCapabilities } from '../host';
import { Disk } from '../../store/disk';

/** Asks where to with the system's dialog, and writes the file there, whole or not at all. */
export function saveWithDialog(
  window: () => BrowserWindow | null,
): NonNullable<HostCapabilities['saveDialog']> {
  const disk = new Disk();
  return async (name, chunks) => {
    const parent = window();
    const options = { defaultPath: name };
    const answer = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
    if (answer.canceled || !answer.filePath) return { outcome: 'cancelled' };
    await disk.write(answer.filePath, chunks, `save ${basename(answer.filePath)}`);
    return { outcome: 'saved', name: basename(answer.filePath) };
  };
}
