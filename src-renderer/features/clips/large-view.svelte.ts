import type { ClipInfo } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import type { Toasts } from '../../base/toasts.svelte';
import { readClips } from '../../rpc/clips-io';
import type { Client } from '../../rpc/connection';
import type { Projects } from '../projects/project.svelte';
import { picturesOf } from './pictures';

/** One clip at a time, as large as there is room for it, with the way to those beside it. */
export class LargeView {
  clip = $state.raw<ClipInfo | null>(null);
  /** Its frames as pictures; empty until they are read. */
  frames = $state.raw<readonly ImageBitmap[]>([]);
  /** The clips that it stands among, in the order shown. */
  #among = $state.raw<readonly ClipInfo[]>([]);
  readonly #client: Client;
  readonly #projects: Pick<Projects, 'slug'>;
  readonly #toasts: Pick<Toasts, 'attempt'>;

  /** Its place among them, 1 for the first; 0 where it is none of them. */
  place = $derived.by(() => {
    const { clip } = this;
    return clip ? this.#among.findIndex((each) => clipKey(each) === clipKey(clip)) + 1 : 0;
  });
  places = $derived(this.#among.length);

  constructor(client: Client, projects: Pick<Projects, 'slug'>, toasts: Pick<Toasts, 'attempt'>) {
    this.#client = client;
    this.#projects = projects;
    this.#toasts = toasts;
  }

  async open(clip: ClipInfo, among: readonly ClipInfo[]): Promise<void> {
    this.#among = among;
    await this.#show(clip);
  }

  /** Shows the next clip (1) or the one before (-1), where there is one. */
  async move(by: 1 | -1): Promise<void> {
    const clip = this.#among[this.place - 1 + by];
    if (clip && this.place > 0) await this.#show(clip);
  }

  close(): void {
    this.clip = null;
    this.#forget();
  }

  async #show(clip: ClipInfo): Promise<void> {
    this.clip = clip;
    this.#forget();
    const read = await this.#toasts.attempt(async () => {
      for await (const { shape, frames } of readClips(this.#client, this.#projects.slug, [clip])) {
        return picturesOf(shape, frames);
      }
      throw new Error('This clip could not be read.');
    });
    if (this.clip === clip && read) this.frames = read;
    else read?.forEach((picture) => picture.close());
    if (this.clip === clip && !read) this.close();
  }

  #forget(): void {
    this.frames.forEach((picture) => picture.close());
    this.frames = [];
  }
}
