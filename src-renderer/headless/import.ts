import { importClips } from '../jobs/import';
import type { JobRunner, ResultOf } from './context';

/** Turns files that the command line offers into clips. A file that cannot be read is told, and costs no other. */
export const importFiles: JobRunner<'import'> = async ({ slug, items }, { client, signal, report }) => {
  const { capture } = await client.projects.open({ slug });
  const { version: appVersion } = await client.app.info();
  const imported: ResultOf<'import'>['imported'] = [];
  const failed: ResultOf<'import'>['failed'] = [];
  await importClips({
    client,
    slug,
    capture,
    appVersion,
    sources: items.map(({ id, name, session, kind, classId }) => ({
      id,
      name,
      session,
      kind,
      files: async () => (await client.offeredFiles.read({ id })).files,
      clips: [{ part: null, classId: () => Promise.resolve(classId) }],
    })),
    signal,
    onSaved: ({ classId }, { id }) => imported.push({ id, classId }),
    onFailed: ({ id, name }, reason) => failed.push({ id, name, reason }),
    onProgress: (done, total, secondsLeft) => report({ message: 'Importing', done, total, secondsLeft }),
  });
  return { kind: 'import', imported, failed };
};
