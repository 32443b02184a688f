import type { Stretch } from '../../src-main/contract';
import type { Client } from './connection';
import type { Crossed } from './transfer';

/** Fetches the video of a stretch, a piece at a time. */
export async function fetchStretch(
  client: Client,
  slug: string,
  { id, size, type }: Pick<Stretch, 'id' | 'size' | 'type'>,
  crossed: Crossed,
  signal: AbortSignal,
): Promise<Blob> {
  const pieces: Blob[] = [];
  for (let offset = 0; offset < size;) {
    signal.throwIfAborted();
    const piece = await client.stretches.read({ slug, id, offset });
    if (piece.size === 0) throw new Error('The video was cut short on its way.');
    pieces.push(piece);
    offset += piece.size;
    crossed(offset / size);
  }
  return new Blob(pieces, { type });
}
