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
/** What Electron's main process knows the window by, which it keeps on top. */
const ON_TOP = 'beckon-on-top';

/** Electron has Document Picture-in-Picture by name only: it rejects every request. There a window of its own does it. */
const electronWindow: OnTop = {
  requestWindow: ({ width, height }) => {
    const own = window.open('about:blank', ON_TOP, `popup,width=${width},height=${height}`);
    if (!own) return Promise.reject(new Error('The small window could not be opened.'));
    // What fills it ends with this page.
    window.addEventListener('pagehide', () => own.close(), { once: true });
    return Promise.resolve(own);
  },
};

/** A small window that stays on top of others, with the picture and what is recognised. */
export class SmallWindow {
  readonly #api: OnTop | undefined;
  #window = $state.raw<Window | null>(null);

  /** Whether there can be one here. */
  readonly possible: boolean;
  open = $derived(this.#window !== null);

  /** @param inElectron whether Electron shows this page, and not a browser */
  constructor(inElectron = location.protocol === 'app:') {
    this.#api = inElectron ? electronWindow : window.documentPictureInPicture;
    this.possible = this.#api !== undefined;
  }

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
