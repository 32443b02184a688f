import type { HostCapabilities } from '../hosts/host';

/** Keeps the computer awake until the signal, where the host can; says first whether it does. */
export async function* stayAwake(
  host: Pick<HostCapabilities, 'stayAwake'>,
  screen: boolean,
  signals: readonly (AbortSignal | undefined)[],
): AsyncGenerator<{ kept: boolean }, void, void> {
  const signal = AbortSignal.any(signals.filter((each) => each !== undefined));
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const letGo = host.stayAwake?.(screen);
  // Where nobody asks for the end of it, the caller being gone.
  signal.addEventListener('abort', () => letGo?.(), { once: true });
  try {
    yield { kept: letGo !== undefined };
    await ended;
  } finally {
    letGo?.();
  }
}
