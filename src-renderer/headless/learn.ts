import type { ClipInfo, Run, TrainConfig, TrainWish } from '../../src-main/contract';
import { goingOn, type Checkpoint, type TrainProgress, type TrainRequest } from '../engine/api';
import { AUGMENTATION, cnnConfig, defaultTrainConfig, presetConfig } from '../learning/defaults';
import { asBuilt, membersOf } from '../learning/ensemble';
import { CheckpointWriter } from '../jobs/checkpoint-writer';
import { clipsOf, readCheckpoint, standing } from '../jobs/checkpoints';
import { clipKey } from '../../src-main/shared/clip-key';
import { readClips } from '../rpc/clips-io';
import { errorOf, type Client } from '../rpc/connection';
import { modelFiles, nameFor } from '../jobs/model-files';
import { laterPass } from '../jobs/passes';
import { scoreRemarks } from '../jobs/score-warnings';
import { timeLeft } from '../jobs/time-left';
import { JobError, type JobContext, type JobOf, type JobRunner } from './context';

/**
 * Trains a model on all clips of a project and saves it. Stopping keeps the best epoch so far. How far it is outlasts a
 * crash, where the model is to be saved.
 */
export const train: JobRunner<'train'> = async (job, { client, engine, signal, report }) => {
  const { slug, save } = job;
  const { clips: all } = await client.clips.list({ slug });
  const { version } = await client.app.info();
  const checkpoint = save ? await interrupted(job, client, report) : null;
  const clips = checkpoint ? clipsOf(checkpoint.state.split, all) : all;
  const unread: { file: string; reason: string }[] = [];
  const due = every(PAUSE);
  const note = (message: string): void => report({ message, done: 0, total: 0, secondsLeft: null });
  const writer = new CheckpointWriter(client, slug, (error) => {
    if (error !== null) note(errorOf(error).message);
  });
  const trained = await engine.train(
    checkpoint ? goingOn(checkpoint) : await requestOf(job, all, client),
    readClips(client, slug, clips, { onUnreadable: (clip) => unread.push(clip) }),
    {
      signal,
      onProgress: (progress) => {
        if (progress.kind === 'checkpoint') {
          if (save) writer.put(progress.checkpoint);
        }
        // Telling of every batch would keep a core busy that trains.
        else if (progress.kind !== 'batch' || due()) tell(progress, clips.length, report);
      },
    },
  );
  const [first] = unread;
  if (first) {
    trained.run.split.warnings.push(
      `${unread.length} of ${clips.length} clips could not be read and were left out, e.g. ${first.file}: ${first.reason}`,
    );
  }
  const { runs } = await client.models.list({ slug });
  const model = modelFiles(trained, nameFor(runs.map(({ name }) => name)), version);
  const remarks = remarksOf(trained.run);
  if (!save) return { kind: 'train', run: model.run, remarks };
  const run = await client.models.save({ slug, model });
  await writer.settled();
  await client.checkpoints.clear({ slug }).catch((error: unknown) => note(errorOf(error).message));
  return { kind: 'train', run, remarks };
};

/** Of the furthest part that was held out. */
function remarksOf({ metrics, split, from }: Pick<Run, 'metrics' | 'split' | 'from'>): string[] {
  const part = metrics.test ? 'test' : 'validation';
  const evaluation = metrics[part];
  const before = new Set(from?.learnt);
  return evaluation
    ? scoreRemarks(part, evaluation, split[part].filter((key) => before.has(key)).length)
    : [];
}

async function requestOf(
  { slug, preset, config, cnnOf }: JobOf<'train'>,
  clips: readonly ClipInfo[],
  client: Client,
): Promise<TrainRequest> {
  const { classes, capture } = await client.projects.open({ slug });
  const chosen = presetConfig(preset, learnt(clips, config.testSessions));
  const whole = { config: withDefaults({ ...chosen, ...config }, capture.frames), classes, capture };
  if (cnnOf === undefined) return whole;
  const from = await client.models.read({ slug, runId: cnnOf });
  const cnn = cnnConfig(asBuilt(from.run.config));
  // A CNN that is made of several already is not made several times as wide again, unless that is asked for.
  const members = config.members ?? (membersOf(from.run.config) > 1 ? 1 : whole.config.members);
  return { ...whole, from, config: { ...whole.config, ...cnn, ...said({ members }), start: 'cnn' } };
}

/** What is to be gone on with. What is not wanted goes to the trash, so that it is not lost to the new one. */
async function interrupted(
  { slug, resume }: JobOf<'train'>,
  client: Client,
  report: JobContext['report'],
): Promise<Checkpoint | null> {
  const note = (message: string): void => report({ message, done: 0, total: 0, secondsLeft: null });
  const { state, problem } = await client.checkpoints.look({ slug });
  if (problem !== null) note(problem);
  if (!state) return null;
  if (resume) {
    note(`Goes on from ${standing(state)}, with the settings it was begun with`);
    return readCheckpoint(client, slug);
  }
  await client.checkpoints.discard({ slug });
  note(`The training that was interrupted at ${standing(state)} is in the project’s trash`);
  return null;
}

/** Batches are told of once in so many ms. */
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

/** Clips that are not kept for the test. */
const learnt = (clips: readonly ClipInfo[], testSessions: readonly string[] = []): number =>
  clips.filter(({ meta }) => !testSessions.includes(meta.session)).length;

/** The default configuration with what was asked for in its place. */
export function withDefaults({ augmentation, ...config }: TrainWish, frames = 16): TrainConfig {
  return {
    ...defaultTrainConfig(frames),
    ...said(config),
    augmentation: { ...AUGMENTATION, ...said(augmentation ?? {}) },
  };
}

/** Without what is undefined. */
const said = <T extends object>(wish: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

function whatLearns({ frames, pass, passes }: Extract<TrainProgress, { kind: 'batch' }>): string {
  if (frames) return 'Learning single frames first';
  return pass === 1 ? 'Training' : laterPass(pass, passes);
}

function tell(progress: TrainProgress, clips: number, report: JobContext['report']): void {
  switch (progress.kind) {
    case 'loading':
      report({ message: 'Reading clips', done: progress.done, total: clips, secondsLeft: null });
      break;
    case 'split':
      for (const message of progress.split.warnings)
        report({ message, done: 0, total: 0, secondsLeft: null });
      break;
    case 'moved':
      report({ message: progress.reason, done: 0, total: 0, secondsLeft: null });
      break;
    case 'batch': {
      const { epoch, epochs, batch, batches, secondsLeft } = progress;
      const done = epoch - 1 + batch / batches;
      report({
        message: `${whatLearns(progress)}, epoch ${epoch} of ${epochs}`,
        done: Math.floor(done * batches),
        total: epochs * batches,
        secondsLeft,
      });
      break;
    }
    case 'epoch': {
      const { epoch, epochs, record, secondsLeft } = progress;
      const right = record.validationAccuracy ?? record.accuracy;
      const message = `Epoch ${epoch}: ${Math.round(right * 100)} % ${record.validationAccuracy === null ? 'of the training clips' : 'of the validation clips'} right`;
      report({ message, done: epoch, total: epochs, secondsLeft });
      break;
    }
  }
}

/** How well a saved model does on the clips of some sessions; on all clips where no session is named. */
export const evaluate: JobRunner<'evaluate'> = async (
  { slug, runId, sessions },
  { client, engine, signal, report },
) => {
  const model = await client.models.read({ slug, runId });
  const { clips } = await client.clips.list({ slug });
  const { classes, preprocess } = model.run;
  const chosen = clips.filter(
    ({ classId, meta, shape }) =>
      classes.some(({ id }) => id === classId) &&
      shape[0] >= preprocess.frames &&
      (sessions.length === 0 || sessions.includes(meta.session)),
  );
  if (chosen.length === 0) {
    const there = [...new Set(clips.map(({ meta }) => meta.session))].sort();
    const names = there.length > 0 ? `It has the sessions ${there.join(', ')}.` : 'It has no clips yet.';
    throw new JobError(
      'EMPTY',
      `The project has no clips of this model’s classes with ${preprocess.frames} frames in the sessions asked for. ${names}`,
    );
  }
  const left = timeLeft();
  const onProgress = (done: number): void =>
    report({ message: 'Evaluating', done, total: chosen.length, secondsLeft: left(done, chosen.length) });
  const onUnreadable = ({ file, reason }: { file: string; reason: string }): void =>
    report({ message: `${file} is left out: ${reason}`, done: 0, total: 0, secondsLeft: null });
  const read = readClips(client, slug, chosen, { onUnreadable });
  const evaluation = await engine.evaluate(model, read, { signal, onProgress });
  const { split, from } = model.run;
  const learnt = new Set([...split.train, ...split.validation, ...(from?.learnt ?? [])]);
  const known = chosen.filter((clip) => learnt.has(clipKey(clip))).length;
  return { kind: 'evaluate', evaluation, remarks: scoreRemarks('test', evaluation, known) };
};
