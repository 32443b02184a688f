import { countInVideo } from '../jobs/triggers';
import { fetchFile } from '../rpc/transfer';
import type { JobRunner } from './context';

/** How often a saved model fires over a video without gestures; kept with its run. */
export const triggers: JobRunner<'triggers'> = async (
  { slug, runId, video },
  { client, engine, signal, report },
) => {
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { threshold } = (await client.settings.get()).live;
  const crossed = (share: number): void =>
    report({ message: 'Reading the video, %', done: 100 * share, total: 100, secondsLeft: null });
  const bytes = await fetchFile(client, video, crossed, signal);
  const counted = await countInVideo(bytes, {
    engine,
    model,
    capture,
    threshold,
    name: video.name,
    signal,
    onProgress: (done, total, secondsLeft) => report({ message: 'Watching', done, total, secondsLeft }),
  });
  await client.models.note({ slug, runId, measurements: { triggers: counted } });
  return { kind: 'triggers', report: counted };
};
