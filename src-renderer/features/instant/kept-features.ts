import type { Outside } from '../../base/outside';
import type { InstantModel, InstantRequest } from '../../engine/api';

/** How long nothing must have been looked at (ms) before what is known is written: clips come one after another. */
const CALM = 4000;

/**
 * What clips, and excerpts of stretches, are to the motion network, kept with their project, so that one that is opened again has its answers at once.
 * Where it cannot be read or written, clips are looked at again, and nothing else is lost.
 */
export class KeptFeatures {
  #of: { slug: string; read: Promise<void> } | null = null;
  /** Clips that are kept, with excerpts of stretches. */
  #kept = 0;
  /** What is to be written once it is calm. */
  #waiting: { write: () => void; timer: ReturnType<typeof setTimeout> } | null = null;
  readonly #outside: Pick<Outside, 'client' | 'engine'>;

  constructor(outside: Pick<Outside, 'client' | 'engine'>) {
    this.#outside = outside;
  }

  /** Hands the engine what is kept of a project, once until another one is asked for. */
  recall(slug: string): Promise<void> {
    if (this.#of?.slug === slug) return this.#of.read;
    this.#waiting?.write();
    this.#kept = 0;
    const read = this.#read(slug);
    this.#of = { slug, read };
    return read;
  }

  async #read(slug: string): Promise<void> {
    const { client, engine } = this.#outside;
    try {
      const kept = await client.features.read({ slug });
      if (!kept) return;
      await engine.recall(kept);
      if (this.#of?.slug === slug) this.#kept = kept.clips.length;
    } catch {
      // As if there were none.
    }
  }

  /** Keeps what a model was made of, once no other has come for a while. */
  later(slug: string, request: InstantRequest, { clips, excerpts, looked }: InstantModel): void {
    if (looked === 0 && clips + excerpts === this.#kept && !this.#waiting) return;
    this.close();
    const write = (): void => {
      this.close();
      void this.#write(slug, request);
    };
    this.#waiting = { write, timer: setTimeout(write, CALM) };
  }

  /** What was known has been looked at anew, and is to be written after the next model. */
  outdated(): void {
    this.#kept = -1;
  }

  async #write(slug: string, request: InstantRequest): Promise<void> {
    const { client, engine } = this.#outside;
    try {
      const features = await engine.features(request);
      await client.features.save({ slug, features });
      if (this.#of?.slug === slug) this.#kept = features.clips.length;
    } catch {
      // They are looked at again when the project is opened the next time.
    }
  }

  /** Writes nothing any more. */
  close(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
  }
}
