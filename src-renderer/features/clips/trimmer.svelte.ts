import type { ClipInfo } from '../../../src-main/contract';
import type { Clips } from './clips.svelte';
import { readClips } from '../../rpc/clips-io';
import type { Client } from '../../rpc/connection';
import { picturesOf } from './pictures';
import type { Projects } from '../projects/project.svelte';
import type { Toasts } from '../../base/toasts.svelte';

/** The part of a clip that is kept: `count` frames from frame `from` on, 0 being the first. */
export interface Part {
  from: number;
  count: number;
}

/** Where the handles stand at first: as many frames as the project's clips have, in the middle; else all but one. */
export function firstPart(frames: number, wanted: number): Part {
  const count = Math.max(1, Math.min(wanted, frames - 1));
  return { from: Math.floor((frames - count) / 2), count };
}

/** A part of this length that begins at frame `from`, or as near as the clip has room for it. */
export const partAt = (from: number, count: number, frames: number): Part => ({
  from: Math.max(0, Math.min(from, frames - count)),
  count,
});

/** Cuts one clip to a part of it, with its frames before one's eyes. */
export class Trimmer {
  clip = $state.raw<ClipInfo | null>(null);
  /** Its frames as pictures; empty until they are read. */
  frames = $state.raw<readonly ImageBitmap[]>([]);
  part = $state.raw<Part>({ from: 0, count: 1 });
  /** Whether the part keeps the length of the project's clips, so that both handles move together. */
  fixed = $state(false);
  saving = $state(false);
  readonly #client: Client;
  readonly #clips: Clips;
  readonly #projects: Projects;
  readonly #toasts: Toasts;

  constructor(client: Client, clips: Clips, projects: Projects, toasts: Toasts) {
    this.#client = client;
    this.#clips = clips;
    this.#projects = projects;
    this.#toasts = toasts;
  }

  async open(clip: ClipInfo): Promise<void> {
    this.clip = clip;
    this.frames = [];
    this.part = firstPart(clip.shape[0], this.#wanted);
    this.fixed = this.canBeFixed;
    const read = async (): Promise<void> => {
      for await (const { shape, frames } of readClips(this.#client, this.#projects.slug, [clip])) {
        const pictures = await picturesOf(shape, frames);
        if (this.clip === clip) this.frames = pictures;
      }
      if (this.clip === clip && this.frames.length === 0) throw new Error('This clip could not be read.');
    };
    await this.#toasts.attempt(read);
  }

  close(): void {
    this.clip = null;
    this.frames = [];
  }

  /** Frames `from` up to `to`, both included. */
  choose(from: number, to: number): void {
    const { part, fixed } = this;
    // Whichever handle moved takes the other along.
    const start = from === part.from ? to - part.count + 1 : from;
    this.part = fixed ? partAt(start, part.count, this.#frames) : { from, count: to - from + 1 };
  }

  /** Whether the clip is longer than the project's, so that a part of it can be just as long as they are. */
  get canBeFixed(): boolean {
    return this.#frames > this.#wanted;
  }

  fix(fixed: boolean): void {
    this.fixed = fixed;
    if (fixed) this.part = partAt(this.part.from, this.#wanted, this.#frames);
  }

  get #frames(): number {
    return this.clip?.shape[0] ?? 0;
  }

  get #wanted(): number {
    return this.#projects.capture?.frames ?? Infinity;
  }

  /** Puts the part in the place of the whole clip. */
  async save(): Promise<void> {
    const { clip, part } = this;
    if (!clip || this.saving || part.count >= clip.shape[0]) return;
    this.saving = true;
    await this.#clips.trim(clip, part.from, part.count);
    this.saving = false;
    this.close();
  }
}
