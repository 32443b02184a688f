import { Bell } from '../shared/bell';

const MOST_KEPT = 50;

/** What a person should know beside what they asked for, as sentences: something set aside, put right or gone wrong. */
export class NoticeBoard {
  readonly #posted: string[] = [];
  readonly #readers = new Set<(sentence: string) => void>();

  /** All there are, the oldest first; the list grows. */
  get all(): readonly string[] {
    return this.#posted;
  }

  /** A sentence that is there already is not posted again. */
  post(sentence: string): void {
    if (this.#posted.includes(sentence)) return;
    this.#posted.push(sentence);
    if (this.#posted.length > MOST_KEPT) this.#posted.shift();
    for (const reader of this.#readers) reader(sentence);
  }

  /** Every sentence posted from now on, until the signal. */
  async *posts(signal?: AbortSignal): AsyncGenerator<string, void, void> {
    const unread: string[] = [];
    const bell = new Bell();
    const read = (sentence: string): void => {
      unread.push(sentence);
      bell.ring();
    };
    const isStopped = (): boolean => signal?.aborted === true;
    this.#readers.add(read);
    signal?.addEventListener('abort', bell.ring, { once: true });
    try {
      while (!isStopped()) {
        const next = unread.shift();
        if (next !== undefined) yield next;
        else await bell.rung();
      }
    } finally {
      this.#readers.delete(read);
      signal?.removeEventListener('abort', bell.ring);
    }
  }
}
