import { curveWords } from '../jobs/curve-words';
import { curveHindrance, measureCurve } from '../jobs/curve';
import { JobError, type JobRunner } from './context';

/** Whether more clips would help a saved model; kept with its run. */
export const curve: JobRunner<'curve'> = async ({ slug, runId }, { client, engine, signal, report }) => {
  const run = await client.models.report({ slug, runId });
  const hindrance = curveHindrance(run);
  if (hindrance !== null) throw new JobError('INVALID', hindrance);
  const { capture } = await client.projects.open({ slug });
  const { clips } = await client.clips.list({ slug });
  const learningCurve = await measureCurve({
    client,
    engine,
    slug,
    run,
    capture,
    clips,
    signal,
    onProgress: (done, secondsLeft) =>
      report({ message: 'Training on more and more clips, %', done: 100 * done, total: 100, secondsLeft }),
  });
  await client.models.note({ slug, runId, measurements: { learningCurve } });
  return { kind: 'curve', curve: learningCurve, sentences: curveWords(learningCurve) };
};
