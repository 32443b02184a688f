import { resolve } from 'node:path';
import { Archives } from './archives';
import { Arrivals } from './arrivals';
import { Checkpoints } from './checkpoints';
import { Classes } from './classes';
import { RunCaptions } from './captions';
import { Clips } from './clips';
import { Datasets } from './datasets';
import { Features } from './features';
import { confined } from '../store/confined';
import { Disk, type FileSystem } from '../store/disk';
import { nodeFileSystem, PRIVATE } from '../store/file-system';
import { makePrivate } from '../store/privacy';
import { History } from './history';
import { Journal } from '../store/journal';
import { ModelImports } from './model-imports';
import { Models } from './models';
import { Moving } from './moving';
import { NoticeBoard } from './notice-board';
import { ProjectFiles } from '../store/project-files';
import { Projects } from './projects';
import { Stretches } from './stretches';
import { TrainingBundles } from './training-bundles';
import { Trash } from './trash';
import { Trimming } from './trimming';
import { Transfers } from './transfers';
import { Watching } from './watching';
import { midiPages } from '../outputs/midi-pages';
import { Outputs } from './outputs';
import { Secrets, type Cipher } from './secrets';
import { FROM_SOURCE, Updates, type UpdateWay } from './updates';
import { openConf, setAsideDamagedSettings, SettingsFile, type SettingsStore } from './settings';

export interface ServiceOptions {
  /** Opens the store of `<dataDir>/settings.json`; by default `conf`. Called once the file is known to be readable. */
  openSettings?: (dataDir: string) => SettingsStore;
  /** `node:fs/promises` by default; a test hands in one that fails. */
  fileSystem?: FileSystem;
  /** Seals passwords, where the host can. */
  cipher?: Cipher;
  /** How new versions come; by default somebody gets them from the source. */
  updates?: UpdateWay;
}

/**
 * The services over one data folder, which is made where it is not there yet. Rejects with a `BeckonError` where the
 * folder cannot be used.
 */
export async function createServices(dataDir: string, options: ServiceOptions = {}) {
  const root = resolve(dataDir);
  const disk = new Disk(confined(options.fileSystem ?? nodeFileSystem(PRIVATE), root));
  const files = new ProjectFiles(root, disk);
  await disk.makeFolder(files.root, `use the data folder ${root}`);
  await makePrivate(root);
  // Where it cannot be made, nothing else can be written either.
  await disk.makeFolder(files.locksFolder, 'use the data folder').catch(() => undefined);
  for (const folder of [files.root, files.locksFolder]) await disk.sweep(folder);
  const notice = await setAsideDamagedSettings(root, disk);
  const openSettings = options.openSettings ?? openConf;
  const board = new NoticeBoard();
  if (notice !== null) board.post(notice);
  const tell = (sentence: string): void => board.post(sentence);
  const journal = new Journal(files, tell);
  const projects = new Projects(files, journal, tell);
  const classes = new Classes(files);
  const clips = new Clips(files, journal);
  const transfers = new Transfers(root, disk);
  await transfers.sweep();
  const trash = new Trash(files, journal);
  const models = new Models(files);
  const captions = new RunCaptions(files);
  const stretches = new Stretches(files);
  const moving = new Moving(files, { classes, clips, trash });
  const settings = new SettingsFile(
    await disk.attempt('open the settings', () => Promise.resolve(openSettings(root))),
  );
  return {
    dataDir: root,
    /** What a person should know, as sentences (e.g. a damaged settings file that was set aside); the list grows. */
    notices: board.all,
    /** Where such sentences are posted, and read as they come. */
    board,
    settings,
    updates: new Updates(settings, options.updates ?? FROM_SOURCE),
    projects,
    classes,
    clips,
    history: new History(files, journal, { clips, moving }),
    moving,
    trimming: new Trimming(files, journal, clips),
    trash,
    transfers,
    datasets: new Datasets(files, { projects, classes, clips }),
    arrivals: new Arrivals(),
    archives: new Archives(files, { projects, clips, models, captions, stretches }),
    models,
    modelImports: new ModelImports(models),
    trainingBundles: new TrainingBundles(files, { clips, models }),
    outputs: new Outputs(files, new Secrets(root, files.locksFolder, disk, options.cipher)),
    /** The pages that send by MIDI. */
    midi: midiPages,
    captions,
    watching: new Watching(files, clips),
    checkpoints: new Checkpoints(files),
    features: new Features(files),
    stretches,
  };
}

/**
 * What the main process can do with the data folder. Every method rejects with a `BeckonError` whose message is a
 * sentence a person can act on. None of them knows a host.
 */
export type Services = Awaited<ReturnType<typeof createServices>>;
