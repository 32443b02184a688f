import type { CaptureSettings, HeadlessJob, ModelFiles } from '../../src-main/contract';
import { askedOf, type AskedRule } from '../gestures/rule-of';
import { fetchFile } from '../rpc/transfer';
import type { JobContext } from './context';

type HeldVideo = Extract<HeadlessJob, { kind: 'triggers' }>['video'];

/** A saved model, how its project is recorded, and what is asked of its answers: by the job, else what is in use. */
export async function openModel(
  { slug, runId, threshold, unseen }: { slug: string; runId: string } & Partial<AskedRule>,
  { client }: Pick<JobContext, 'client'>,
): Promise<{ model: ModelFiles; capture: CaptureSettings; asked: AskedRule }> {
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { live } = await client.settings.get();
  const usual = askedOf(model.run, live);
  return {
    model,
    capture,
    asked: { threshold: threshold ?? usual.threshold, unseen: unseen ?? usual.unseen },
  };
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
