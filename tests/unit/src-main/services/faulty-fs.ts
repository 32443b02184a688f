import * as nodeFs from 'node:fs/promises';
import type { FileSystem, OpenFile } from '../../../../src-main/store/disk';

export type Operation =
  'open' | 'rename' | 'readdir' | 'mkdir' | 'rm' | 'stat' | 'readFile' | 'read' | 'write' | 'sync' | 'close';

/** An error as Node gives it. */
export const nodeError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code });

/**
 * The real file system with a say before each operation: what `before` throws is the operation's error. A write that
 * fails has written half of its bytes.
 */
export function fileSystemWith(before: (operation: Operation, path: string) => void): FileSystem {
  const check = async <T>(operation: Operation, path: string, work: () => Promise<T>): Promise<T> => {
    before(operation, path);
    return work();
  };
  return {
    open: (path, flags) =>
      check('open', path, async () => {
        const file = await nodeFs.open(path, flags);
        const opened: OpenFile = {
          read: (...range) => check('read', path, () => file.read(...range)),
          stat: () => check('stat', path, () => file.stat()),
          sync: () => check('sync', path, () => file.sync()),
          close: async () => {
            await file.close();
            before('close', path);
          },
          writeFile: async (data) => {
            try {
              before('write', path);
            } catch (error) {
              await file.writeFile(data.subarray(0, data.length >> 1));
              throw error;
            }
            await file.writeFile(data);
          },
        };
        return opened;
      }),
    rename: (from, to) => check('rename', to, () => nodeFs.rename(from, to)),
    readdir: (path, options) => check('readdir', path, () => nodeFs.readdir(path, options)),
    mkdir: (path, options) => check('mkdir', path, () => nodeFs.mkdir(path, options)),
    rm: (path, options) => check('rm', path, () => nodeFs.rm(path, options)),
    stat: (path) => check('stat', path, () => nodeFs.stat(path)),
    readFile: (path) => check('readFile', path, () => nodeFs.readFile(path)),
  };
}

/** Dies at the operation number `at` (from 0): that one and every later one fail, as if the process were gone. */
export function dyingFileSystem(at: number): { fileSystem: FileSystem; died: () => boolean } {
  let count = 0;
  const fileSystem = fileSystemWith(() => {
    if (count++ >= at) throw nodeError('EIO');
  });
  return { fileSystem, died: () => count > at };
}
