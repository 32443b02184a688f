import type { ClipRef, UnreadableFile } from '../../../src-main/contract';
import type { Found } from '../../capture/found-files';
import { about, count } from '../../../src-main/shared/words';
import type { Toasts } from '../../base/toasts.svelte';
import type { Clips } from '../clips/clips.svelte';
import type { Projects } from '../projects/project.svelte';
import { refOf } from '../../learning/clip-groups';
import { importClips, type ImportSource } from '../../jobs/import';
import type { Client } from '../../rpc/connection';
import type { Datasets } from './datasets.svelte';
import type { FileJob, FileReport } from './file-work.svelte';
import { ImportDraft, type ImportTask } from './import-draft.svelte';
import { classCalled, type Target } from './import-plan';
import { importedSession } from '../../../src-main/shared/sittings';

/** What imports need of the rest. */
export interface ImportsParts {
  toasts: Pick<Toasts, 'attempt'>;
  projects: Pick<Projects, 'current' | 'classes' | 'slug' | 'setCapture'>;
  clips: Pick<Clips, 'all' | 'loading' | 'sessions' | 'saved' | 'cameIn'>;
  datasets: Pick<Datasets, 'offered'>;
  info: { readonly version: string };
}

/** Videos, GIFs and folders of pictures that become clips of the open project. One job at a time. */
export class Imports {
  /** What was dropped or chosen, as long as a person has not said that it may come in. */
  draft = $state.raw<ImportDraft | null>(null);
  job = $state.raw<FileJob | null>(null);
  report = $state.raw<FileReport | null>(null);
  #stop = new AbortController();
  /** Ends the measuring of the draft's videos, and the look at them. */
  #measuring = new AbortController();
  readonly #client: Client;
  readonly #parts: ImportsParts;

  constructor(client: Client, parts: ImportsParts) {
    this.#client = client;
    this.#parts = parts;
  }

  /** Ends the job between two clips. What is in by then stays. */
  stop(): void {
    this.#stop.abort();
  }

  close(): void {
    this.#measuring.abort();
    this.draft = null;
  }

  /** Looks at the videos of a draft, and measures them, while a person looks at it. */
  #show(draft: ImportDraft): void {
    this.#measuring = new AbortController();
    const { signal } = this.#measuring;
    void draft.look(signal).then(() => draft.measure(signal));
    this.draft = draft;
  }

  /** Looks through what was dropped or chosen, and asks what of it should become what. */
  async offer(look: (signal: AbortSignal) => Promise<Found>, classId: string | null = null): Promise<void> {
    await this.#alone(async (signal) => {
      this.job = { text: 'Looking through the files…', share: null };
      const found = await look(signal);
      signal.throwIfAborted();
      const [zip, ...more] = found.files.filter(({ file }) => /\.zip$/i.test(file.name));
      if (zip && more.length === 0 && found.files.length === 1) {
        this.#parts.datasets.offered = zip.file;
        return;
      }
      const { projects, clips } = this.#parts;
      const { current } = projects;
      if (!current) return;
      const project = { ...current, isEmpty: !clips.loading && clips.all.length === 0 };
      const draft = new ImportDraft(found, project, importedSession(clips.sessions), classId);
      if (draft.candidates.length > 0) this.#show(draft);
      else this.report = nothing(draft.failed);
    });
  }

  /** Adds what the draft says. A file that cannot be read is named, and costs no other. */
  async start(): Promise<void> {
    const { draft } = this;
    const { projects, clips: all, info } = this.#parts;
    if (!draft || draft.clips === 0) return;
    this.close();
    const { slug } = projects;
    const { tasks, clips: total, capture, projectCapture } = draft;
    const came: ClipRef[] = [];
    const failed: UnreadableFile[] = [...draft.failed];
    await this.#alone(async (signal) => {
      const longer = capture.frames !== projectCapture.frames;
      if (longer && !(await projects.setCapture(capture))) return;
      const classOf = this.#classesOf(slug);
      let stopped = true;
      try {
        await importClips({
          client: this.#client,
          slug,
          capture,
          appVersion: info.version,
          sources: tasks.map((task) => sourceOf(task, classOf)),
          signal,
          onSaved: (clip) => {
            came.push(refOf(clip));
            all.saved(slug, clip);
          },
          onFailed: ({ id: file }, reason) => failed.push({ file, reason }),
          onProgress: (done, total, left) => this.#tell(done, total, left),
        });
        stopped = false;
      } finally {
        await all.cameIn(slug, came);
        // Nobody asked for longer clips without these.
        if (longer && came.length === 0 && projects.slug === slug) await projects.setCapture(projectCapture);
        this.report = reportOf(came.length, total, failed, stopped);
      }
    });
  }

  #tell(done: number, total: number, left: number | null): void {
    const time = left === null || done >= total ? '' : `, ${about(left)} left`;
    this.job = { text: `Adding clips… ${done} of ${total}${time}`, share: done / total };
  }

  /** Finds the class of a target, one after another. One that is new is added when its first clip is there. */
  #classesOf(slug: string): (target: Target) => Promise<string> {
    const { projects } = this.#parts;
    let { classes } = projects;
    const find = async (target: Target): Promise<string> => {
      if (target.to === 'class') return target.classId;
      const name = nameOf(target);
      const known = classCalled(name, classes);
      if (known) return known.id;
      const { project, classId } = await this.#client.classes.add({ slug, name });
      classes = project.classes;
      if (projects.current?.slug === slug) projects.current = project;
      return classId;
    };
    let last: Promise<unknown> = Promise.resolve();
    return (target) => {
      const found = last.then(() => find(target));
      last = found;
      return found;
    };
  }

  async #alone(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.job) return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.report = null;
    await this.#parts.toasts.attempt(async () => {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
    this.job = null;
  }
}

const nameOf = (target: Target): string => (target.to === 'new' ? target.name : '');

/** What the job reads; a file is named by its path. */
function sourceOf(
  { candidate: { path: id, name, kind, files }, session, clips }: ImportTask,
  classOf: (target: Target) => Promise<string>,
): ImportSource {
  return {
    id,
    name,
    session,
    kind,
    files: () => Promise.resolve(files.map((file) => ({ name: file.name, bytes: file }))),
    clips: clips.map(({ part, target }) => ({ part, classId: () => classOf(target) })),
  };
}

function nothing(files: readonly UnreadableFile[]): FileReport {
  const lines = ['Beckon reads videos (MP4, MOV, WebM, MKV), animated GIFs and folders of pictures.'];
  return { title: 'Nothing here can become a clip', lines, files };
}

/** Null where everything that was asked for is in: then that is said with Undo. */
function reportOf(
  came: number,
  total: number,
  files: readonly UnreadableFile[],
  stopped: boolean,
): FileReport | null {
  if (!stopped && files.length === 0 && came === total) return null;
  const takesBack = came > 0 ? ' Undo removes them again.' : '';
  const line = `Added ${came} of ${count(total, 'clip')}${stopped ? ' before it stopped' : ''}.${takesBack}`;
  return { title: stopped ? 'Stopped' : 'Not everything could be read', lines: [line], files };
}
