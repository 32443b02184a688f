import { countInVideo } from '../jobs/triggers';
import type { JobRunner } from './context';
import { openModel, openVideo, watchingProgress } from './held-video';

/** How often a saved model fires over a video without gestures; kept with its run. */
export const triggers: JobRunner<'triggers'> = async (job, context) => {
  const held = await openModel(job, context);
  const bytes = await openVideo(job.video, context);
  const { client, engine, signal, report } = context;
  const counted = await countInVideo(bytes, {
    ...held,
    engine,
    name: job.video.name,
    signal,
    onProgress: watchingProgress(report),
  });
  const { slug, runId } = job;
  await client.models.note({ slug, runId, measurements: { triggers: counted } });
  return { kind: 'triggers', report: counted };
};
