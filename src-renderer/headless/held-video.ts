import type { CaptureSettings, HeadlessJob, ModelFiles } from '../../src-main/contract';
import { thresholdOf } from '../gestures/rule-of';
import { fetchFile } from '../rpc/transfer';
import type { JobContext } from './context';

type HeldVideo = Extract<HeadlessJob, { kind: 'triggers' }>['video'];

/** A saved model, how its project is recorded, and the threshold in use. */
export async function openModel(
  { slug, runId }: { slug: string; runId: string },
  { client }: Pick<JobContext, 'client'>,
): Promise<{ model: ModelFiles; capture: CaptureSettings; threshold: number }> {
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { live } = await client.settings.get();
  return { model, capture, threshold: thresholdOf(model.run, live.threshold) };
}

/** The video that the command line has laid ready. */
export function openVideo(video: HeldVideo, { client, signal, report }: JobContext): Promise<Blob> {
  const crossed = (share: number): void =>
    report({ message: 'Reading the video, %', done: 100 * share, total: 100, secondsLeft: null });
  return fetchFile(client, video, crossed, signal);
}

/** Says how far the watching is, in seconds of the video. */
export const watchingProgress =
  (report: JobContext['report']) =>
  (done: number, total: number, secondsLeft: number | null): void =>
    report({ message: 'Watching, seconds', done, total, secondsLeft });
