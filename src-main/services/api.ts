import type {
  CaptionFiles,
  Captions,
  CaptureSettings,
  Change,
  CheckpointFiles,
  CheckpointState,
  ClipBatch,
  ClipInfo,
  ClipRef,
  FoundCaptions,
  Findings,
  ModelFiles,
  NewClip,
  Project,
  ProjectSummary,
  Run,
  RunSummary,
  Settings,
  SettingsPatch,
  UnreadableClip,
  GestureClass,
  HistoryState,
  ImportReport,
  StepTaken,
  TrashItem,
  UnreadableFile,
} from '../contract';
import type { Chunks, FileSystem } from '../store/disk';

/**
 * What the main process can do with the data folder. Every method rejects with a `BeckonError` whose message is a
 * sentence a person can act on. Nothing here knows a host.
 */
export interface Services {
  readonly dataDir: string;
  /** What a person should know of the start, as sentences (e.g. a damaged settings file that was set aside). */
  readonly notices: readonly string[];
  readonly settings: SettingsService;
  readonly projects: ProjectService;
  readonly classes: ClassService;
  readonly clips: ClipService;
  readonly moving: MovingService;
  readonly trimming: TrimService;
  readonly history: HistoryService;
  readonly trash: TrashService;
  readonly datasets: DatasetService;
  readonly transfers: TransferService;
  readonly models: ModelService;
  readonly captions: CaptionService;
  readonly watching: WatchService;
  readonly checkpoints: CheckpointService;
}

/** `createServices(dataDir, options)` in `./index` makes them; the folder is made where it is not there yet. */
export interface ServiceOptions {
  /** Opens the store of `<dataDir>/settings.json`; by default `conf`. Called once the file is known to be readable. */
  openSettings?: (dataDir: string) => SettingsStore;
  /** `node:fs/promises` by default; a test hands in one that fails. */
  fileSystem?: FileSystem;
}

/** Where settings are kept: electron-store, or its base `conf`. */
export interface SettingsStore {
  store: Record<string, unknown>;
}

export interface SettingsService {
  get(): Promise<Settings>;
  /** Changes the fields given and leaves the others. `camera.devices` is merged by device id. */
  set(patch: SettingsPatch): Promise<Settings>;
}

export interface ProjectService {
  /** Newest change first; those that cannot be opened last, each with the reason. Writes nothing. */
  list(): Promise<ProjectSummary[]>;
  create(name: string, capture?: CaptureSettings): Promise<Project>;
  open(slug: string): Promise<Project>;
  rename(slug: string, name: string): Promise<Project>;
  setCapture(slug: string, capture: CaptureSettings): Promise<Project>;
  setFine(slug: string, suspicion: string, fine: boolean): Promise<Project>;
  /** Texts of single clips, by their ids; null takes one away. */
  setTexts(slug: string, texts: Readonly<Record<string, string | null>>): Promise<Project>;
  remove(slug: string): Promise<{ trashId: string }>;
  restore(trashId: string): Promise<Project>;
}

export interface ClassChange {
  name?: string | undefined;
  colour?: string | undefined;
  key?: GestureClass['key'] | undefined;
  mirror?: string | null | undefined;
  text?: string | null | undefined;
}

export interface ClassService {
  /**
   * The class of this name; where there is none, one is added with the id, colour and key wanted, as far as no other
   * class has them, and without a mirror twin.
   */
  adopt(slug: string, wanted: GestureClass): Promise<{ project: Project; classId: string }>;
  add(slug: string, name: string, colour?: string): Promise<{ project: Project; classId: string }>;
  /** A key that another class holds changes places with the one this class had; mirror twins always name each other. */
  update(slug: string, classId: string, change: ClassChange): Promise<Project>;
  reorder(slug: string, order: string[]): Promise<Project>;
  remove(slug: string, classId: string): Promise<{ project: Project; trashId: string }>;
  restore(slug: string, trashId: string): Promise<Project>;
}

export interface ClipService {
  /** In the order of the project's classes, then of recording. Reads headers only. */
  list(slug: string): Promise<{ clips: ClipInfo[]; unreadable: UnreadableClip[] }>;
  /** Where its clips are, readable or not; opens none of them. */
  refs(slug: string): Promise<ClipRef[]>;
  /** What the headers of these clips say; those that cannot be read are left out. */
  describe(slug: string, clips: readonly ClipRef[]): Promise<ClipInfo[]>;
  /** Resolves when the clip is on disk, synced. */
  add(slug: string, clip: NewClip): Promise<ClipInfo>;
  read(slug: string, clips: ClipRef[]): Promise<ClipBatch>;
  /** The bytes of a clip's file. */
  readFile(slug: string, clip: ClipRef): Promise<Uint8Array<ArrayBuffer>>;
  relabel(slug: string, clips: ClipRef[], to: string): Promise<ClipInfo[]>;
  remove(slug: string, clips: ClipRef[]): Promise<{ trashIds: string[] }>;
  restore(slug: string, trashIds: string[]): Promise<ClipInfo[]>;
}

export interface MovingService {
  /** Moves clips into another project, each into its class of the same name there; Undo takes them back. */
  toProject(slug: string, clips: ClipRef[], target: string): Promise<{ moved: number }>;
}

export interface TrimService {
  /** Puts a part of a clip in the place of the whole, which goes to the trash; Undo changes them back. */
  trim(slug: string, clip: ClipRef, from: number, frames: number): Promise<ClipInfo>;
}

/** Every relabel, removal, restoring and moving of clips is a step that can be taken back, also after a restart. */
export interface HistoryService {
  state(slug: string): Promise<HistoryState>;
  /** Notes that clips came in together, as a step that takes them to the trash when it is undone. */
  added(slug: string, clips: readonly ClipRef[]): Promise<void>;
  /** Takes the last step back, all of it or nothing. Rejects where `stepId` names another one. */
  undo(slug: string, stepId?: string): Promise<StepTaken>;
  /** Does the step undone last again. Rejects where `stepId` names another one. */
  redo(slug: string, stepId?: string): Promise<StepTaken>;
}

export interface TrashService {
  list(slug: string): Promise<TrashItem[]>;
  /** Removes everything in it for good; steps that moved nothing else drop out of the history. */
  empty(slug: string): Promise<{ clips: number }>;
}

/** Where a dataset goes to: an open project, or a new one (by default called as the dataset calls itself). */
export type DatasetTarget = { into: string } | { name: string | null };

export interface ImportOptions {
  /** The name of the file as the person knows it, where `path` has another. */
  fileName?: string | undefined;
  /** Told after every few clips how many of them have been looked at. */
  progress?: ((done: number, total: number) => void) | undefined;
  /** Stops between two clips; what is in by then stays. */
  signal?: AbortSignal | undefined;
}

/** A dataset on its way out. `leftOut` is complete once `chunks` has been read to its end. */
export interface OutgoingDataset {
  name: string;
  clips: number;
  chunks: Chunks;
  leftOut: UnreadableFile[];
}

export interface DatasetService {
  /** Rejects where there is nothing to write, or where the format cannot hold these clips. */
  export(slug: string, format: string): Promise<OutgoingDataset>;
  /**
   * Takes the clips of a dataset's zip in. Each is whole on disk or not there; those that the project has already are
   * left; those that cannot be read are named. Taking the same file in again goes on where it was stopped.
   */
  import(path: string, target: DatasetTarget, options?: ImportOptions): Promise<ImportReport>;
}

/** A file on its way between the page and the disk, in pieces. */
export interface TransferService {
  /** Begins to take a file in. */
  begin(): Promise<{ id: string }>;
  /** Adds a piece; `offset` says where in the file it belongs, which must be its present end. */
  append(id: string, offset: number, bytes: Blob): Promise<{ size: number }>;
  /** Writes a file that the page will read. */
  hold(chunks: Chunks): Promise<{ id: string; size: number }>;
  /** A piece of the file from `offset` on; empty at its end. */
  read(id: string, offset: number): Promise<Blob>;
  /** Where the file lies. Nothing can be added afterwards. */
  path(id: string): Promise<string>;
  /** Removes the file. */
  end(id: string): Promise<void>;
}

export interface ModelService {
  list(slug: string): Promise<{ runs: RunSummary[]; unreadable: { id: string; reason: string }[] }>;
  save(slug: string, model: ModelFiles): Promise<Run>;
  read(slug: string, runId: string): Promise<ModelFiles>;
  report(slug: string, runId: string): Promise<Run>;
  rename(slug: string, runId: string, name: string): Promise<Run>;
  /** Keeps with a run what was found out about it. */
  note(slug: string, runId: string, findings: Findings): Promise<Run>;
  remove(slug: string, runId: string): Promise<{ trashId: string }>;
  restore(slug: string, trashId: string): Promise<Run>;
}

/** What puts the clips of a run into words. */
export interface CaptionService {
  /** Those that cannot be read stay where they are, and `problem` says why. */
  find(slug: string, runId: string): Promise<FoundCaptions>;
  /** Puts them in the place of those before, whole or not at all. */
  save(slug: string, runId: string, files: CaptionFiles): Promise<Captions>;
}

export interface WatchService {
  /** Tells of every change in the project's folder, whoever makes it, until the signal or until the folder has gone. */
  changes(slug: string, signal?: AbortSignal): AsyncGenerator<Change, void, void>;
}

/** The project's run that is not over, as it stood at the end of its last epoch. */
export interface CheckpointService {
  save(slug: string, checkpoint: CheckpointFiles): Promise<void>;
  /** Reads no numbers. A damaged one is set aside, and `problem` names it. */
  look(slug: string): Promise<{ state: CheckpointState | null; problem: string | null }>;
  read(slug: string): Promise<CheckpointFiles>;
  clear(slug: string): Promise<void>;
  discard(slug: string): Promise<{ trashId: string }>;
  restore(slug: string, trashId: string): Promise<CheckpointState>;
}
