import { describe, expect, it, vi } from 'vitest';
import type { UpdateState } from '../../../../src-main/contract';
import { AppSettings } from '../../../../src-renderer/base/settings.svelte';
import { Toasts } from '../../../../src-renderer/base/toasts.svelte';
import { Updates } from '../../../../src-renderer/base/updates.svelte';
import type { Client } from '../../../../src-renderer/rpc/connection';

/** The page's updates after it has started, the last project being this one, and where new versions come so. */
async function started(lastProject: string | null, state: UpdateState) {
  const set = vi.fn((_: unknown) => Promise.resolve());
  async function* states(): AsyncGenerator<UpdateState> {
    yield await Promise.resolve(state);
  }
  const client = {
    settings: { set },
    updates: { states: () => Promise.resolve(states()) },
  } as unknown as Client;
  const settings = new AppSettings(client, new Toasts());
  settings.value = { ...settings.value, lastProject };
  const updates = new Updates(client, settings, new Toasts());
  await updates.follow();
  return { updates, set, settings };
}

describe('whether Beckon may look for new versions', () => {
  it('is asked once, and not at the first start', async () => {
    const first = await started(null, { status: 'off' });
    first.settings.value = { ...first.settings.value, lastProject: 'waves' };
    expect(first.updates.asks).toBe(false);
    const { updates, set } = await started('waves', { status: 'off' });
    expect(updates.asks).toBe(true);
    await updates.allow(false);
    expect(set).toHaveBeenCalledWith({ updates: { allowed: false } });
    expect(updates.asks).toBe(false);
    expect(updates.allowed).toBe(false);
  });

  it('is not asked where somebody else brings them', async () => {
    const { updates } = await started('waves', { status: 'elsewhere', how: 'Flatpak does.' });
    expect(updates.asks).toBe(false);
  });
});
