import type { MidiAnswer, MidiWish } from '../contract';
import { OutputError } from './output';
import { Bell } from '../shared/bell';

interface Page {
  wishes: MidiWish[];
  bell: Bell;
}

interface Asked {
  page: Page;
  resolve: (port: string) => void;
  reject: (error: OutputError) => void;
}

/**
 * MIDI ports belong to browsers (Web MIDI), so Beckon's own pages send for this process: each tells here that it is there,
 * the newest of them is given what to send, and answers what became of it.
 */
export class MidiPages {
  readonly #pages: Page[] = [];
  readonly #asked = new Map<number, Asked>();
  readonly #listeners = new Set<(ports: readonly string[]) => void>();
  #last = 0;

  /** What a page is to send, from now on until it goes. */
  async *wishes(signal?: AbortSignal): AsyncGenerator<MidiWish, void, void> {
    const page: Page = { wishes: [], bell: new Bell() };
    this.#pages.push(page);
    signal?.addEventListener('abort', page.bell.ring, { once: true });
    try {
      while (signal?.aborted !== true) {
        const next = page.wishes.shift();
        if (next) yield next;
        else await page.bell.rung();
      }
    } finally {
      signal?.removeEventListener('abort', page.bell.ring);
      this.#leave(page);
    }
  }

  /** What became of a wish. */
  answer({ id, port, problem, again }: MidiAnswer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (problem === null) asked?.resolve(port);
    else asked?.reject(new OutputError(problem, again));
  }

  /** A page tells of the ports that there are now. */
  tell(ports: readonly string[]): void {
    for (const listener of this.#listeners) listener(ports);
  }

  /** Calls back with the ports there are whenever one comes or goes, until the returned function is called. */
  onPorts(listener: (ports: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends messages, or none, to the port of this name, or the first whose name has this in it. Answers the port's name.
   * Rejects with an {@link OutputError} where it is not there or no page can send.
   */
  send(port: string, messages: number[][]): Promise<string> {
    const page = this.#pages.at(-1);
    if (!page)
      return Promise.reject(
        new OutputError('MIDI is sent by Beckon’s window, and none is open. Open it again.', true),
      );
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { page, resolve, reject });
      page.wishes.push({ id, port, messages });
      page.bell.ring();
    });
  }

  #leave(page: Page): void {
    this.#pages.splice(this.#pages.indexOf(page), 1);
    for (const [id, asked] of this.#asked) {
      if (asked.page !== page) continue;
      this.#asked.delete(id);
      asked.reject(new OutputError('The window that sends MIDI was closed.', true));
    }
    if (this.#pages.length === 0) this.tell([]);
  }
}

/** Those of this process. */
export const midiPages = new MidiPages();
