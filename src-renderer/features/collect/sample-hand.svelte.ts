import type { CameraFeed, SampleControl } from '../../capture/api';
import type { Clips } from '../clips/clips.svelte';
import type { Session } from '../clips/session.svelte';
import type { Projects } from '../projects/project.svelte';
import { presetGestures, seedOf } from './sample-gestures';

/** What the hand needs to know. */
interface SampleHandParts {
  projects: Pick<Projects, 'classes'>;
  clips: Pick<Clips, 'all'>;
  session: Pick<Session, 'name'>;
  camera: { readonly feed: CameraFeed | null };
}

/** The hand of the sample camera: which gesture it performs for which class, and when. */
export class SampleHand {
  #chosen = $state.raw<Readonly<Record<string, string | null>>>({});
  readonly #parts: SampleHandParts;

  constructor(parts: SampleHandParts) {
    this.#parts = parts;
  }

  /** The sample camera's gesture that stands for a class; null where there is none. */
  gestureOf(classId: string): string | null {
    const gestures = this.#control?.gestures ?? [];
    return presetGestures(this.#parts.projects.classes, gestures, this.#chosen).get(classId) ?? null;
  }

  choose(classId: string, gesture: string | null): void {
    this.#chosen = { ...this.#chosen, [classId]: gesture };
  }

  /** Keeps the gesture that a class has, so that renaming the class does not change it. */
  keep(classId: string): void {
    const gesture = this.gestureOf(classId);
    if (this.#chosen[classId] === undefined && gesture !== null) this.choose(classId, gesture);
  }

  /** Forgets what was chosen, as another project has other classes. */
  clear(): void {
    this.#chosen = {};
  }

  /** Another person sits down. */
  greet(): void {
    this.#control?.newSession(seedOf(this.#parts.session.name));
  }

  /** The session's person sits down again, and performs in other ways than in the clips that are there already. */
  seat({ sample }: CameraFeed): void {
    const { session, clips } = this.#parts;
    sample?.newSession(seedOf(session.name), seedOf(`${session.name}, ${clips.all.length} clips`));
  }

  /**
   * Performs a class's gesture once. Null where there is no hand, or no gesture that stands for the class. Rejects
   * where the camera is closed or given another person meanwhile.
   */
  perform(
    classId: string,
    seconds: number,
    still?: { before: number; after: number },
  ): ReturnType<SampleControl['perform']> | null {
    const gesture = this.gestureOf(classId);
    return gesture === null ? null : (this.#control?.perform(gesture, seconds, still) ?? null);
  }

  get #control(): SampleControl | null {
    return this.#parts.camera.feed?.sample ?? null;
  }
}
