import type { App } from '../../app/app.svelte';
import { clipMeta } from '../../jobs/clip-meta';

/** "That was wrong": what Live saw in the last seconds becomes a clip of the class it should have been taken for. */
export class Corrections {
  /** Ids of the clips kept since the model that is watched was chosen. */
  #kept = $state.raw<readonly string[]>([]);
  #runId = $state<string | null>(null);
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Whether clips of the watched model's length are of any use to the project. */
  get possible(): boolean {
    const { live, projects } = this.#app;
    const { capture } = projects;
    return live.window > 0 && live.window === capture?.frames && live.rate === capture.fps;
  }

  /** Clips kept that the watched model has not learnt from. Those deleted since do not count. */
  get count(): number {
    const { clips, runs } = this.#app;
    if (this.#runId !== runs.selectedId) return 0;
    return this.#kept.filter((id) => clips.all.some((clip) => clip.id === id)).length;
  }

  async keep(classId: string): Promise<void> {
    const { live, camera, projects, recording, session, runs, clips, toasts, info } = this.#app;
    const { feed } = camera;
    const capture = projects.capture;
    const clip = this.possible ? live.lastClip() : null;
    if (!feed || !capture) return;
    if (!clip) {
      toasts.show('There is no whole clip yet. Try again in a moment.');
      return;
    }
    const meta = clipMeta(feed, { ...capture, mirror: camera.mirror }, session.name, info?.version ?? '');
    const saved = await recording.pendingClips.add(projects.slug, classId, clip, meta);
    if (!saved) return;
    if (this.#runId !== runs.selectedId) this.#kept = [];
    this.#runId = runs.selectedId;
    this.#kept = [...this.#kept, saved.id];
    const name = projects.classOf(classId)?.name ?? classId;
    toasts.show(`Kept what just moved as a clip of ${name}.`, {
      tone: 'success',
      action: { label: 'Undo', run: () => void clips.remove([saved]) },
    });
  }
}
