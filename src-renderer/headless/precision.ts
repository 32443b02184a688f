import { measurePrecision } from '../jobs/precision';
import { noteUnreadable, type JobRunner } from './context';

/** How much a model loses where its weights are kept less exactly. */
export const precision: JobRunner<'precision'> = async (job, { client, engine, signal, report }) => {
  const { slug, runId } = job;
  const model = await client.models.read({ slug, runId });
  const { clips } = await client.clips.list({ slug });
  const loss = await measurePrecision(
    {
      client,
      engine,
      slug,
      model,
      signal,
      onUnreadable: noteUnreadable(report),
      onProgress: (done, total, secondsLeft) => report({ message: 'Measuring', done, total, secondsLeft }),
    },
    clips,
    job.precision,
  );
  return { kind: 'precision', loss };
};
