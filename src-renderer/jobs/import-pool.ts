/** Files that are read, decoded and saved at a time, so that none of the three waits for the others. */
const AT_ONCE = 3;

/**
 * Does the work for each item, a few at a time. Where it rejects for one, or the signal aborts, no other is begun, and
 * it rejects once those under way have ended.
 */
export async function eachOf<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const halt = new AbortController();
  const either = AbortSignal.any([signal, halt.signal]);
  const queue = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    try {
      for (let next = queue.next(); !next.done; next = queue.next()) {
        either.throwIfAborted();
        await work(next.value);
      }
    } catch (error) {
      halt.abort(error);
      throw error;
    }
  };
  await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  // The first to fail has told the others to stop.
  halt.signal.throwIfAborted();
}
