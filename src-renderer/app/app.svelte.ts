import type { ProjectSummary } from '../../src-main/contract';
import { Camera, SAMPLE_ID } from '../features/camera/camera.svelte';
import { Clips } from '../features/clips/clips.svelte';
import { Comparison } from '../features/report/comparison.svelte';
import { Corrections } from '../features/live/corrections.svelte';
import { Datasets } from '../features/projects/datasets.svelte';
import { Describing } from '../features/report/describing.svelte';
import { Doctor } from '../features/check/doctor.svelte';
import { EngineChoice } from '../features/settings/engine.svelte';
import { Exports } from '../features/export/exports.svelte';
import { FalseTriggers } from '../features/report/false-triggers.svelte';
import { Following } from './following';
import { History } from '../base/history.svelte';
import { Imports } from '../features/import/imports.svelte';
import { Interrupted } from '../features/train/interrupted.svelte';
import { LearningCurves } from '../features/report/learning-curves.svelte';
import { LayerPreview } from '../features/train/layer-preview.svelte';
import { NetworkChoice } from '../features/train/network-choice.svelte';
import { Library } from '../features/clips/library.svelte';
import { Live } from '../features/live/live.svelte';
import type { Outside } from '../base/outside';
import { Projects } from '../features/projects/project.svelte';
import { Recording } from '../features/collect/recording.svelte';
import { Runs } from '../features/report/runs.svelte';
import { Session } from '../features/collect/session.svelte';
import { seedOf } from '../features/collect/sample-gestures';
import { AppSettings } from '../base/settings.svelte';
import { Thumbnails } from '../features/clips/thumbnails';
import { Trash } from '../features/clips/trash.svelte';
import { Trimmer } from '../features/clips/trimmer.svelte';
import { Variations } from '../features/train/variations.svelte';
import { Toasts } from '../base/toasts.svelte';
import { Training } from '../features/train/training.svelte';

export const SCREENS = ['collect', 'train', 'live', 'export', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

export interface AppInfo {
  version: string;
  host: 'electron' | 'browser';
  saveDialog: boolean;
  notices: string[];
}

/** The whole of the page's state, one part a concern, and what concerns more than one of them. */
export class App {
  screen = $state<Screen>('collect');
  /** False until the last project has been opened, or there is none to open. */
  ready = $state(false);
  opening = $state(false);
  info = $state.raw<AppInfo | null>(null);
  /** What a person should know of the start, until they have dismissed it. */
  notices = $state.raw<readonly string[]>([]);
  /** Set once the program behind the page is gone. */
  lost = $state<string | null>(null);
  /** Why the engine was restarted last. */
  engineNotice = $state<string | null>(null);

  readonly toasts = new Toasts();
  readonly history = new History(this.toasts);
  readonly session = new Session();
  readonly settings: AppSettings;
  readonly projects: Projects;
  readonly clips: Clips;
  readonly library: Library;
  readonly trimmer: Trimmer;
  readonly thumbnails: Thumbnails;
  readonly camera: Camera;
  readonly recording: Recording;
  readonly runs: Runs;
  readonly doctor: Doctor;
  readonly comparison: Comparison;
  readonly interrupted: Interrupted;
  readonly training: Training;
  readonly variations: Variations;
  readonly network: NetworkChoice;
  readonly preview: LayerPreview;
  readonly describing: Describing;
  readonly live: Live;
  readonly learningCurves: LearningCurves;
  readonly falseTriggers: FalseTriggers;
  readonly corrections: Corrections;
  readonly engine: EngineChoice;
  readonly exports: Exports;
  readonly datasets: Datasets;
  readonly imports: Imports;
  readonly trash: Trash;
  readonly #following: Following;
  readonly #outside: Outside;

  constructor(outside: Outside) {
    const { client, engine } = outside;
    this.#outside = outside;
    this.settings = new AppSettings(client, this.toasts);
    this.engine = new EngineChoice(engine, this.settings);
    this.projects = new Projects(client, this.toasts, this.history);
    this.clips = new Clips(client, this.history, {
      classOf: (classId) => this.projects.classOf(classId)?.name ?? classId,
      projectOf: (slug) => this.projects.list.find((each) => each.slug === slug)?.name ?? slug,
    });
    this.library = new Library(this.clips, () => this.doctor.flagged);
    this.trimmer = new Trimmer(client, this.clips, this.projects, this.toasts);
    this.thumbnails = new Thumbnails(client);
    this.camera = new Camera(outside.cameras, this.settings);
    this.recording = new Recording(outside, this);
    this.runs = new Runs(client, this.toasts, this.history);
    this.doctor = new Doctor(client, this);
    this.comparison = new Comparison(this.runs, this.toasts);
    this.interrupted = new Interrupted(client, this.toasts, this.history);
    this.training = new Training(outside, this.interrupted);
    this.variations = new Variations(client);
    this.network = new NetworkChoice(engine);
    this.preview = new LayerPreview(engine);
    this.describing = new Describing(outside);
    this.live = new Live(outside);
    this.learningCurves = new LearningCurves(outside, this);
    this.falseTriggers = new FalseTriggers(outside, this);
    this.corrections = new Corrections(this);
    this.exports = new Exports(client, this.toasts);
    this.datasets = new Datasets(client, this.toasts);
    this.imports = new Imports(client, this);

    this.#following = new Following(client, {
      project: (slug) => this.toasts.attempt(() => this.projects.follow(slug)),
      gone: (slug) => this.#gone(slug),
      clips: (slug, change) => this.clips.follow(slug, change),
      history: (slug) => this.clips.followHistory(slug),
      models: (slug) => this.toasts.attempt(() => this.runs.follow(slug)),
    });
    this.projects.onClassesMoved = async () => {
      if (this.projects.current) await this.clips.load(this.projects.current.slug);
    };
    this.trash = new Trash(client, this.toasts);
    // What was in it can no longer be taken back.
    this.trash.onEmptied = () => this.clips.loadHistory();
    this.trash.onRestored = (slug) => this.#reread(slug);
    this.datasets.onImported = (slug) => this.#imported(slug);
    this.training.onSaved = (slug, runId) => this.#trained(slug, runId);
    engine.onRestart = (reason) => (this.engineNotice = reason);
    outside.onLost((error) => (this.lost = error.message));
  }

  /** Reads what is remembered and opens the last project; where it does not open, the projects are shown with why. */
  async start(): Promise<void> {
    await this.toasts.attempt(async () => {
      this.info = await this.#outside.client.app.info();
      this.notices = this.info.notices;
      await Promise.all([this.settings.load(), this.projects.refresh()]);
      const last = this.projects.list.find(({ slug }) => slug === this.settings.value.lastProject);
      if (last && last.unreadable === null) await this.openProject(last.slug);
    });
    this.ready = true;
    void this.measureEngine();
  }

  /** Finds out what this machine computes on best, where that is not known yet or `anew` is asked for. */
  async measureEngine(anew = false): Promise<void> {
    if (this.info) await this.engine.measure(this.info.version, anew);
  }

  async openProject(slug: string): Promise<void> {
    this.opening = true;
    await this.toasts.attempt(async () => {
      this.recording.cancel();
      this.falseTriggers.stop();
      await this.projects.open(slug);
      this.history.reset();
      this.library.close();
      this.imports.close();
      this.trimmer.close();
      this.thumbnails.open(slug);
      this.doctor.clear();
      this.recording.clear();
      this.training.reset(this.projects.capture?.frames);
      this.comparison.end();
      this.exports.outcome = null;
      await this.#following.begin(slug);
      await Promise.all([this.clips.load(slug), this.runs.load(slug), this.interrupted.open(slug)]);
      await this.clips.loadHistory();
      this.session.begin(this.clips.sessions);
      if (this.settings.value.lastProject !== slug) await this.settings.change({ lastProject: slug });
    });
    this.opening = false;
  }

  /** Opens a project that did not open before. A damaged one is rebuilt from its clips. */
  async mendProject({ slug, remedy }: ProjectSummary): Promise<void> {
    if (remedy !== 'rebuild') await this.openProject(slug);
    else {
      const rebuilt = await this.toasts.attempt(() => this.projects.rebuild(slug));
      if (rebuilt) {
        await this.openProject(slug);
        this.toasts.show(
          `${rebuilt.name} was rebuilt from its clips. The damaged file is kept in its folder.`,
          {
            tone: 'success',
          },
        );
      }
    }
    await this.toasts.attempt(() => this.projects.refresh());
  }

  dismissNotice(notice: string): void {
    this.notices = this.notices.filter((each) => each !== notice);
  }

  /** Makes a project and opens it. Rejects with a sentence where the name is taken or not allowed. */
  async createProject(name: string): Promise<void> {
    const project = await this.projects.create(name);
    await this.openProject(project.slug);
    this.screen = 'collect';
  }

  /** Takes a project to the trash and offers to bring it back. Where it was open, the next one is opened. */
  async removeProject(slug: string, name: string): Promise<void> {
    await this.toasts.attempt(async () => {
      const wasOpen = this.projects.current?.slug === slug;
      if (wasOpen) this.#following.stop();
      const restore = await this.projects.remove(slug);
      const bringBack = async (): Promise<void> => {
        const project = await restore();
        if (wasOpen) await this.openProject(project.slug);
      };
      this.toasts.show(`Deleted project ${name}.`, {
        action: { label: 'Undo', run: () => void this.toasts.attempt(bringBack) },
      });
      if (wasOpen) await this.#openNext();
    });
  }

  /** The open project was taken to the trash elsewhere. */
  async #gone(slug: string): Promise<void> {
    const { current } = this.projects;
    if (current?.slug !== slug) return;
    this.toasts.show(`The project ${current.name} was deleted in another window.`);
    await this.toasts.attempt(async () => {
      this.projects.current = null;
      await this.projects.refresh();
      await this.#openNext();
    });
  }

  async #openNext(): Promise<void> {
    this.clips.clear();
    this.runs.clear();
    this.history.reset();
    const next = this.projects.list.find((project) => project.unreadable === null);
    if (next) await this.openProject(next.slug);
  }

  /** A person in another place: a new session, and another hand before the sample camera. */
  newSession(who = '', where = ''): void {
    this.recording.stop();
    this.session.next(this.clips.sessions, who, where);
    this.camera.feed?.sample?.newSession(seedOf(this.session.name));
  }

  async trySampleCamera(): Promise<void> {
    await this.camera.choose(SAMPLE_ID);
  }

  /** Shows the open project as it is on disk. */
  async #reread(slug: string): Promise<void> {
    if (this.projects.current?.slug !== slug) return;
    await this.projects.open(slug);
    await Promise.all([this.clips.load(slug), this.runs.load(slug), this.interrupted.refresh(slug)]);
    await this.clips.followHistory(slug);
  }

  /** Shows what was imported: another project is opened, the open one is read again. */
  async #imported(slug: string | null): Promise<void> {
    await this.projects.refresh();
    const open = this.projects.current?.slug;
    if (slug !== null && slug !== open) return this.openProject(slug);
    if (open === undefined) return;
    await this.projects.open(open);
    await this.clips.load(open);
  }

  async #trained(slug: string, runId: string): Promise<void> {
    if (this.projects.current?.slug !== slug) {
      const name = this.training.project?.name ?? slug;
      this.toasts.show(`The model of ${name} is trained and saved.`, { tone: 'success' });
      return;
    }
    this.comparison.end();
    await this.runs.load(slug);
    await this.runs.select(runId);
    this.toasts.show('The model is trained and saved.', {
      tone: 'success',
      ...(this.screen === 'train' ? {} : { action: { label: 'Show', run: () => (this.screen = 'train') } }),
    });
  }
}
