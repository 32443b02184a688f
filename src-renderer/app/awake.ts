import type { Client } from '../rpc/connection';
import type { App } from './app.svelte';

/** What is to stay awake: nothing, the computer alone (nobody need look), or its screen too (somebody stands before it). */
export type Wakefulness = 'nothing' | 'computer' | 'screen';

/** What goes on decides. Recording and Live are watched from a distance, with no key pressed. */
export function wakefulness({
  recording,
  live,
  training,
  stretchRecorder,
}: {
  recording: Pick<App['recording'], 'activeClassId'>;
  live: Pick<App['live'], 'status'>;
  training: Pick<App['training'], 'busy'>;
  stretchRecorder: Pick<App['stretchRecorder'], 'active'>;
}): Wakefulness {
  const watches = live.status === 'on' || live.status === 'filling';
  if (recording.activeClassId !== null || stretchRecorder.active || watches) return 'screen';
  return training.busy ? 'computer' : 'nothing';
}

/**
 * Keeps that awake until the returned function is called: by the program behind the page, or where it cannot, by the
 * browser, which does so while the page is in sight. Where neither can, the computer sleeps when it would.
 */
export function stayAwake(client: Pick<Client, 'app'>, what: Wakefulness): () => void {
  if (what === 'nothing') return () => undefined;
  const ended = new AbortController();
  const hold = async (): Promise<void> => {
    const answers = await client.app.stayAwake({ screen: what === 'screen' }, { signal: ended.signal });
    for await (const { kept } of answers) if (!kept) lockScreen(ended.signal);
  };
  hold().catch(() => undefined);
  return () => ended.abort();
}

/** Holds the browser's lock until the signal; it is lost whenever the page is out of sight, and taken anew. */
function lockScreen(signal: AbortSignal): void {
  if (!('wakeLock' in navigator)) return;
  const take = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    const lock = await navigator.wakeLock.request('screen');
    if (signal.aborted) return lock.release();
    signal.addEventListener('abort', () => void lock.release(), { once: true });
  };
  const again = (): void => void take().catch(() => undefined);
  document.addEventListener('visibilitychange', again, { signal });
  again();
}
