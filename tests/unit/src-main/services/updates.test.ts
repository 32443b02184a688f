import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsSchema, type Settings, type UpdateState } from '../../../../src-main/contract';
import { FROM_SOURCE, Updates, type Releases } from '../../../../src-main/services/updates';

const DAY = 24 * 60 * 60 * 1000;

/** Settings that a person changes, and releases as they are wished. */
function stage({ allowed, version }: { allowed: boolean | null; version: string | null }) {
  let listener: (settings: Settings) => void = () => undefined;
  const settingsOf = (is: boolean | null): Settings => settingsSchema.parse({ updates: { allowed: is } });
  const settings = {
    get: () => Promise.resolve(settingsOf(allowed)),
    onChange: (told: (settings: Settings) => void) => void (listener = told),
  };
  const releases = {
    find: vi.fn<Releases['find']>(() => Promise.resolve(version)),
    fetch: vi.fn<Releases['fetch']>((told) => Promise.resolve(told(0.5))),
    forget: vi.fn<Releases['forget']>(),
  };
  let free = Promise.resolve();
  let settle = (): void => undefined;
  const updates = new Updates(settings, { releases, untilIdle: () => free });
  const seen: UpdateState['status'][] = [];
  void (async () => {
    for await (const { status } of updates.states(stop.signal)) seen.push(status);
  })();
  return {
    updates,
    releases,
    seen,
    allow: (is: boolean) => listener(settingsOf(is)),
    busy: () => void (free = new Promise((resolve) => (settle = resolve))),
    idle: () => {
      free = Promise.resolve();
      settle();
    },
  };
}

let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
  vi.useFakeTimers();
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
});

/** Until all that is ready to run has run. */
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('updates', () => {
  it('ask nothing of anyone before the person has said yes, and nothing after a no', async () => {
    for (const allowed of [null, false]) {
      const { updates, releases } = stage({ allowed, version: '2.0.0' });
      updates.look();
      await vi.advanceTimersByTimeAsync(3 * DAY);
      expect(updates.state).toEqual({ status: 'off' });
      expect(releases.find).not.toHaveBeenCalled();
      expect(releases.fetch).not.toHaveBeenCalled();
    }
  });

  it('look at once after a yes, then once a day, and when asked to', async () => {
    const { updates, releases, allow } = stage({ allowed: null, version: null });
    await settled();
    allow(true);
    await settled();
    expect(updates.state.status).toBe('current');
    await vi.advanceTimersByTimeAsync(2 * DAY);
    expect(releases.find).toHaveBeenCalledTimes(3);
    updates.look();
    await settled();
    expect(releases.find).toHaveBeenCalledTimes(4);
    allow(false);
    await vi.advanceTimersByTimeAsync(3 * DAY);
    expect(releases.find).toHaveBeenCalledTimes(4);
  });

  it('wait until nothing is recorded, trained or watched, before they look and before they fetch', async () => {
    const { updates, releases, busy, idle, allow } = stage({ allowed: null, version: '2.0.0' });
    await settled();
    busy();
    allow(true);
    await vi.advanceTimersByTimeAsync(DAY);
    expect(updates.state).toEqual({ status: 'waiting' });
    expect(releases.find).not.toHaveBeenCalled();
    releases.find.mockImplementation(() => Promise.resolve(busy()).then(() => '2.0.0'));
    idle();
    await settled();
    expect(releases.find).toHaveBeenCalledTimes(1);
    expect(releases.fetch).not.toHaveBeenCalled();
    idle();
    await settled();
    expect(updates.state).toEqual({ status: 'ready', version: '2.0.0' });
    // It is not looked for again: what is here is installed first.
    await vi.advanceTimersByTimeAsync(3 * DAY);
    expect(releases.find).toHaveBeenCalledTimes(1);
  });

  it('tell how far they are, and of what went wrong in one line', async () => {
    const { updates, releases, seen } = stage({ allowed: true, version: '2.0.0' });
    await settled();
    expect(seen.at(-1)).toBe('ready');
    const other = stage({ allowed: true, version: null });
    other.releases.find.mockRejectedValue(new Error('net::ERR_NAME_NOT_RESOLVED\nat somewhere'));
    await settled();
    expect(other.updates.state).toEqual({ status: 'failed', why: 'net::ERR_NAME_NOT_RESOLVED' });
    await vi.advanceTimersByTimeAsync(DAY);
    expect(other.releases.find).toHaveBeenCalledTimes(2);
    expect(releases.fetch).toHaveBeenCalledTimes(1);
    expect(updates.state.status).toBe('ready');
  });

  it('leave what was fetched uninstalled after a no', async () => {
    const { updates, releases, allow } = stage({ allowed: true, version: '2.0.0' });
    await settled();
    allow(false);
    expect(releases.forget).toHaveBeenCalledTimes(1);
    expect(updates.state).toEqual({ status: 'off' });
  });

  it('say who brings new versions where Beckon does not', async () => {
    const settings = { get: () => Promise.reject(new Error('damaged')), onChange: vi.fn() };
    const states = new Updates(settings, FROM_SOURCE).states();
    expect((await states.next()).value).toEqual({ status: 'elsewhere', how: FROM_SOURCE.how });
    await states.return();
  });
});
