import {
  BeckonError,
  type ArchiveReport,
  type DatasetImportReport,
  type SavedDataset,
  type TakeInProgress,
} from '../contract';
import type { HostCapabilities } from '../hosts/host';
import { appVersion } from '../hosts/version';
import type { Services } from '../services';
import type { OutgoingDataset } from '../services/datasets';
import { Bell } from '../shared/bell';

type Saving = Pick<HostCapabilities, 'saveDialog'>;

/** Writes a dataset to where the person says, or as a transfer that the page downloads. */
export const saveDataset = async (
  services: Services,
  host: Saving,
  { slug, format }: { slug: string; format: string },
  connection: AbortSignal | undefined,
): Promise<SavedDataset> =>
  saveOutgoing(services, host, await services.datasets.export(slug, format), connection);

/** The same of a project archive. */
export const saveArchive = async (
  services: Services,
  host: Saving,
  slug: string,
  connection: AbortSignal | undefined,
): Promise<SavedDataset> => saveOutgoing(services, host, await services.archives.export(slug), connection);

/** The same of a training bundle. */
export const saveTraining = async (
  services: Services,
  host: Saving,
  { slug, runId }: { slug: string; runId: string | null },
  connection: AbortSignal | undefined,
): Promise<SavedDataset> => {
  const wish = runId === null ? { testSessions: [] } : { runId };
  return saveOutgoing(
    services,
    host,
    await services.trainingBundles.export(slug, wish, appVersion),
    connection,
  );
};

async function saveOutgoing(
  { transfers }: Services,
  { saveDialog }: Saving,
  { name, clips, chunks, leftOut }: OutgoingDataset,
  connection: AbortSignal | undefined,
): Promise<SavedDataset> {
  if (!saveDialog) {
    const { id, size } = await transfers.hold(chunks, connection);
    return { outcome: 'download', name, clips, leftOut, transfer: id, size };
  }
  const saved = await saveDialog(name, chunks);
  return saved.outcome === 'saved' ? { ...saved, clips, leftOut } : saved;
}

/** Takes in a zip that the page has sent, which is removed afterwards. Yields how far it is, at most as often as asked. */
export function importDataset(
  services: Services,
  { transfer, fileName, into }: { transfer: string; fileName: string; into: string | null },
  signal: AbortSignal | undefined,
): AsyncGenerator<TakeInProgress, DatasetImportReport, void> {
  const target = into === null ? { name: null } : { into };
  return takeIn(services, transfer, signal, (path, following) =>
    services.datasets.import(path, target, { fileName, ...following }),
  );
}

/** Opens a project archive that the page has sent, in the same way. */
export function openArchive(
  services: Services,
  { transfer, fileName }: { transfer: string; fileName: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<TakeInProgress, ArchiveReport, void> {
  return takeIn(services, transfer, signal, (path, following) =>
    services.archives.open(path, { fileName, ...following }),
  );
}

/** How far a job is, and when it is to stop. */
interface Following {
  progress: (done: number, total: number) => void;
  signal: AbortSignal;
}

async function* takeIn<R>(
  { transfers }: Services,
  transfer: string,
  signal: AbortSignal | undefined,
  begin: (path: string, following: Following) => Promise<R>,
): AsyncGenerator<TakeInProgress, R, void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  signal?.addEventListener('abort', stop, { once: true });
  let latest: TakeInProgress | null = null;
  const bell = new Bell();
  const progress = (done: number, total: number): void => {
    latest = { done, total };
    bell.ring();
  };
  const path = await transfers.path(transfer);
  let settled = false;
  const work = begin(path, { progress, signal: stopped.signal }).finally(() => {
    settled = true;
    bell.ring();
  });
  // It is awaited below in any case; until then it is not one that nobody looks at.
  work.catch(() => undefined);
  try {
    while (!settled) {
      if (latest === null) await bell.rung();
      const now: TakeInProgress | null = latest;
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
