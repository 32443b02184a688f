import type { GestureMessage } from '../contract';
import { networkError } from './network-errors';
import { OutputError, type Channel } from './output';

/** So many messages wait for a slow receiver; the oldest go first where there are more. */
export const MOST_WAITING = 16;
/** A receiver has so long, in ms, to take a message. */
const PATIENCE_MS = 5000;

export interface DeliveryOptions {
  open: () => Promise<Channel>;
  /** How long to wait, in ms, before each further attempt at a message. */
  retries: readonly number[];
  /** Told whenever what follows has changed. */
  onChange?: () => void;
  patience?: number;
}

/**
 * Messages on their way to one receiver, one after another. Whoever hands one in never waits: the receiver may be slow or
 * gone, and then messages are lost and counted.
 */
export class Delivery {
  sent = 0;
  lost = 0;
  /** What went wrong last; null: the last message went out. */
  problem: string | null = null;
  #channel: Promise<Channel> | null = null;
  #waiting: GestureMessage[] = [];
  #busy = false;
  readonly #stop = new AbortController();

  constructor(private readonly options: DeliveryOptions) {}

  push(message: GestureMessage): void {
    if (this.#stop.signal.aborted) return;
    this.#waiting.push(message);
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.lost += 1;
      this.options.onChange?.();
    }
    if (!this.#busy) void this.#work();
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

  /** Opens it once; anew only where that has failed. */
  #open(): Promise<Channel> {
    this.#channel ??= this.options.open().catch((error: unknown) => {
      this.#channel = null;
      throw error;
    });
    return this.#channel;
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

/** Sends one message and nothing else. Answers why it did not arrive; null: it did. */
export async function tryOnce(
  open: () => Promise<Channel>,
  message: GestureMessage,
  patience = PATIENCE_MS,
): Promise<string | null> {
  const opening = open();
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
