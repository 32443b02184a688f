import type { CaptureSettings, ImportItem } from '../../src-main/contract';
import type { CapturedClip } from '../capture/api';
import { ImportError } from '../capture/clip-builder';
import { clipFromImages, clipFromVideo } from '../capture/import';
import { importedMeta } from '../jobs/clip-meta';
import { saveClip } from '../rpc/clips-io';
import { errorOf } from '../rpc/connection';
import { eachOf } from '../jobs/import-pool';
import { timeLeft } from '../jobs/time-left';
import type { JobContext, JobRunner, ResultOf } from './context';

/** Turns files that the command line offers into clips. A file that cannot be read is told, and costs no other. */
export const importFiles: JobRunner<'import'> = async ({ slug, items }, context) => {
  const { client, signal, report } = context;
  const { capture } = await client.projects.open({ slug });
  const { version } = await client.app.info();
  const imported: ResultOf<'import'>['imported'] = [];
  const failed: ResultOf<'import'>['failed'] = [];
  const left = timeLeft();
  await eachOf(
    items,
    async (item) => {
      const clip = await readItem(item, capture, context);
      if (typeof clip === 'string') failed.push({ id: item.id, name: item.name, reason: clip });
      else {
        const meta = importedMeta(item.name, capture, item.session, version);
        await saveClip(client, slug, item.classId, clip, meta);
        imported.push({ id: item.id, classId: item.classId });
      }
      const done = imported.length + failed.length;
      report({ message: 'Importing', done, total: items.length, secondsLeft: left(done, items.length) });
    },
    signal,
  );
  return { kind: 'import', imported, failed };
};

/** The clip, or why there is none. Rejects where going on makes no sense. */
async function readItem(
  item: ImportItem,
  capture: CaptureSettings,
  { client }: JobContext,
): Promise<CapturedClip | string> {
  try {
    const { files } = await client.imports.read({ id: item.id });
    const [first] = files;
    if (item.kind === 'images' || !first) return await clipFromImages(files, capture);
    return await clipFromVideo(first.bytes, capture);
  } catch (error) {
    if (error instanceof ImportError) return error.message;
    const problem = errorOf(error);
    if (problem.code === 'DISCONNECTED') throw error;
    return problem.message;
  }
}
