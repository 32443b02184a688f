import { inspect } from 'node:util';

/** What a person reads of an error that nobody was waiting for. */
export const uncaughtSentence = (error: unknown): string => {
  const why = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.slice(0, 200) ?? '';
  return `Something went wrong inside Beckon (${why}). What is saved is safe. If something no longer answers, start Beckon again.`;
};

/** The other end of a pipe has closed, as in `beckon … | head`: nobody reads any more, and no more is wrong. */
const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/**
 * Catches what is thrown where no one waits for it, in a callback or a promise that was left alone, so that it does not
 * end the program. It is logged with its causes; what can go on goes on.
 */
export class LastNet {
  #hasCaught = false;
  #told: ((error: unknown) => void) | null = null;
  readonly #caught = (error: unknown): void => {
    this.#hasCaught = true;
    if (!isClosedPipe(error)) this.log(`Uncaught: ${inspect(error)}`);
    this.#told?.(error);
  };

  constructor(private readonly log: (text: string) => void) {
    // Rejections that nobody handles come here too.
    process.on('uncaughtException', this.#caught);
  }

  get hasCaught(): boolean {
    return this.#hasCaught;
  }

  /** From now on errors are told here. */
  tell(told: (error: unknown) => void): void {
    this.#told = told;
  }

  close(): void {
    process.off('uncaughtException', this.#caught);
  }
}
