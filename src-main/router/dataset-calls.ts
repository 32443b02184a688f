import {
  BeckonError,
  type DatasetImportProgress,
  type DatasetImportReport,
  type SavedDataset,
} from '../contract';
import type { HostCapabilities } from '../hosts/host';
import type { Services } from '../services';

/** Writes a dataset to where the person says, or as a transfer that the page downloads. */
export async function saveDataset(
  { datasets, transfers }: Services,
  { saveDialog }: Pick<HostCapabilities, 'saveDialog'>,
  { slug, format }: { slug: string; format: string },
  connection: AbortSignal | undefined,
): Promise<SavedDataset> {
  const { name, clips, chunks, leftOut } = await datasets.export(slug, format);
  if (!saveDialog) {
    const { id, size } = await transfers.hold(chunks, connection);
    return { outcome: 'download', name, clips, leftOut, transfer: id, size };
  }
  const saved = await saveDialog(name, chunks);
  return saved.outcome === 'saved' ? { ...saved, clips, leftOut } : saved;
}

/** Takes in a zip that the page has sent, which is removed afterwards. Yields how far it is, at most as often as asked. */
export async function* importDataset(
  { datasets, transfers }: Services,
  { transfer, fileName, into }: { transfer: string; fileName: string; into: string | null },
  signal: AbortSignal | undefined,
): AsyncGenerator<DatasetImportProgress, DatasetImportReport, void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let latest: DatasetImportProgress | null = null;
  let wake = (): void => undefined;
  const progress = (done: number, total: number): void => {
    latest = { done, total };
    wake();
  };
  const path = await transfers.path(transfer);
  let settled = false;
  const work = datasets
    .import(path, into === null ? { name: null } : { into }, { fileName, progress, signal: stopped.signal })
    .finally(() => {
      settled = true;
      wake();
    });
  // It is awaited below in any case; until then it is not one that nobody looks at.
  work.catch(() => undefined);
  try {
    while (!settled) {
      if (latest === null) await new Promise<void>((resolve) => (wake = resolve));
      const now: DatasetImportProgress | null = latest;
      latest = null;
      if (now !== null) yield now;
    }
    return await work;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await work.catch((error: unknown) => {
      if (!(error instanceof BeckonError)) throw error;
    });
    await transfers.end(transfer);
  }
}
