import type { BackendChoice, BackendName, BackendReport, Measurement } from '../../src-main/contract';
import type { BackendPreference, Engine } from '../engine/api';
import type { Client } from '../rpc/connection';

export type Role = keyof BackendPreference;

const EVERY: readonly BackendName[] = ['wasm', 'webgl', 'webgpu'];

const timeOf = (report: BackendReport, role: Role): number =>
  (role === 'training' ? report.trainMs : report.liveMs) ?? Infinity;

/** Backends that compute what they should, the fastest first; those that were not timed come last. */
function ranked(measured: Measurement | null, role: Role): BackendReport[] {
  const usable = (measured?.reports ?? []).filter(({ problem }) => problem === null);
  return usable.toSorted((a, b) =>
    timeOf(a, role) === timeOf(b, role) ? 0 : timeOf(a, role) - timeOf(b, role),
  );
}

/** The order in which backends are to be tried for a role. Those that failed their check come last, if chosen at all. */
export function orderFor(choice: BackendChoice, measured: Measurement | null, role: Role): BackendName[] {
  const best = ranked(measured, role).map(({ backend }) => backend);
  const order = best.length > 0 ? best : EVERY;
  return choice === 'auto' ? [...order] : [choice, ...order.filter((name) => name !== choice)];
}

/** Has the engine compute on what is fastest here, measuring it where that is not known yet; for the command line. */
export async function prepareEngine(client: Client, engine: Engine): Promise<void> {
  const { engine: settings } = await client.settings.get();
  const { version } = await client.app.info();
  const measured = await engine.measure(settings.measured, version);
  if (measured.key !== settings.measured?.key) await client.settings.set({ engine: { measured } });
  engine.choose({
    training: orderFor(settings.training, measured, 'training'),
    live: orderFor(settings.live, measured, 'live'),
  });
}
