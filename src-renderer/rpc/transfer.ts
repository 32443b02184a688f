import type { Client } from './connection';

/** How much of a file crosses the contract at once. */
const PIECE_BYTES = 8 << 20;

/** Told how much of a file has crossed, from 0 to 1. */
export type Crossed = (share: number) => void;

/** Sends a file to the program behind the page, a piece at a time. Answers the transfer's id. */
export async function sendFile(
  client: Client,
  file: Blob,
  crossed: Crossed,
  signal: AbortSignal,
): Promise<string> {
  const { id } = await client.transfers.begin();
  try {
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      signal.throwIfAborted();
      // Read now: a file that has changed or gone since it was chosen fails here.
      const bytes = new Blob([await file.slice(offset, offset + PIECE_BYTES).arrayBuffer()]);
      await client.transfers.append({ id, offset, bytes });
      crossed(Math.min(1, (offset + PIECE_BYTES) / file.size));
    }
    return id;
  } catch (error) {
    await client.transfers.end({ id });
    throw error;
  }
}

/** Fetches a file from the program behind the page, a piece at a time, and ends the transfer. */
export async function fetchFile(
  client: Client,
  { id, size }: { id: string; size: number },
  crossed: Crossed,
  signal: AbortSignal,
): Promise<Blob> {
  const pieces: Blob[] = [];
  try {
    for (let offset = 0; offset < size;) {
      signal.throwIfAborted();
      const piece = await client.transfers.read({ id, offset });
      if (piece.size === 0) throw new Error('The file was cut short on its way.');
      pieces.push(piece);
      offset += piece.size;
      crossed(offset / size);
    }
    return new Blob(pieces);
  } finally {
    await client.transfers.end({ id });
  }
}
