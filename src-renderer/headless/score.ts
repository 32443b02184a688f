import type { Stretch } from '../../src-main/contract';
import { openFootage } from '../capture/footage';
import { suggestRule } from '../gestures/fit-rule';
import { keptRule, ruleSettingsOf } from '../gestures/rule-of';
import type { AnsweredStretch } from '../gestures/rule-score';
import { truthOf } from '../gestures/stretch-truth';
import { answerVideo, fitOf, judgedOf, reportOf, scoreOf, scoreVideo, toFitOn } from '../jobs/score';
import { fetchStretch } from '../rpc/stretch-video';
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
    truth: { gestures, unknown: job.truth.unknown },
    engine,
    signal,
    onProgress: watchingProgress(report),
  });
  return { kind: 'score', score: scored };
};

/** How well its events match what was done in all stretches of its project; kept with its run. */
export const scoreStretches: JobRunner<'score-stretches'> = async (job, context) => {
  const { slug, runId } = job;
  const { client, engine, signal, report } = context;
  const { asked, ...held } = await openModel(job, context);
  const { stretches } = await client.stretches.list({ slug });
  if (stretches.length === 0) throw new JobError('EMPTY', 'The project has no stretches yet.');
  const answered: (AnsweredStretch & Pick<Stretch, 'id' | 'learn'>)[] = [];
  for (const stretch of stretches) {
    const bytes = await fetchStretch(client, slug, stretch, () => undefined, signal);
    const onProgress = (done: number, total: number, secondsLeft: number | null): void =>
      report({ message: `Watching “${stretch.name}”, seconds`, done, total, secondsLeft });
    const answers = await answerVideo(bytes, { ...held, engine, signal, onProgress });
    const { id, learn } = stretch;
    answered.push({ id, learn, ...answers, truth: truthOf(stretch, held.model.run.classes) });
  }
  const { run } = held.model;
  const fitOn = toFitOn(answered);
  const { none, ...inUse } = ruleSettingsOf(run, asked);
  const fitted = job.fit ? suggestRule(fitOn, none, [inUse]) : null;
  if (job.fit && !fitted)
    throw new JobError('EMPTY', 'No gesture is marked in the stretches, so no rule can be fitted.');
  const rule = fitted && keptRule(fitted.rule, run.classes);
  const found = rule ? { events: rule, ruleFit: fitOf(fitOn, rule) } : {};
  const ruled = { ...run, ...found };
  const judged = judgedOf(answered, ruled, ({ id }) => id);
  const score = scoreOf(ruled, judged.counted, rule ?? asked);
  if (job.threshold === undefined && job.unseen === undefined) {
    const kept = { stretches: reportOf(score, judged), ...found };
    await client.models.note({ slug, runId, measurements: kept });
  }
  const { counted, ...others } = judged;
  return { kind: 'score-stretches', stretches: counted.length, ...others, rule, score };
};

/** How long a video is that can be read. */
export const videoLength: JobRunner<'length'> = async (job, context) => {
  const footage = await openFootage(await openVideo(job.video, context));
  const { seconds } = footage;
  footage.close();
  return { kind: 'length', seconds };
};
