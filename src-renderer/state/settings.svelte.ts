import type { Settings, SettingsPatch } from '../../src-main/contract';
import type { Client } from './connection';
import type { Toasts } from './toasts.svelte';

/** What the app remembers beside projects. Changes show at once and are written behind. */
export class AppSettings {
  value = $state.raw<Settings>({
    lastProject: null,
    camera: { deviceId: null, explained: false, devices: {} },
    live: { threshold: 0.6 },
  });
  readonly #client: Client;
  readonly #toasts: Toasts;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    this.value = await this.#client.settings.get();
  }

  async change(patch: SettingsPatch): Promise<void> {
    const { lastProject = this.value.lastProject, camera, live } = patch;
    this.value = {
      lastProject,
      camera: {
        deviceId: camera?.deviceId === undefined ? this.value.camera.deviceId : camera.deviceId,
        explained: camera?.explained ?? this.value.camera.explained,
        devices: camera?.devices ?? this.value.camera.devices,
      },
      live: { threshold: live?.threshold ?? this.value.live.threshold },
    };
    await this.#toasts.attempt(() => this.#client.settings.set(patch));
  }
}
