import type {
  ClipInfo,
  Epoch,
  GestureClass,
  LayerRow,
  Project,
  Run,
  Split,
  TrainConfig,
} from '../../../src-main/contract';
import type { EngineDevice, TrainedModel, TrainProgress, TrainRequest } from '../../engine/api';
import {
  instantBeside,
  requestOf,
  resumedTask,
  saveRun,
  train,
  type TrainJob,
  type TrainStart,
  type TrainTask,
} from '../../jobs/train';
import { errorOf, type Problem } from '../../rpc/connection';
import type { Interrupted } from './interrupted.svelte';
import type { Outside } from '../../base/outside';
import { TrainChoice } from './train-choice.svelte';
import { moreOf } from '../../learning/train-config';
import { furthestFigure, noBetterThanInstant } from '../../../src-main/shared/score-words';

export type TrainingStatus = 'idle' | 'loading' | 'training' | 'saving';

/** Where a training job stands within an epoch. */
export type BatchProgress = Extract<TrainProgress, { kind: 'batch' }>;

/** Said where a job was stopped too early; no fault, so the screen shows it calmly. */
export const NOTHING_KEPT: Problem = {
  code: 'CANCELLED',
  message: 'Stopped before the end of the first epoch, so there is no model to keep.',
};

/** One training job at a time; it goes on while other screens are shown. */
export class Training extends TrainChoice {
  status = $state<TrainingStatus>('idle');
  /** The project that is being (or was last) trained. */
  project = $state.raw<Pick<Project, 'slug' | 'name'> | null>(null);
  classes = $state.raw<readonly GestureClass[]>([]);
  loaded = $state(0);
  total = $state(0);
  epochs = $state.raw<readonly Epoch[]>([]);
  bestEpoch = $state(0);
  split = $state.raw<Split | null>(null);
  layers = $state.raw<readonly LayerRow[]>([]);
  device = $state.raw<EngineDevice | null>(null);
  batch = $state.raw<BatchProgress | null>(null);
  /** How much has been looked at of movements made of the clips, which of them are no gesture; null: nothing is. */
  checking = $state.raw<Extract<TrainProgress, { kind: 'checking' }> | null>(null);
  /** Sentences on devices that were lost on the way, and where it went on. */
  moves = $state.raw<readonly string[]>([]);
  stopping = $state(false);
  pausing = $state(false);
  /** Why it could not be noted how far the job is; null: it is. */
  unkept = $state.raw<string | null>(null);
  /** Epochs that the job was asked for. */
  asked = $state(0);
  /** Clips that could not be read and were left out. */
  unreadable = $state(0);
  problem = $state.raw<Problem | null>(null);
  /** From the wish for a job until its end. */
  #beginning = false;
  #abort: AbortController | null = null;
  #pause: AbortController | null = null;
  #unsaved = $state.raw<{ trained: TrainedModel; task: TrainTask } | null>(null);
  readonly #outside: Outside;
  readonly #interrupted: Interrupted;
  /** The run that the job under way, or the model that could not be saved, is to better; null: it stands for itself. */
  #better: string | null = null;
  /**
   * Told when a run has been saved, which one it is to better, if any, and what was kept beside it because it is no better
   * than that.
   */
  onSaved:
    | ((slug: string, run: Run, beside: { better: string | null; instant: Run | null }) => Promise<void>)
    | null = null;

  busy = $derived(this.status !== 'idle');
  /** True where a model was trained and could not be written; {@link save} tries again. */
  hasUnsaved = $derived(this.#unsaved !== null && this.status === 'idle');

  constructor(outside: Outside, interrupted: Interrupted) {
    super();
    this.#outside = outside;
    this.#interrupted = interrupted;
    interrupted.busy = () => this.busy;
  }

  override reset(...to: Parameters<TrainChoice['reset']>): void {
    super.reset(...to);
    if (!this.busy && !this.hasUnsaved) this.problem = null;
  }

  /**
   * Trains on these clips and saves the model. One that could not be saved before is saved first, or kept. An interrupted
   * training is discarded, which can be undone.
   */
  async start(project: Project, clips: readonly ClipInfo[]): Promise<void> {
    await this.#once(async () => {
      if (!(await this.#cleared())) return;
      const { from, cnn, backbone } = this;
      const start = { runId: (from ?? cnn)?.id, cnn: backbone };
      await this.#begin(project, clips, $state.snapshot(this.config), start);
      // The next one begins from nothing again.
      if (from && this.problem === null && !this.#interrupted.state) this.reset();
    });
  }

  /** Goes on from a run at once, for a few epochs, whatever is chosen for the next training. */
  async retrain(project: Project, clips: readonly ClipInfo[], run: Run): Promise<void> {
    await this.#once(async () => {
      if (await this.#cleared())
        await this.#begin(project, clips, moreOf(run, clips), { runId: run.id }, run.id);
    });
  }

  async #begin(
    project: Project,
    clips: readonly ClipInfo[],
    config: TrainConfig,
    start: TrainStart,
    better: string | null = null,
  ): Promise<void> {
    try {
      const request = await requestOf(this.#outside.client, project, config, start);
      await this.#run(project, { request, clips }, better);
    } catch (error) {
      this.problem = errorOf(error);
    }
  }

  /** Goes on with what was interrupted, with its clips that are still there, and saves the model. */
  async resume(project: Project, clips: readonly ClipInfo[]): Promise<void> {
    await this.#once(async () => {
      if (!(await this.#free())) return;
      try {
        await this.#run(project, await resumedTask(this.#outside.client, project.slug, clips));
      } catch (error) {
        this.problem = errorOf(error);
        await this.#interrupted.refresh(project.slug);
      }
    });
  }

  /** Does the work, unless a job is under way or about to begin. */
  async #once(work: () => Promise<void>): Promise<void> {
    if (this.busy || this.#beginning) return;
    this.#beginning = true;
    await work().finally(() => (this.#beginning = false));
  }

  /** Whether a job can begin. A model that could not be saved before is saved first. */
  async #free(): Promise<boolean> {
    if (this.hasUnsaved) await this.save();
    // Where its project is gone, there is no place left for it.
    return !this.hasUnsaved || this.problem?.code === 'NOT_FOUND';
  }

  /** As {@link #free}, and without an interrupted training that the next one would replace. */
  async #cleared(): Promise<boolean> {
    if (!(await this.#free())) return false;
    if (this.#interrupted.state) await this.#interrupted.discard();
    return this.#interrupted.state === null;
  }

  async #run(project: Project, task: TrainTask, better: string | null = null): Promise<void> {
    this.#better = better;
    this.#show(project, task.request, task.clips.length);
    const { client, engine } = this.#outside;
    const [abort, pause] = [new AbortController(), new AbortController()];
    [this.#abort, this.#pause] = [abort, pause];
    try {
      const trained = await train({
        client,
        engine,
        slug: project.slug,
        ...task,
        compare: better === null,
        signal: abort.signal,
        pause: pause.signal,
        onCheckpoint: (error) => (this.unkept = error === null ? null : errorOf(error).message),
        onUnreadable: () => (this.unreadable += 1),
        onProgress: (progress) => this.#take(progress),
      });
      this.#unsaved = { trained, task };
      await this.save();
    } catch (error) {
      const problem = errorOf(error);
      if (problem.code === 'CANCELLED') this.problem = task.request.checkpoint ? null : NOTHING_KEPT;
      else if (problem.code !== 'PAUSED') this.problem = problem;
    } finally {
      await this.#interrupted.refresh(project.slug, pause.signal.aborted);
      [this.#abort, this.#pause] = [null, null];
      this.stopping = this.pausing = false;
      this.status = 'idle';
    }
  }

  /** Ends the job at the next batch; the best epoch so far is kept. */
  stop(): void {
    if (!this.#abort) return;
    this.stopping = true;
    this.#abort.abort();
  }

  /** Ends the job after the next epoch, to go on with it later. */
  pause(): void {
    if (!this.#pause) return;
    this.pausing = true;
    this.#pause.abort();
  }

  /** Writes the trained model. A failure is told in `problem`, and the model is kept to try again. */
  async save(): Promise<void> {
    const { project } = this;
    const unsaved = this.#unsaved;
    if (!project || !unsaved) return;
    this.status = 'saving';
    try {
      let problem: Problem | null = null;
      const run = await saveRun(this.#outside.client, project.slug, unsaved.trained, (error) => {
        problem = errorOf(error);
      });
      this.#unsaved = null;
      const instant = await this.#instantBeside(project.slug, run, unsaved.task).catch((error: unknown) => {
        problem = errorOf(error);
        return null;
      });
      this.problem = problem;
      await this.onSaved?.(project.slug, run, { better: this.#better, instant });
    } catch (error) {
      this.problem = errorOf(error);
    } finally {
      this.status = 'idle';
    }
  }

  /** Where training brought no more, what is made of the same clips at once is kept, too, for a person to choose from. */
  async #instantBeside(slug: string, run: Run, task: TrainTask): Promise<Run | null> {
    return noBetterThanInstant(furthestFigure(run))
      ? instantBeside({ ...this.#outside, slug }, run, task)
      : null;
  }

  #show(project: Project, { config, classes, checkpoint }: TrainRequest, total: number): void {
    const before = checkpoint && (checkpoint.state.first ?? checkpoint.state);
    this.status = 'loading';
    this.project = { slug: project.slug, name: project.name };
    this.classes = classes;
    this.asked = config.epochs;
    this.problem = null;
    this.#unsaved = null;
    this.loaded = 0;
    this.unreadable = 0;
    this.total = total;
    this.unkept = null;
    this.epochs = before?.epochs ?? [];
    this.bestEpoch = before?.bestEpoch ?? 0;
    this.split = null;
    this.moves = [];
    this.layers = [];
    this.batch = null;
    this.checking = null;
  }

  #take(progress: Parameters<TrainJob['onProgress']>[0]): void {
    switch (progress.kind) {
      case 'loading':
        this.loaded = progress.done;
        break;
      case 'split':
        this.status = 'training';
        this.split = progress.split;
        this.layers = progress.layers;
        this.device = progress.device;
        break;
      case 'moved':
        this.device = progress.device;
        this.moves = [...this.moves, progress.reason];
        break;
      case 'checking':
        this.checking = progress;
        break;
      case 'batch':
        this.checking = null;
        this.batch = progress;
        break;
      case 'epoch':
        this.epochs = [...this.epochs, progress.record];
        this.bestEpoch = progress.bestEpoch;
        break;
    }
  }
}
