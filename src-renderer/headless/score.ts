import { scoreVideo } from '../jobs/score';
import { JobError, type JobRunner } from './context';
import { openModel, openVideo, watchingProgress } from './held-video';

/** How well a saved model's events match what was done in a video. */
export const score: JobRunner<'score'> = async (job, context) => {
  const held = await openModel(job, context);
  const bytes = await openVideo(job.video, context);
  const { engine, signal, report } = context;
  const { classes } = held.model.run;
  const indexOf = (classId: string): number => {
    const index = classes.findIndex(({ id }) => id === classId);
    if (index < 0) throw new JobError('NOT_FOUND', `The model has no class with the id “${classId}”.`);
    return index;
  };
  const gestures = job.truth.gestures.map(({ classId, ...span }) => ({ index: indexOf(classId), ...span }));
  const scored = await scoreVideo(bytes, {
    ...held,
    threshold: job.threshold ?? held.threshold,
    truth: { gestures, unknown: job.truth.unknown },
    engine,
    signal,
    onProgress: watchingProgress(report),
  });
  return { kind: 'score', score: scored };
};
