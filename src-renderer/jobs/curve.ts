import type {
  Answer,
  CaptureSettings,
  ClipInfo,
  Evaluation,
  LearningCurve,
  Run,
} from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { EngineError, type Engine, type TrainedModel } from '../engine/api';
import { instantProblem } from '../learning/defaults';
import { ensembleSize } from '../learning/ensemble';
import { changeRange } from '../learning/session-range';
import { clipsOf } from './checkpoints';
import { readClips } from '../rpc/clips-io';
import type { Client } from '../rpc/connection';
import { timeLeft } from './time-left';

/** Shares of the training clips that are tried. */
const SHARES: readonly number[] = [0.25, 0.5, 0.75, 1];
/** Fewer clips make fewer steps an epoch, and get more epochs: so many times as many, at most. */
const EPOCHS_FACTOR_LIMIT = 2;
const timesAt = (share: number): number => Math.min(EPOCHS_FACTOR_LIMIT, 1 / share);
/** The trainings that they add up to. */
const TRAININGS = SHARES.reduce((sum, share) => sum + share * timesAt(share), 0);

/** Why it cannot be said of a run whether more clips would help; null: it can. */
export function curveHindrance({
  config,
  from,
  split,
}: Pick<Run, 'config' | 'from' | 'split'>): string | null {
  if (from) {
    return `This model continued from “${from.name}”, which had learnt from clips already. Train one from nothing to find out.`;
  }
  if (split.validation.length + split.test.length === 0) {
    return 'Nothing was held out of this training, so there are no clips to try models on. Hold some out to find out.';
  }
  if (instantProblem(config) !== null) {
    return 'This model stands on a motion network that Beckon no longer makes models of. Make one anew with the preset Instant to find out.';
  }
  return null;
}

/** About how many seconds it takes, from what the run took, of whose second pass there is none. */
export function curveSeconds({
  config,
  split,
  seconds,
  stopped,
}: Pick<Run, 'config' | 'split' | 'seconds' | 'stopped'>): number {
  const { train, validation } = split;
  const second =
    config.refit === true && !stopped ? ensembleSize(config) * (train.length + validation.length) : 0;
  return (TRAININGS * seconds * train.length) / Math.max(1, train.length + second);
}

export interface CurveJob {
  client: Client;
  engine: Engine;
  slug: string;
  run: Run;
  /** Of the project; frames, rate and mirroring are as the run has them. */
  capture: CaptureSettings;
  /** Of the project; those that the run knew and that are still there are used. */
  clips: readonly ClipInfo[];
  /** Ends it early; the points that there are by then are told. */
  signal: AbortSignal;
  /** `done`: share of all the work. */
  onProgress: (done: number, secondsLeft: number | null) => void;
}

/**
 * How a run's settings do on ever more of its training clips, tried on the same held-out clips throughout. Each point is
 * a training of its own, none of which is kept. Rejects as training does, with `CANCELLED` where there is no point yet.
 */
export async function measureCurve(job: CurveJob): Promise<LearningCurve> {
  const { client, engine, slug, run, signal, onProgress } = job;
  const { frames, fps, mirror } = run.preprocess;
  const capture = { ...job.capture, frames, fps, mirror };
  const clips = clipsOf(run.split, job.clips);
  const part = run.split.test.length > 0 ? 'test' : 'validation';
  const points: LearningCurve['points'] = [];
  const trials: Trial[] = [];
  const left = timeLeft();
  let before = 0;
  for (const share of SHARES) {
    if (signal.aborted) break;
    const times = timesAt(share);
    const epochs = Math.round(run.config.epochs * times);
    const config = {
      ...run.config,
      epochs,
      backend: 'auto' as const,
      refit: false,
      idle: false,
      trainShare: share,
    };
    const trained = await stoppable(
      signal,
      engine.train({ config, classes: run.classes, capture }, readClips(client, slug, clips), {
        signal,
        shapes: clips.map(({ shape }) => shape),
        onProgress: (progress) => {
          if (progress.kind !== 'batch') return;
          const { epoch, epochs, batch, batches } = progress;
          const done = before + (share * times * (epoch - 1 + batch / batches)) / epochs;
          onProgress(done / TRAININGS, left(done, TRAININGS));
        },
      }),
    );
    if (!trained) break;
    const { evaluation, point } = pointOf(share, trained.run, part);
    trials.push({ share, answers: evaluation.answers ?? [] });
    points.push(share === 1 ? withChanges(point, trials, clips) : point);
    before += share * times;
  }
  if (points.length === 0)
    throw new EngineError('CANCELLED', 'It was stopped before there was anything to tell.');
  return { measured: new Date().toISOString(), part, points };
}

type Point = LearningCurve['points'][number];

/** What a model that learnt from a share of the clips answered to each that it was tried on. */
interface Trial {
  share: number;
  answers: readonly Answer[];
}

/** Null where it was ended on the way, and so is worth less than it could be. */
async function stoppable(signal: AbortSignal, training: Promise<TrainedModel>): Promise<TrainedModel | null> {
  try {
    const trained = await training;
    return signal.aborted ? null : trained;
  } catch (error) {
    if (signal.aborted && error instanceof EngineError && error.code === 'CANCELLED') return null;
    throw error;
  }
}

function pointOf(
  share: number,
  { classes, split, metrics }: TrainedModel['run'],
  part: LearningCurve['part'],
): { evaluation: Evaluation; point: Point } {
  const evaluation = metrics[part];
  if (!evaluation) throw new EngineError('NO_CLIPS', `There are no ${part} clips left to try the models on.`);
  const point = {
    share,
    clips: split.train.length,
    accuracy: evaluation.accuracy,
    perClass: classes.map(({ id, name }) => {
      const row = evaluation.perClass.find(({ classId }) => classId === id);
      return {
        classId: id,
        name,
        clips: split.train.filter((key) => key.startsWith(`${id}/`)).length,
        tested: row?.clips ?? 0,
        recall: row?.recall ?? null,
      };
    }),
  };
  return { evaluation, point };
}

/** The point of all clips, with how each class's recall changed since half of them on the very same clips. */
function withChanges(point: Point, trials: readonly Trial[], clips: readonly ClipInfo[]): Point {
  const sessions = new Map(clips.map((clip) => [clipKey(clip), clip.meta.session]));
  const places = new Map(point.perClass.map(({ classId }, index) => [classId, index]));
  const rightAt = (share: number): Map<string, boolean> =>
    new Map(
      (trials.find((trial) => trial.share === share)?.answers ?? []).map(({ clip, predicted }) => [
        clip,
        predicted === places.get(clip.slice(0, clip.indexOf('/'))),
      ]),
    );
  const [half, whole] = [rightAt(0.5), rightAt(1)];
  const perClass = point.perClass.map((row) => {
    const changes = [...whole].flatMap(([key, right]) => {
      const before = half.get(key);
      if (before === undefined || !key.startsWith(`${row.classId}/`)) return [];
      return [{ session: sessions.get(key) ?? '', change: Number(right) - Number(before) }];
    });
    return { ...row, change: changeRange(changes) };
  });
  return { ...point, perClass };
}
