import type {
  ClipInfo,
  CaptureSettings,
  GestureClass,
  ModelFiles,
  Run,
  TrainConfig,
} from '../../src-main/contract';
import {
  goingOn,
  type Engine,
  type BackboneModel,
  type TrainedModel,
  type TrainProgress,
  type TrainRequest,
} from '../engine/api';
import { count } from '../../src-main/shared/words';
import type { Examiner } from '../clip-check/api';
import { openExaminer } from '../clip-check/client';
import { beginsWithMotion, presetConfig } from '../learning/defaults';
import { withDefaults } from '../learning/wished-config';
import { readClips } from '../rpc/clips-io';
import type { Client } from '../rpc/connection';
import { CheckpointWriter } from './checkpoint-writer';
import { clipsOf, readCheckpoint } from './checkpoints';
import { CopySearch } from './copies';
import { readExcerpts } from './excerpts';
import { newRule } from './new-rule';
import { learntSurroundings } from './surroundings';

/** What is to be trained on which clips. */
export interface TrainTask {
  request: TrainRequest;
  clips: readonly ClipInfo[];
}

export interface TrainJob extends TrainTask {
  client: Client;
  engine: Pick<Engine, 'train'>;
  slug: string;
  /** Stops it, with the best epoch so far. */
  signal: AbortSignal;
  /** Ends it after the next epoch, to go on with it later. */
  pause?: AbortSignal;
  /** Told of each checkpoint that was written: null, or why it could not be. Absent: none are written. */
  onCheckpoint?: (error: unknown) => void;
  onUnreadable?: (clip: { file: string; reason: string }) => void;
  onProgress: (progress: Exclude<TrainProgress, { kind: 'checkpoint' }>) => void;
  /** Tells, too, how Instant does on the clips held out, made of the same others. */
  compare?: boolean;
  /** For a model that is tried on clips and thrown away: it learns from clips alone, and no rule is fitted to it. */
  clipsOnly?: boolean;
  /** Opens what looks for copies of a clip on both sides of the split. */
  openExaminer?: () => Examiner;
}

/** What a model begins with: a run of the project, of which `config.start` says what is taken, or a pretrained backbone. */
export interface TrainStart {
  runId?: string | undefined;
  cnn?: BackboneModel | null | undefined;
}

/** What is asked of the engine, together with the model that it begins with. */
export async function requestOf(
  client: Client,
  { slug, classes, capture }: { slug: string; classes: GestureClass[]; capture: CaptureSettings },
  config: TrainConfig,
  { runId, cnn }: TrainStart,
): Promise<TrainRequest> {
  const from = runId === undefined ? null : await client.models.read({ slug, runId });
  return { config, classes, capture, ...(from && { from }), ...(cnn && { cnn }) };
}

/** Goes on with a project's interrupted training, with those of its clips that are still there. */
export async function resumedTask(
  client: Client,
  slug: string,
  clips: readonly ClipInfo[],
): Promise<TrainTask> {
  const checkpoint = await readCheckpoint(client, slug);
  return { request: goingOn(checkpoint), clips: clipsOf(checkpoint.state.split, clips) };
}

/**
 * What is made at once of the clips of a run, with the same of them held out, as a run beside it; the one that is there
 * already where it was asked for before.
 */
export async function instantBeside(
  { client, engine, slug }: Pick<TrainJob, 'client' | 'engine' | 'slug'>,
  run: Run,
  task: TrainTask,
): Promise<Run> {
  const { runs } = await client.models.list({ slug });
  for (const { id } of runs.filter(({ epochs }) => epochs === 1)) {
    const other = await client.models.report({ slug, runId: id });
    // One of an earlier version is no such model as this one was compared with.
    if (other.config.instant && beginsWithMotion(other.config) && isOfSameClips(other, run)) return other;
  }
  const { signal } = new AbortController();
  const job = { client, engine, slug, ...instantTask(task), signal, onProgress: () => undefined };
  const solved = await train(job);
  // In lists it stands behind that run, as if it had been there before.
  const created = new Date(Date.parse(run.created) - 1);
  // The checkpoint was cleared with the run before; where that failed, it has been said.
  return saveRun(client, slug, solved, () => undefined, created);
}

function isOfSameClips(a: Run, b: Run): boolean {
  const of = ({ split: { train, validation, test } }: Run): string =>
    JSON.stringify([train, validation, test].map((part) => part.toSorted()));
  return of(a) === of(b);
}

/** What is made at once of the clips of a task, with the same of them held out. */
function instantTask({ request: { config, classes, capture }, clips }: TrainTask): TrainTask {
  const { testSessions, validationShare, seed } = config;
  const wish = { ...presetConfig('instant', clips.length), testSessions, validationShare, seed };
  return { request: { config: withDefaults(wish, capture.frames), classes, capture }, clips };
}

/**
 * Trains a model. Once it resolves or rejects, the last checkpoint is on disk. Clips that could not be read are left
 * out, and the run says so, as it does of copies of a clip on both sides of the split. The rule for its events is fitted to
 * clips that were held out. It learns from recorded stretches, too, where a person has ticked that. Rejects as the engine's `train` does.
 */
export async function train({
  client,
  engine,
  slug,
  request,
  clips,
  signal,
  pause,
  onCheckpoint,
  onUnreadable,
  onProgress,
  compare,
  clipsOnly = false,
  openExaminer: open = openExaminer,
}: TrainJob): Promise<TrainedModel> {
  const writer = onCheckpoint && new CheckpointWriter(client, slug, onCheckpoint);
  const unreadable: { file: string; reason: string }[] = [];
  const surroundings = learntSurroundings(request, clips);
  const read = readClips(client, slug, clips, {
    surroundings: surroundings.length > 0,
    onUnreadable: (clip) => {
      unreadable.push(clip);
      onUnreadable?.(clip);
    },
  });
  const copies = new CopySearch(open);
  try {
    const { excerpts, stretches, problems } = clipsOnly
      ? NOTHING_MORE
      : await learnable(client, slug, request, signal);
    const wanted = { ...request, excerpts, rehearse: !clipsOnly, ...(compare && { compare }) };
    const { rehearsed, ...trained } = await engine.train(wanted, copies.watch(read), {
      signal,
      ...(pause && { pause }),
      shapes: clips.map(({ shape }) => shape),
      surroundings,
      onProgress: (progress) => {
        if (progress.kind === 'checkpoint') writer?.put(progress.checkpoint);
        else onProgress(progress);
      },
    });
    const [first] = unreadable;
    if (first) {
      trained.run.split.warnings.push(
        `${unreadable.length} of ${clips.length} clips could not be read and were left out, e.g. ${first.file}: ${first.reason}`,
      );
    }
    if (problems.length > 0) trained.run.split.warnings.push(...problems);
    await addCopies(trained.run, copies, client, slug);
    const { idle, metrics, split } = trained.run;
    const learntFrom = idle ? stretches.length : 0;
    // A stretch does not say who or what place it shows.
    if (learntFrom > 0 && metrics.test) split.warnings.push(stretchesBeside(learntFrom));
    const learnt = learntFrom > 0 ? { learntStretches: stretches } : {};
    const rule = await newRule(client, slug, { ...trained.run, ...learnt }, rehearsed);
    return { ...trained, run: { ...trained.run, ...learnt, ...rule } };
  } finally {
    copies.close();
    await writer?.settled();
  }
}

const stretchesBeside = (stretches: number): string =>
  `It has also learnt from ${count(stretches, 'recorded stretch', 'recorded stretches')}. Where they show the people or the place of the test clips, the test flatters.`;

/** What there is to learn from in recorded stretches; nothing for a model that learns from clips alone. */
const learnable = async (
  client: Client,
  slug: string,
  { config, classes, capture }: TrainRequest,
  signal: AbortSignal,
): ReturnType<typeof readExcerpts> =>
  config.idle && capture.frames > 1
    ? readExcerpts(client, slug, { classes, capture, seed: config.seed }, signal)
    : NOTHING_MORE;

const NOTHING_MORE: Awaited<ReturnType<typeof readExcerpts>> = { excerpts: [], stretches: [], problems: [] };

async function addCopies(
  run: TrainedModel['run'],
  copies: CopySearch,
  client: Client,
  slug: string,
): Promise<void> {
  const fine = async (): Promise<readonly string[]> => (await client.projects.open({ slug })).fine ?? [];
  try {
    const found = await copies.warnings(() => run.split, fine);
    if (found.length > 0) run.split.warnings.push(...found);
  } catch (error) {
    // A model is worth more than the knowledge of what flatters it.
    const detail = error instanceof Error ? error.message : String(error);
    run.split.warnings.push(`Beckon could not check whether copies of a clip were held out: ${detail}`);
  }
}

/**
 * Saves a trained model as a run of the project, after which nothing is left to go on with.
 * @param onUncleared told why the checkpoint could not be cleared; the run is saved all the same
 */
export async function saveRun(
  client: Client,
  slug: string,
  trained: TrainedModel,
  onUncleared: (error: unknown) => void,
  created = new Date(),
): Promise<Run> {
  const { version } = await client.app.info();
  const { runs } = await client.models.list({ slug });
  const kind = trained.run.config.instant ? 'Instant' : 'Model';
  const name = nameFor(
    kind,
    runs.map((each) => each.name),
  );
  const model = modelFiles(trained, { name, created: created.toISOString() }, version);
  const run = await client.models.save({ slug, model });
  await client.checkpoints.clear({ slug }).catch(onUncleared);
  return run;
}

/** A trained model as it is saved: with an id that no other has, a name and the time. */
function modelFiles(
  trained: TrainedModel,
  { name, created }: Pick<Run, 'name' | 'created'>,
  appVersion: string,
): ModelFiles {
  const id = `run-${created.replaceAll(/[^0-9]/g, '').slice(0, 14)}-${crypto.randomUUID().slice(0, 4)}`;
  return {
    run: { ...trained.run, schema: 1, id, name, created, appVersion },
    topology: trained.topology,
    weights: trained.weights,
  };
}

/** `Model N`, or `Instant N` of one that is solved at once, with the smallest N greater than every one in use. */
function nameFor(kind: 'Model' | 'Instant', taken: readonly string[]): string {
  const numbers = taken.flatMap((name) => new RegExp(`^${kind} (\\d+)$`).exec(name)?.[1] ?? []);
  return `${kind} ${Math.max(0, ...numbers.map(Number)) + 1}`;
}
