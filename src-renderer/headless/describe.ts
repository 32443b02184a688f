import type { CaptionProgress } from '../engine/api';
import { readClips } from '../rpc/clips-io';
import { told } from '../jobs/texts';
import type { JobContext, JobRunner } from './context';

/** Learns to put a project's clips into words and saves that beside the run. */
export const describe: JobRunner<'describe'> = async (
  { slug, runId, from },
  { client, engine, signal, report },
) => {
  const project = await client.projects.open({ slug });
  const model = await client.models.read({ slug, runId });
  const { clips, texts } = told(project, (await client.clips.list({ slug })).clips);
  const onUnreadable = ({ file, reason }: { file: string; reason: string }): void =>
    report({ message: `${file} is left out: ${reason}`, done: 0, total: 0, secondsLeft: null });
  const files = await engine.caption(
    { model, from, texts, seed: model.run.config.seed },
    readClips(client, slug, clips, { onUnreadable }),
    { signal, onProgress: (progress) => tell(progress, clips.length, report) },
  );
  return { kind: 'describe', captions: await client.models.saveCaptions({ slug, runId, files }) };
};

function tell(progress: CaptionProgress, clips: number, report: JobContext['report']): void {
  if (progress.kind === 'loading') {
    report({ message: 'Reading clips', done: progress.done, total: clips, secondsLeft: null });
    return;
  }
  const { done, total, secondsLeft } = progress;
  const message = progress.kind === 'looking' ? 'Looking at clips' : 'Learning words';
  report({ message, done, total, secondsLeft });
}
