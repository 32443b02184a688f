import { mount, unmount } from 'svelte';
import SmallView from './SmallView.svelte';

/** What Chromium has for a window of a page's own that stays on top (Document Picture-in-Picture). */
interface OnTop {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    documentPictureInPicture?: OnTop;
  }
}

const SIZE = { width: 360, height: 270 };

/** A small window that stays on top of others, with the picture and what is recognised. */
export class SmallWindow {
  readonly #api = window.documentPictureInPicture;
  #window = $state.raw<Window | null>(null);

  /** Whether there can be one here. */
  possible = this.#api !== undefined;
  open = $derived(this.#window !== null);

  /** @param context what components of the page find each other by */
  async show(context: Map<unknown, unknown>): Promise<void> {
    if (!this.#api) return;
    const own = await this.#api.requestWindow(SIZE);
    this.#window = own;
    own.document.title = 'Beckon';
    own.document.documentElement.lang = document.documentElement.lang;
    for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style'))
      own.document.head.append(own.document.importNode(sheet, true));
    const view = mount(SmallView, { target: own.document.body, context });
    own.addEventListener(
      'pagehide',
      () => {
        this.#window = null;
        void unmount(view);
      },
      { once: true },
    );
  }

  close(): void {
    this.#window?.close();
  }
}
