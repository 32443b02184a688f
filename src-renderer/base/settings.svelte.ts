import type { Settings, SettingsPatch } from '../../src-main/contract';
import { writeDatesIn } from '../../src-main/shared/words';
import { DEFAULT_RULE } from '../../src-main/shared/rule-defaults';
import type { Client } from '../rpc/connection';
import type { Toasts } from './toasts.svelte';

/** What the app remembers beside projects. Changes show at once and are written behind. */
export class AppSettings {
  value = $state.raw<Settings>({
    lastProject: null,
    camera: { deviceId: null, explained: false, devices: {} },
    live: {
      threshold: DEFAULT_RULE.threshold,
      unseen: DEFAULT_RULE.unseen,
      whileTraining: 'slow',
      captions: true,
    },
    collect: { way: 'hold', repetitions: 10, pause: 2, sounds: true, voice: true },
    appearance: { theme: 'system', dates: null },
    updates: { allowed: null },
    engine: { training: 'auto', live: 'auto', measured: null, pace: {} },
  });
  readonly #client: Client;
  readonly #toasts: Toasts;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    this.value = await this.#client.settings.get();
    writeDatesIn(this.value.appearance.dates);
  }

  async change(patch: SettingsPatch): Promise<void> {
    const {
      lastProject = this.value.lastProject,
      camera,
      live,
      collect,
      appearance,
      updates,
      engine,
    } = patch;
    const before = this.value;
    this.value = {
      lastProject,
      camera: {
        deviceId: camera?.deviceId === undefined ? before.camera.deviceId : camera.deviceId,
        explained: camera?.explained ?? before.camera.explained,
        devices: camera?.devices ?? before.camera.devices,
      },
      live: {
        threshold: live?.threshold ?? before.live.threshold,
        unseen: live?.unseen ?? before.live.unseen,
        whileTraining: live?.whileTraining ?? before.live.whileTraining,
        captions: live?.captions ?? before.live.captions,
      },
      collect: collect ?? before.collect,
      appearance: {
        theme: appearance?.theme ?? before.appearance.theme,
        dates: appearance?.dates === undefined ? before.appearance.dates : appearance.dates,
      },
      updates: { allowed: updates?.allowed ?? before.updates.allowed },
      engine: {
        training: engine?.training ?? before.engine.training,
        live: engine?.live ?? before.engine.live,
        measured: engine?.measured === undefined ? before.engine.measured : engine.measured,
        pace: { ...before.engine.pace, ...engine?.pace },
      },
    };
    writeDatesIn(this.value.appearance.dates);
    await this.#toasts.attempt(() => this.#client.settings.set(patch));
  }
}
