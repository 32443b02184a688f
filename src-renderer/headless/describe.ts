import { describe as learnToDescribe, type DescribeProgress } from '../jobs/describe';
import { noteUnreadable, type JobRunner } from './context';

const MESSAGES: Record<Exclude<DescribeProgress['kind'], 'saving'>, string> = {
  loading: 'Reading clips',
  extracting: 'Looking at clips',
  learning: 'Learning words',
};

/** Learns to put a project's clips into words and saves that beside the run. */
export const describe: JobRunner<'describe'> = async (
  { slug, runId, from },
  { client, engine, signal, report },
) => {
  const project = await client.projects.open({ slug });
  const { clips } = await client.clips.list({ slug });
  const { captions } = await learnToDescribe({
    client,
    engine,
    project,
    clips,
    runId,
    from,
    signal,
    onUnreadable: noteUnreadable(report),
    onProgress: (progress) => {
      if (progress.kind === 'saving') return;
      const { kind, done, total } = progress;
      const secondsLeft = kind === 'loading' ? null : progress.secondsLeft;
      report({ message: MESSAGES[kind], done, total, secondsLeft });
    },
  });
  return { kind: 'describe', captions };
};
