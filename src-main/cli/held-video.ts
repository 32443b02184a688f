import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { MAX_SOURCE } from '../shared/limits';
import { NOT_A_FILE, openRegular } from '../store/file-system';
import type { CommandContext } from './context';
import { failure } from './failure';

/** A video that is laid ready for the page, to be read in pieces. */
export interface HeldVideo {
  id: string;
  size: number;
  name: string;
}

/** Lays a video ready for as long as the work with it takes. Rejects, with a sentence, what cannot be read. */
export async function withVideo<T>(
  context: CommandContext,
  path: string,
  work: (video: HeldVideo) => Promise<T>,
): Promise<T> {
  const { transfers } = context.services;
  const held = await hold(context, path);
  return work({ ...held, name: basename(path).slice(0, MAX_SOURCE) }).finally(() => transfers.end(held.id));
}

async function hold({ services }: CommandContext, path: string): Promise<{ id: string; size: number }> {
  const file = await openVideo(path);
  try {
    const info = await file.stat();
    if (!info.isFile()) throw noVideo(path);
    if (info.size === 0) throw failure('UNREADABLE', `${path} is empty.`);
    return await services.transfers.hold(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

const noVideo = (path: string): Error => failure('INVALID', `${path} is not a file. Name a video.`);

function openVideo(path: string): Promise<FileHandle> {
  return openRegular(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === NOT_A_FILE) throw noVideo(path);
    if (code === 'ENOENT') throw failure('NOT_FOUND', `There is no video ${path}.`, error);
    if (code === 'EACCES' || code === 'EPERM')
      throw failure('NO_PERMISSION', `Beckon may not read ${path}.`, error);
    throw failure('UNREADABLE', `${path} could not be read (${code}).`, error);
  });
}
