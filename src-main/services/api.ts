import type {
  CaptureSettings,
  ClipBatch,
  ClipInfo,
  ClipRef,
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
} from '../contract';
import type { FileSystem } from './disk';

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
  readonly models: ModelService;
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
  remove(slug: string): Promise<{ trashId: string }>;
  restore(trashId: string): Promise<Project>;
}

export interface ClassChange {
  name?: string | undefined;
  colour?: string | undefined;
  key?: GestureClass['key'] | undefined;
}

export interface ClassService {
  add(slug: string, name: string, colour?: string): Promise<{ project: Project; classId: string }>;
  /** A key that another class holds changes places with the one this class had. */
  update(slug: string, classId: string, change: ClassChange): Promise<Project>;
  reorder(slug: string, order: string[]): Promise<Project>;
  remove(slug: string, classId: string): Promise<{ project: Project; trashId: string }>;
  restore(slug: string, trashId: string): Promise<Project>;
}

export interface ClipService {
  /** In the order of the project's classes, then of recording. Reads headers only. */
  list(slug: string): Promise<{ clips: ClipInfo[]; unreadable: UnreadableClip[] }>;
  /** Resolves when the clip is on disk, synced. */
  add(slug: string, clip: NewClip): Promise<ClipInfo>;
  read(slug: string, clips: ClipRef[]): Promise<ClipBatch>;
  relabel(slug: string, clips: ClipRef[], to: string): Promise<ClipInfo[]>;
  remove(slug: string, clips: ClipRef[]): Promise<{ trashIds: string[] }>;
  restore(slug: string, trashIds: string[]): Promise<ClipInfo[]>;
}

export interface ModelService {
  list(slug: string): Promise<{ runs: RunSummary[]; unreadable: { id: string; reason: string }[] }>;
  save(slug: string, model: ModelFiles): Promise<Run>;
  read(slug: string, runId: string): Promise<ModelFiles>;
  rename(slug: string, runId: string, name: string): Promise<Run>;
  remove(slug: string, runId: string): Promise<{ trashId: string }>;
  restore(slug: string, trashId: string): Promise<Run>;
}
