import { leastFrames } from '../../src-main/shared/clip-length';
import { openSetScore } from '../../src-main/shared/open-set';
import { clipsFor, evaluate as evaluateOn } from '../jobs/evaluate';
import { openSetOf } from '../jobs/open-set';
import { JobError, noteUnreadable, type JobRunner } from './context';

/** How well a saved model does on the clips of some sessions; on all clips where no session is named. */
export const evaluate: JobRunner<'evaluate'> = async (
  { slug, runId, sessions, unknown = [] },
  { client, engine, signal, report },
) => {
  const model = await client.models.read({ slug, runId });
  const { clips } = await client.clips.list({ slug });
  const chosen = clipsFor(model.run, clips, sessions);
  if (chosen.length === 0) {
    const there = [...new Set(clips.map(({ meta }) => meta.session))].sort();
    const names = there.length > 0 ? `It has the sessions ${there.join(', ')}.` : 'It has no clips yet.';
    throw new JobError(
      'EMPTY',
      `The project has no clips of this model’s classes with ${leastFrames(model.run.preprocess.frames)} frames or more in the sessions asked for. ${names}`,
    );
  }
  const result = await evaluateOn({
    client,
    engine,
    slug,
    model,
    clips: chosen,
    signal,
    onUnreadable: noteUnreadable(report),
    onProgress: (done, total, secondsLeft) => report({ message: 'Evaluating', done, total, secondsLeft }),
  });
  if (unknown.length === 0) return { kind: 'evaluate', ...result };
  const others = clips.filter(
    ({ classId, meta }) =>
      unknown.includes(classId) && (sessions.length === 0 || sessions.includes(meta.session)),
  );
  const both = [...chosen, ...others];
  const openSet = openSetScore(await openSetOf({ client, engine, slug, model, clips: both, signal }));
  return { kind: 'evaluate', ...result, openSet };
};
