import type { CameraFeed } from '../../capture/api';
import type { Toasts } from '../../base/toasts.svelte';
import type { Clips } from '../clips/clips.svelte';
import type { PendingClips } from '../clips/pending.svelte';
import type { Projects } from '../projects/project.svelte';
import type { Runs } from '../report/runs.svelte';
import type { LiveSession } from './live-session.svelte';
import { clipMeta } from '../../jobs/clip-meta';

/** What corrections need of the rest. */
interface CorrectionsParts {
  toasts: Pick<Toasts, 'show'>;
  projects: Pick<Projects, 'slug' | 'capture' | 'classOf'>;
  clips: Pick<Clips, 'all' | 'remove' | 'recorded'>;
  pendingClips: Pick<PendingClips, 'add'>;
  runs: Pick<Runs, 'selectedId' | 'report'>;
  live: Pick<LiveSession, 'lastClip'>;
  camera: { readonly feed: CameraFeed | null; readonly mirror: boolean };
  session: { readonly name: string };
  info: { readonly version: string };
}

/** "That was wrong": what Live saw in the last seconds becomes a clip of the class it should have been taken for. */
export class Corrections {
  /** Ids of the clips kept since the model that is watched was chosen. */
  #kept = $state.raw<readonly string[]>([]);
  #runId = $state<string | null>(null);
  readonly #parts: CorrectionsParts;

  constructor(parts: CorrectionsParts) {
    this.#parts = parts;
  }

  /** Whether clips of the watched model's length are of any use to the project. */
  get possible(): boolean {
    const { projects, runs } = this.#parts;
    const { capture } = projects;
    const spec = runs.report?.preprocess;
    return spec !== undefined && spec.frames === capture?.frames && spec.fps === capture.fps;
  }

  /** Clips kept that the watched model has not learnt from. Those deleted since do not count. */
  get count(): number {
    const { clips, runs } = this.#parts;
    if (this.#runId !== runs.selectedId) return 0;
    return this.#kept.filter((id) => clips.all.some((clip) => clip.id === id)).length;
  }

  async keep(classId: string): Promise<void> {
    const { live, camera, projects, pendingClips, session, runs, clips, toasts, info } = this.#parts;
    const { feed } = camera;
    const capture = projects.capture;
    const clip = this.possible ? live.lastClip() : null;
    if (!feed || !capture) return;
    if (!clip) {
      toasts.show('There is no complete clip yet. Try again in a moment.');
      return;
    }
    const meta = clipMeta(feed, { ...capture, mirror: camera.mirror }, session.name, info.version);
    const { slug } = projects;
    const saving = pendingClips.add(slug, classId, clip, meta);
    const name = projects.classOf(classId)?.name ?? classId;
    void clips.recorded(slug, [saving], { told: `Kept what just moved as a clip of ${name}.` });
    const saved = await saving;
    if (!saved) return;
    if (this.#runId !== runs.selectedId) this.#kept = [];
    this.#runId = runs.selectedId;
    this.#kept = [...this.#kept, saved.id];
  }
}
