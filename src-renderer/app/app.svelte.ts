import { Camera } from '../features/camera/camera.svelte';
import { Clips } from '../features/clips/clips.svelte';
import { Coach } from '../features/collect/coach.svelte';
import { Comparison } from '../features/report/comparison.svelte';
import { Corrections } from '../features/live/corrections.svelte';
import { Archives } from '../features/import/archives.svelte';
import { Datasets } from '../features/import/datasets.svelte';
import { Attention } from '../features/report/attention.svelte';
import { Captioning } from '../features/report/captioning.svelte';
import { ClipCheck } from '../features/check/clip-check.svelte';
import { EngineChoice } from '../features/engine/engine-choice.svelte';
import { Exports } from '../features/export/exports.svelte';
import { PrecisionChoice } from '../features/export/precision-choice.svelte';
import { ModelImports } from '../features/export/model-imports.svelte';
import { TrainingExport } from '../features/export/training-export.svelte';
import { FalseTriggers } from '../features/report/false-triggers.svelte';
import { History } from '../base/history.svelte';
import { Imports } from '../features/import/imports.svelte';
import { Instant } from '../features/instant/instant.svelte';
import { Interrupted } from '../features/train/interrupted.svelte';
import { LearningCurves } from '../features/report/learning-curves.svelte';
import { LayerPreview } from '../features/train/layer-preview.svelte';
import { BackboneChoice } from '../features/train/backbone-choice.svelte';
import { LargeView } from '../features/clips/large-view.svelte';
import { Library } from '../features/clips/library.svelte';
import { LiveSession } from '../features/live/live-session.svelte';
import { Outputs } from '../features/outputs/outputs.svelte';
import type { Outside } from '../base/outside';
import type { Run } from '../../src-main/contract';
import { PendingClips } from '../features/clips/pending.svelte';
import { Projects } from '../features/projects/project.svelte';
import { RecentEvents } from '../features/live/recent-events.svelte';
import { SmallWindow } from '../features/live/small-window.svelte';
import { Recording } from '../features/collect/recording.svelte';
import { Retrained } from '../features/live/retrained.svelte';
import { Runs } from '../features/report/runs.svelte';
import { Session } from '../features/clips/session.svelte';
import { DataFolder } from '../base/data-folder';
import { AppInfo } from '../base/app-info.svelte';
import { Keyboard } from '../base/keyboard.svelte';
import { Navigation } from '../base/navigation.svelte';
import { Parts } from '../base/parts';
import { AppSettings } from '../base/settings.svelte';
import { Updates } from '../base/updates.svelte';
import { Thumbnails } from '../features/clips/thumbnails';
import { Trash } from '../features/clips/trash.svelte';
import { Trimmer } from '../features/clips/trimmer.svelte';
import { Variations } from '../features/train/variations.svelte';
import { Toasts } from '../base/toasts.svelte';
import { Outlook } from '../features/train/outlook.svelte';
import { Training } from '../features/train/training.svelte';
import { Marking } from '../features/tune/marking.svelte';
import { StretchRecorder } from '../features/tune/stretch-recorder.svelte';
import { Stretches } from '../features/tune/stretches.svelte';
import { Tuner } from '../features/tune/tuner.svelte';
import { Notices } from './notices.svelte';
import { Workspace } from './workspace.svelte';

/** The page's state: one part a concern, constructed and wired to each other here and nowhere else. */
export class App {
  readonly info = new AppInfo();
  readonly notices = new Notices();
  readonly keyboard = new Keyboard();
  readonly navigation = new Navigation();
  readonly toasts = new Toasts();
  readonly history = new History(this.toasts);
  readonly session = new Session();
  readonly settings: AppSettings;
  readonly updates: Updates;
  readonly dataFolder: DataFolder;
  readonly engine: EngineChoice;
  readonly projects: Projects;
  readonly clips: Clips;
  readonly library: Library;
  readonly largeView: LargeView;
  readonly trimmer: Trimmer;
  readonly thumbnails: Thumbnails;
  readonly pendingClips: PendingClips;
  readonly trash: Trash;
  readonly camera: Camera;
  readonly recording: Recording;
  readonly runs: Runs;
  readonly clipCheck: ClipCheck;
  readonly comparison: Comparison;
  readonly interrupted: Interrupted;
  readonly training: Training;
  readonly variations: Variations;
  readonly backboneChoice: BackboneChoice;
  readonly preview: LayerPreview;
  readonly attention: Attention;
  readonly captioning: Captioning;
  readonly live: LiveSession;
  readonly recentEvents: RecentEvents;
  readonly smallWindow = new SmallWindow();
  readonly instant: Instant;
  readonly outlook: Outlook;
  readonly coach: Coach;
  readonly outputs: Outputs;
  readonly learningCurves: LearningCurves;
  readonly falseTriggers: FalseTriggers;
  readonly corrections: Corrections;
  readonly retrained: Retrained;
  readonly stretches: Stretches;
  readonly marking: Marking;
  readonly tuner: Tuner;
  readonly stretchRecorder: StretchRecorder;
  readonly exports: Exports;
  readonly modelImports: ModelImports;
  readonly trainingExport: TrainingExport;
  readonly precisionChoice: PrecisionChoice;
  readonly archives: Archives;
  readonly datasets: Datasets;
  readonly imports: Imports;
  readonly workspace: Workspace;
  readonly #outside: Outside;

  constructor(outside: Outside) {
    const { client, engine } = outside;
    this.#outside = outside;
    this.settings = new AppSettings(client, this.toasts);
    this.updates = new Updates(client, this.settings, this.toasts);
    this.dataFolder = new DataFolder(client, this.toasts);
    this.engine = new EngineChoice(engine, this.settings);
    this.projects = new Projects(client, this.toasts, this.history);
    this.clips = new Clips(client, this.history, {
      classOf: (classId) => this.projects.classOf(classId)?.name ?? classId,
      projectOf: (slug) => this.projects.list.find((each) => each.slug === slug)?.name ?? slug,
    });
    this.library = new Library(this.clips, () => this.clipCheck.flaggedKeys);
    this.largeView = new LargeView(client, this.projects, this.toasts);
    this.trimmer = new Trimmer(client, this.clips, this.projects, this.toasts);
    this.thumbnails = new Thumbnails(client);
    this.pendingClips = new PendingClips(client, this.thumbnails);
    this.trash = new Trash(client, this.toasts);
    this.camera = new Camera(outside.cameras, this.settings);
    this.recording = new Recording(outside, this);
    this.runs = new Runs(client, this.toasts, this.history);
    this.clipCheck = new ClipCheck(client, this);
    this.comparison = new Comparison(this.runs, this.toasts);
    this.interrupted = new Interrupted(client, this.toasts, this.history);
    this.training = new Training(outside, this.interrupted);
    this.variations = new Variations(client);
    this.backboneChoice = new BackboneChoice(engine);
    this.preview = new LayerPreview(engine);
    this.attention = new Attention(outside, this);
    this.captioning = new Captioning(outside);
    this.instant = new Instant(outside, this);
    this.outlook = new Outlook(this);
    this.coach = new Coach(this);
    this.live = new LiveSession(outside, this);
    this.recentEvents = new RecentEvents(this.live);
    this.outputs = new Outputs(client, this);
    this.learningCurves = new LearningCurves(outside, this);
    this.falseTriggers = new FalseTriggers(outside, this);
    this.corrections = new Corrections(this);
    this.retrained = new Retrained(outside, this);
    this.stretches = new Stretches(client, this.toasts, this.history);
    this.marking = new Marking(this);
    this.tuner = new Tuner(outside, this);
    this.stretchRecorder = new StretchRecorder(this);
    this.exports = new Exports(client, this.toasts);
    this.precisionChoice = new PrecisionChoice(outside, this);
    this.modelImports = new ModelImports(client, this.toasts);
    this.trainingExport = new TrainingExport(client, this.toasts);
    this.archives = new Archives(client, this.toasts);
    this.datasets = new Datasets(client, this.toasts);
    this.imports = new Imports(client, this);
    this.workspace = new Workspace(client, this, {
      onLeave: () => this.#leave(),
      onOpened: (slug) => this.#show(slug),
      onLoaded: () => this.session.begin(this.clips.sessions),
    });
    this.#wire();
  }

  get client(): Outside['client'] {
    return this.#outside.client;
  }

  /** All of them, for the components. */
  get parts(): Parts {
    return new Parts(Object.values(this));
  }

  /** Reads what is remembered and opens the last project; where it does not open, the projects are shown with why. */
  async start(): Promise<void> {
    await this.toasts.attempt(async () => {
      const { notices, ...installation } = await this.#outside.client.app.info();
      this.info.set(installation);
      this.notices.start = notices;
      // Where it ends, the connection has, which is told by itself.
      void this.#outside.client.app
        .notices()
        .then((sentences) => this.notices.follow(sentences))
        .catch(() => undefined);
      await Promise.all([this.settings.load(), this.projects.refresh()]);
      void this.updates.follow().catch(() => undefined);
      await this.workspace.openLast();
      void this.#followArrivals().catch(() => undefined);
    });
    // Without a version, what was measured could not be told from what another version would measure.
    if (this.info.version !== '') void this.engine.measure(this.info.version);
  }

  /** Shows projects that come in from outside of the page, until the connection ends. */
  async #followArrivals(): Promise<void> {
    for await (const slug of await this.#outside.client.app.arrivals())
      await this.toasts.attempt(() => this.workspace.showImported(slug));
  }

  /** What a part tells that is the concern of others. */
  #wire(): void {
    const { clips, projects, workspace } = this;
    this.pendingClips.onSaved = (slug, clip) => clips.saved(slug, clip);
    projects.onClassesMoved = async () => {
      if (projects.current) await clips.load(projects.current.slug);
    };
    // What was in it can no longer be taken back.
    this.trash.onEmptied = () => clips.loadHistory();
    this.trash.onRestored = async (slug) => {
      await workspace.reread(slug);
      if (this.projects.current?.slug === slug) await this.stretches.load(slug);
    };
    this.archives.onOpened = (slug) => workspace.showImported(slug);
    this.datasets.onImported = (slug) => workspace.showImported(slug);
    this.modelImports.onImported = async (slug, runId) => {
      if (slug !== this.runs.slug) return;
      await this.runs.load(slug);
      await this.runs.select(runId);
    };
    this.training.onSaved = async (slug, run, beside) => {
      await this.#trained(slug, run.id, beside);
      await this.engine.learnPace(run);
    };
    this.#outside.engine.onRestart = (reason) => (this.notices.engine = reason);
    this.#outside.onLost((error) => (this.notices.lost = error.message));
  }

  /** Ends what goes on in the open project. */
  #leave(): void {
    this.recording.cancel();
    this.falseTriggers.stop();
    this.stretchRecorder.cancel();
    this.live.end();
    this.smallWindow.close();
    void this.outputs.leave();
  }

  /** Forgets what was chosen and found in the project before. */
  #show(slug: string): void {
    this.library.close();
    this.imports.close();
    this.largeView.close();
    this.trimmer.close();
    this.thumbnails.open(slug);
    this.outputs.open(slug);
    this.clipCheck.clear();
    this.stretches.clear();
    this.recentEvents.clear();
    this.recording.clear();
    this.training.reset(this.projects.current?.preset ?? null, this.projects.capture?.frames);
    this.comparison.end();
    this.exports.outcome = null;
    this.precisionChoice.reset();
    this.retrained.keep();
  }

  /** A model that was retrained is not put into use by itself. */
  async #retrained(slug: string, runId: string, better: string): Promise<void> {
    await this.toasts.attempt(() => this.retrained.ready(slug, runId, better));
    if (!this.retrained.offer || this.navigation.screen === 'live') return;
    this.toasts.show(this.retrained.words, {
      action: { label: 'Choose', run: () => this.navigation.go('live') },
    });
  }

  async #trained(
    slug: string,
    runId: string,
    { better, instant }: { better: string | null; instant: Run | null },
  ): Promise<void> {
    if (this.projects.current?.slug !== slug) {
      const name = this.training.project?.name ?? slug;
      this.toasts.show(`The model for ${name} is trained and saved.`, { tone: 'success' });
      return;
    }
    this.comparison.end();
    if (better !== null) return this.#retrained(slug, runId, better);
    await this.runs.load(slug);
    await this.runs.select(runId);
    const show = { label: 'Show', run: () => this.navigation.go('train') };
    const words = instant
      ? `The model is trained, and no better than Instant. Both are saved, the other as “${instant.name}”.`
      : 'The model is trained and saved.';
    this.toasts.show(words, {
      tone: 'success',
      ...(this.navigation.screen === 'train' ? {} : { action: show }),
    });
  }
}
