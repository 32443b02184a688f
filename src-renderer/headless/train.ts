import type { ClipInfo, Run } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import type { TrainProgress } from '../engine/api';
import { openSetScore } from '../../src-main/shared/open-set';
import { positionOf } from '../jobs/checkpoints';
import { openSetOf } from '../jobs/open-set';
import { laterPass } from '../jobs/passes';
import { requestOf, resumedTask, saveRun, train as trainOn, type TrainTask } from '../jobs/train';
import { scoreCaveats } from '../../src-main/shared/score-words';
import { percent } from '../../src-main/shared/words';
import { cnnStart } from '../learning/defaults';
import { paceOfRun } from '../learning/estimate';
import { wishedConfig } from '../learning/wished-config';
import { errorOf, type Client } from '../rpc/connection';
import { note, type JobContext, type JobOf, type JobRunner } from './context';

/**
 * Trains a model on all clips of a project and saves it. Stopping keeps the best epoch so far. How far it is outlasts a
 * crash.
 */
export const train: JobRunner<'train'> = async (job, { client, engine, signal, report }) => {
  const { slug } = job;
  const { clips: all } = await client.clips.list({ slug });
  const complain = (error: unknown): void => note(report)(errorOf(error).message);
  const goesOn = await interrupted(job, client, report);
  const task = goesOn ? await resumedTask(client, slug, all) : await wishedTask(job, client, all);
  const trained = await trainOn({
    client,
    engine,
    slug,
    ...task,
    compare: true,
    signal,
    onCheckpoint: (error) => {
      if (error !== null) complain(error);
    },
    onProgress: teller(task.clips.length, report),
  });
  const run = await saveRun(client, slug, trained, complain);
  const pace = paceOfRun(run);
  if (pace !== null) {
    await client.settings.set({ engine: { pace: { [run.backend.name]: pace } } }).catch(complain);
  }
  const remarks = scoreCaveats(trained.run);
  if (!job.unknown) return { kind: 'train', run, remarks };
  if (!run.unseen) return { kind: 'train', run, remarks: [...remarks, TOO_FEW], openSet: null };
  const tried = triedOn(run, all, job.unknown);
  const openSet = openSetScore(
    await openSetOf({ client, engine, slug, model: trained, clips: tried, signal }),
  );
  return { kind: 'train', run, remarks, openSet };
};

const TOO_FEW =
  'There were too few clips, or the network has too many units, to tell what it has never seen.';

/** The furthest part of what it knows, and clips of the classes that it was kept from, of the same sessions where it was tested on some. */
function triedOn(
  { split, classes }: Run,
  clips: readonly ClipInfo[],
  unknown: readonly string[],
): ClipInfo[] {
  const part = [split.test, split.validation, split.train].find(({ length }) => length > 0) ?? [];
  const sessions = split.by === 'session' ? split.sessions.test : [];
  return clips.filter((clip) =>
    classes.some(({ id }) => id === clip.classId)
      ? part.includes(clipKey(clip))
      : unknown.includes(clip.classId) && (sessions.length === 0 || sessions.includes(clip.meta.session)),
  );
}

/** What the command line asks for, with all clips of the project but those of classes that it is kept from. */
async function wishedTask(
  { slug, preset, config: wish, cnnOf, unknown = [] }: JobOf<'train'>,
  client: Client,
  all: readonly ClipInfo[],
): Promise<TrainTask> {
  const whole = await client.projects.open({ slug });
  const project = { ...whole, classes: whole.classes.filter(({ id }) => !unknown.includes(id)) };
  const clips = all.filter(({ classId }) => !unknown.includes(classId));
  const config = wishedConfig(preset, wish, clips, project.capture.frames);
  const request = await requestOf(client, project, config, { runId: cnnOf });
  const { from } = request;
  if (!from) return { request, clips };
  const { members } = wish;
  const started = { ...config, ...cnnStart(from.run.config), ...(members !== undefined && { members }) };
  return { request: { ...request, config: started }, clips };
}

/** Whether there is something to go on with. What is not wanted goes to the trash, so that it is not lost to the new one. */
async function interrupted(
  { slug, resume }: JobOf<'train'>,
  client: Client,
  report: JobContext['report'],
): Promise<boolean> {
  const say = note(report);
  const { state, problem } = await client.checkpoints.look({ slug });
  if (problem !== null) say(problem);
  if (!state) return false;
  if (resume) {
    say(`Resuming from ${positionOf(state)}, with its original settings`);
    return true;
  }
  await client.checkpoints.discard({ slug });
  say(`The training that was interrupted at ${positionOf(state)} is in the project’s trash`);
  return false;
}

/** Reports how a training goes. Telling of every batch would keep a core busy that trains. */
export function teller(clips: number, report: JobContext['report']): (progress: Said) => void {
  const due = every(PAUSE);
  return (progress) => {
    if ((progress.kind !== 'batch' && progress.kind !== 'checking') || due()) tell(progress, clips, report);
  };
}

type Said = Exclude<TrainProgress, { kind: 'checkpoint' }>;

/** Batches, and what is looked at before, are told of once in so many ms. */
const PAUSE = 250;

/** Says yes at most once in so many ms. */
function every(pause: number): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < pause) return false;
    last = now;
    return true;
  };
}

function whatLearns({ frames, idle, pass, passes }: Extract<TrainProgress, { kind: 'batch' }>): string {
  if (idle) return 'Learning when to say “No gesture”';
  if (frames) return 'Learning single frames first';
  return pass === 1 ? 'Training' : laterPass(pass, passes);
}

function tell(progress: Said, clips: number, report: JobContext['report']): void {
  switch (progress.kind) {
    case 'loading':
      report({ message: 'Reading clips', done: progress.done, total: clips, secondsLeft: null });
      break;
    case 'split':
      progress.split.warnings.forEach(note(report));
      break;
    case 'moved':
      note(report)(progress.reason);
      break;
    case 'checking':
      report({
        message: 'Finding movements that are no gesture',
        done: progress.done,
        total: progress.total,
        secondsLeft: null,
      });
      break;
    case 'batch': {
      const { epoch, epochs, batch, batches, secondsLeft } = progress;
      const done = epoch - 1 + batch / batches;
      report({
        message: `${whatLearns(progress)}${progress.idle || epochs === 1 ? '' : `, epoch ${epoch} of ${epochs}`}`,
        done: Math.floor(done * batches),
        total: epochs * batches,
        secondsLeft,
      });
      break;
    }
    case 'epoch': {
      const { epoch, epochs, record, secondsLeft } = progress;
      const right = record.validationAccuracy ?? record.accuracy;
      const part = record.validationAccuracy === null ? 'training' : 'validation';
      const message = `${epochs === 1 ? '' : `Epoch ${epoch}: `}${percent(right, 0)} of the ${part} clips right`;
      report({ message, done: epoch, total: epochs, secondsLeft });
      break;
    }
  }
}
