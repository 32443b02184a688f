import type { GestureMessage } from '../contract';
import { networkError } from './network-errors';
import { OutputError, type Channel, type Link } from './output';

/** So many messages wait for a slow receiver; the oldest go first where there are more. */
export const MOST_WAITING = 16;
/** A receiver has so long, in ms, to take a message. */
const PATIENCE_MS = 5000;
/** How long to wait, in ms, before a channel that could not be opened is tried again; the last goes on for ever. */
const REOPEN_MS = [1000, 2000, 5000, 10_000, 30_000];

export interface DeliveryOptions {
  open: (link: Link) => Promise<Channel>;
  /** How long to wait, in ms, before each further attempt at a message. */
  retries: readonly number[];
  /** The same before each further attempt at opening the channel. */
  reopen?: readonly number[];
  /** Told whenever what follows has changed. */
  onChange?: () => void;
  patience?: number;
}

/**
 * Messages on their way to one receiver, one after another. Whoever hands one in never waits: the receiver may be slow or
 * gone, and then messages are lost and counted. Its channel is opened at once, and again where it was lost.
 */
export class Delivery {
  sent = 0;
  lost = 0;
  /** What went wrong last; null: the last message went out. */
  problem: string | null = null;
  /** What the channel tells of itself; empty: nothing. */
  note = '';
  #channel: Promise<Channel> | null = null;
  #waiting: GestureMessage[] = [];
  #busy = false;
  readonly #stop = new AbortController();

  constructor(private readonly options: DeliveryOptions) {
    void this.#keepOpen();
  }

  push(message: GestureMessage): void {
    if (this.#stop.signal.aborted) return;
    const { event, classId } = message;
    // Of what is told again and again, only the last counts.
    const older = passing(message)
      ? this.#waiting.findIndex((each) => each.event === event && each.classId === classId)
      : -1;
    if (older >= 0) this.#waiting.splice(older, 1);
    this.#waiting.push(message);
    if (this.#waiting.length > MOST_WAITING) {
      // What starts or ends is missed most.
      const first = this.#waiting.findIndex(passing);
      this.#waiting.splice(Math.max(first, 0), 1);
      this.lost += 1;
      this.options.onChange?.();
    }
    if (!this.#busy) void this.#work();
  }

  /** Sends a message past those that wait. Answers why it did not arrive; null: it did. */
  async try(message: GestureMessage): Promise<string | null> {
    try {
      await this.#attempt(message);
      return null;
    } catch (error) {
      return asOutputError(error).message;
    }
  }

  /** At once: what waits is not sent any more. */
  close(): void {
    this.#stop.abort();
    this.#waiting = [];
    // Where it does not open there is nothing to close.
    this.#channel?.then(
      (channel) => channel.close(),
      () => undefined,
    );
  }

  async #work(): Promise<void> {
    this.#busy = true;
    const { signal } = this.#stop;
    for (let next = this.#waiting.shift(); next && !signal.aborted; next = this.#waiting.shift()) {
      const problem = await this.#deliver(next);
      if (signal.aborted) break;
      this.problem = problem;
      if (problem === null) this.sent += 1;
      else this.lost += 1;
      this.options.onChange?.();
    }
    this.#busy = false;
  }

  /** Answers why it did not arrive; null: it did. */
  async #deliver(message: GestureMessage): Promise<string | null> {
    const { retries } = this.options;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#attempt(message);
        return null;
      } catch (error) {
        const { message: problem, again } = asOutputError(error);
        const pause = retries[attempt];
        if (this.#stop.signal.aborted || !again || pause === undefined) return problem;
        this.problem = problem;
        this.options.onChange?.();
        await this.#sleep(pause);
        if (this.#stop.signal.aborted) return problem;
      }
    }
  }

  #attempt(message: GestureMessage): Promise<void> {
    const { patience = PATIENCE_MS } = this.options;
    return withPatience(this.#stop.signal, patience, async (signal) => {
      const channel = await this.#open();
      await channel.send(message, signal);
    });
  }

  /** Opens it once; anew only where that has failed or it was lost. */
  #open(): Promise<Channel> {
    if (this.#channel) return this.#channel;
    const current = (): boolean => this.#channel === opening && !this.#stop.signal.aborted;
    const opening: Promise<Channel> = Promise.resolve().then(() =>
      this.options.open({
        lost: (error) => {
          if (current()) this.#lose(opening, error);
        },
        note: (text) => {
          if (!current()) return;
          this.note = text;
          this.options.onChange?.();
        },
      }),
    );
    this.#channel = opening;
    opening.catch(() => {
      if (this.#channel === opening) this.#channel = null;
    });
    return opening;
  }

  #lose(channel: Promise<Channel>, { message, again }: OutputError): void {
    this.#channel = null;
    channel.then(
      (lost) => lost.close(),
      () => undefined,
    );
    this.note = '';
    this.problem = message;
    this.options.onChange?.();
    if (again) void this.#keepOpen(message);
  }

  /** Until it is open, or another attempt would be in vain. */
  async #keepOpen(failed: string | null = null): Promise<void> {
    const { reopen = REOPEN_MS, patience = PATIENCE_MS } = this.options;
    const { signal } = this.#stop;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await withPatience(signal, patience, async () => void (await this.#open()));
        if (this.problem === null || this.problem !== failed) return;
        this.problem = null;
        return this.options.onChange?.();
      } catch (error) {
        if (signal.aborted) return;
        const { message, again } = asOutputError(error);
        failed = this.problem = message;
        this.options.onChange?.();
        if (!again) return;
        await this.#sleep(reopen[Math.min(attempt, reopen.length - 1)] ?? 0);
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

/** Told again and again, so that one less is no loss. */
const passing = ({ event }: GestureMessage): boolean => event === 'held' || event === 'value';

/** Sends one message and nothing else. Answers why it did not arrive; null: it did. */
export async function tryOnce(
  open: (link: Link) => Promise<Channel>,
  message: GestureMessage,
  patience = PATIENCE_MS,
): Promise<string | null> {
  const opening = open({ lost: () => undefined, note: () => undefined });
  try {
    await withPatience(new AbortController().signal, patience, async (signal) => {
      const channel = await opening;
      await channel.send(message, signal);
    });
    return null;
  } catch (error) {
    return asOutputError(error).message;
  } finally {
    opening.then(
      (channel) => channel.close(),
      () => undefined,
    );
  }
}

/** Rejects where the work has not ended by then, whether or not it minds its signal. */
async function withPatience(
  stop: AbortSignal,
  patience: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const late = AbortSignal.timeout(patience);
  const signal = AbortSignal.any([stop, late]);
  let give = (): void => undefined;
  const given = new Promise<never>((_, reject) => {
    give = () =>
      reject(new OutputError(`The receiver did not answer within ${patience / 1000} s.`, late.aborted));
    signal.addEventListener('abort', give, { once: true });
  });
  try {
    await Promise.race([work(signal), given]);
  } catch (error) {
    if (late.aborted) return await given;
    throw error;
  } finally {
    signal.removeEventListener('abort', give);
  }
}

const asOutputError = (error: unknown): OutputError => networkError(error, 'the receiver');
