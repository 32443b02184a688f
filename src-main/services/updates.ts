import type { Settings, UpdateState } from '../contract';
import type { SettingsFile } from './settings';
import { Bell } from '../shared/bell';

/** Where new versions come from. Each of these asks the network. */
export interface Releases {
  /** The newest version, or null where this one is. */
  find(): Promise<string | null>;
  /** Fetches what was found and checks it; it is installed when the app is closed. Rejects where it is not as it should be. */
  fetch(told: (share: number) => void, signal: AbortSignal): Promise<void>;
  /** Leaves what was fetched uninstalled. */
  forget(): void;
}

/** How new versions of the app come where it runs: by Beckon itself, or as a sentence says. */
export type UpdateWay =
  | {
      releases: Releases;
      /** Settles once nobody records, trains or watches; at once where nobody does. */
      untilIdle(): Promise<void>;
    }
  | { how: string };

/** Between two looks, in ms. */
const DAY = 24 * 60 * 60 * 1000;

/** How it is without a host that can do more. */
export const FROM_SOURCE = {
  how: 'This Beckon runs from its source. Get a newer version the way you got this one.',
} satisfies UpdateWay;

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';

/**
 * Looks for a new version once a day, if the person has said so, and fetches it while nothing is going on. Until then,
 * it asks nothing of anyone.
 */
export class Updates {
  readonly #way: UpdateWay;
  readonly #listeners = new Set<() => void>();
  #state: UpdateState;
  /** Set while the person wants it; aborted when they no longer do. */
  #wanted: AbortController | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(settings: Pick<SettingsFile, 'get' | 'onChange'>, way: UpdateWay) {
    this.#way = way;
    this.#state = 'how' in way ? { status: 'elsewhere', how: way.how } : { status: 'off' };
    const follow = ({ updates }: Settings): void => this.#follow(updates.allowed === true);
    settings.onChange(follow);
    // Settings that cannot be read allow nothing.
    void settings.get().then(follow, () => undefined);
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** The state as it is, and whenever it changes the latest one, until the signal. */
  async *states(signal?: AbortSignal): AsyncGenerator<UpdateState, void, void> {
    const bell = new Bell();
    const isOver = (): boolean => signal?.aborted === true;
    this.#listeners.add(bell.ring);
    signal?.addEventListener('abort', bell.ring, { once: true });
    try {
      let told: UpdateState | null = null;
      while (!isOver()) {
        if (told !== this.#state) yield (told = this.#state);
        else await bell.rung();
      }
    } finally {
      this.#listeners.delete(bell.ring);
      signal?.removeEventListener('abort', bell.ring);
    }
  }

  /** Looks now, if it may and is not about to. */
  look(): void {
    if (this.#wanted && !['waiting', 'looking', 'fetching', 'ready'].includes(this.#state.status))
      void this.#look(this.#wanted.signal);
  }

  #follow(allowed: boolean): void {
    if ('how' in this.#way || allowed === (this.#wanted !== null)) return;
    if (allowed) {
      this.#wanted = new AbortController();
      void this.#look(this.#wanted.signal);
      return;
    }
    this.#wanted?.abort();
    this.#wanted = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#way.releases.forget();
    this.#set({ status: 'off' });
  }

  async #look(signal: AbortSignal): Promise<void> {
    if ('how' in this.#way) return;
    const { releases, untilIdle } = this.#way;
    if (this.#timer) clearTimeout(this.#timer);
    const tell = (state: UpdateState): void => {
      if (!signal.aborted) this.#set(state);
    };
    const idle = async (): Promise<boolean> => {
      tell({ status: 'waiting' });
      await untilIdle();
      return !signal.aborted;
    };
    try {
      if (!(await idle())) return;
      tell({ status: 'looking' });
      const version = await releases.find();
      if (version === null) tell({ status: 'current', at: new Date().toISOString() });
      else if (await idle()) {
        const share = (done: number): void => tell({ status: 'fetching', version, share: done });
        share(0);
        await releases.fetch(share, signal);
        tell({ status: 'ready', version });
        return;
      }
    } catch (error) {
      tell({ status: 'failed', why: firstLine(error) });
    }
    if (!signal.aborted) this.#timer = setTimeout(() => void this.#look(signal), DAY).unref();
  }

  #set(state: UpdateState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
