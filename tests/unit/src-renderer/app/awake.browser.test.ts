import { afterEach, describe, expect, it, vi } from 'vitest';
import { stayAwake, wakefulness } from '../../../../src-renderer/app/awake';

const idle = {
  recording: { activeClassId: null },
  live: { status: 'off' },
  training: { busy: false },
  stretchRecorder: { active: false },
} as const;

describe('wakefulness', () => {
  it.each([
    ['nothing', idle, 'nothing'],
    ['a training', { ...idle, training: { busy: true } }, 'computer'],
    ['recording', { ...idle, recording: { activeClassId: 'wave' } }, 'screen'],
    ['recording a stretch', { ...idle, stretchRecorder: { active: true } }, 'screen'],
    ['Live', { ...idle, live: { status: 'on' } }, 'screen'],
    ['Live that fills', { ...idle, live: { status: 'filling' } }, 'screen'],
    ['Live with a problem', { ...idle, live: { status: 'problem' } }, 'nothing'],
  ] as const)('of %s', (_, going, expected) => {
    expect(wakefulness(going)).toBe(expected);
  });
});

describe('stayAwake', () => {
  afterEach(() => vi.restoreAllMocks());

  /** A program behind the page that does, or does not. */
  function program(kept: boolean) {
    const asked: { screen: boolean; ended: boolean }[] = [];
    async function* answers(): AsyncGenerator<{ kept: boolean }> {
      yield await Promise.resolve({ kept });
    }
    const call = ({ screen }: { screen: boolean }, { signal }: { signal: AbortSignal }) => {
      const one = { screen, ended: false };
      asked.push(one);
      signal.addEventListener('abort', () => (one.ended = true));
      return Promise.resolve(answers());
    };
    const client = { app: { stayAwake: call } } as unknown as Parameters<typeof stayAwake>[0];
    return { client, asked };
  }

  function lock() {
    const release = vi.fn(() => Promise.resolve());
    const request = vi
      .spyOn(navigator.wakeLock, 'request')
      .mockImplementation(() => Promise.resolve({ release } as unknown as WakeLockSentinel));
    return { request, release };
  }

  it('asks the program behind the page, and nobody else where that does it', async () => {
    const { request } = lock();
    const { client, asked } = program(true);
    const stop = stayAwake(client, 'screen');
    expect(asked).toEqual([{ screen: true, ended: false }]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop();
    expect(asked).toEqual([{ screen: true, ended: true }]);
    expect(request).not.toHaveBeenCalled();
  });

  it('has the browser do it otherwise, again after the page was out of sight, and lets go', async () => {
    const { request, release } = lock();
    const stop = stayAwake(program(false).client, 'computer');
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(1));
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.waitFor(() => expect(request).toHaveBeenCalledTimes(2));
    stop();
    await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(2));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('asks nobody where nothing goes on', () => {
    const { client, asked } = program(true);
    stayAwake(client, 'nothing')();
    expect(asked).toEqual([]);
  });
});
