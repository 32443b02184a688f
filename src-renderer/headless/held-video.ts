import type { CaptureSettings, HeadlessJob, ModelFiles } from '../../src-main/contract';
import { fetchFile } from '../rpc/transfer';
import type { JobContext } from './context';

/** A job on a saved model and a video that the command line has laid ready. */
type VideoJob = Pick<Extract<HeadlessJob, { kind: 'triggers' }>, 'slug' | 'runId' | 'video'>;

/** All that it takes to watch the video, and the threshold in use. */
export async function openHeld(
  { slug, runId, video }: VideoJob,
  { client, signal, report }: JobContext,
): Promise<{ bytes: Blob; model: ModelFiles; capture: CaptureSettings; threshold: number }> {
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { threshold } = (await client.settings.get()).live;
  const crossed = (share: number): void =>
    report({ message: 'Reading the video, %', done: 100 * share, total: 100, secondsLeft: null });
  return { bytes: await fetchFile(client, video, crossed, signal), model, capture, threshold };
}

/** Says how far the watching is, in seconds of the video. */
export const watchingProgress =
  (report: JobContext['report']) =>
  (done: number, total: number, secondsLeft: number | null): void =>
    report({ message: 'Watching, seconds', done, total, secondsLeft });
