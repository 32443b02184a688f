import { countInVideo } from '../state/trigger-count';
import { JobError, type JobRunner } from './context';

/** How often a saved model fires over a video without gestures; kept with its run. */
export const triggers: JobRunner<'triggers'> = async (
  { slug, runId, item, name },
  { client, engine, signal, report },
) => {
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { threshold } = (await client.settings.get()).live;
  const { files } = await client.imports.read({ id: item });
  const [video] = files;
  if (!video) throw new JobError('NOT_FOUND', `${name} is not there.`);
  const counted = await countInVideo(video.bytes, {
    engine,
    model,
    capture,
    threshold,
    name,
    signal,
    onProgress: (done, total, secondsLeft) => report({ message: 'Watching', done, total, secondsLeft }),
  });
  await client.models.note({ slug, runId, findings: { triggers: counted } });
  return { kind: 'triggers', report: counted };
};
