import { CameraError, SAMPLE_ID, type CameraDevice, type CameraFeed } from '../../capture/api';
import { errorOf } from '../../rpc/connection';
import type { Outside } from '../../base/outside';
import type { AppSettings } from '../../base/settings.svelte';

/** Whichever camera the browser picks, before it tells their names. */
const ANY_ID = 'default';

export type CameraStatus = 'off' | 'explain' | 'opening' | 'on' | 'problem';

/** The camera that Collect and Live share: which one, whether it is on, and what stands in the way. */
export class Camera {
  devices = $state.raw<readonly CameraDevice[]>([]);
  feed = $state.raw<CameraFeed | null>(null);
  problem = $state.raw<CameraError | null>(null);
  #opening = $state(false);
  #wanted = $state(false);
  #attempt = 0;
  readonly #cameras: Outside['cameras'];
  readonly #settings: AppSettings;

  status = $derived.by((): CameraStatus => {
    if (this.feed) return 'on';
    if (this.problem) return 'problem';
    if (this.#opening) return 'opening';
    return this.#wanted && this.needsExplaining ? 'explain' : 'off';
  });

  constructor(cameras: Outside['cameras'], settings: AppSettings) {
    this.#cameras = cameras;
    this.#settings = settings;
    cameras.onChanged(() => void this.#devicesChanged());
  }

  /** Turns to the sample camera. */
  async chooseSample(): Promise<void> {
    await this.choose(SAMPLE_ID);
  }

  /** The chosen device's id, or null where none has been chosen. */
  get deviceId(): string | null {
    return this.#settings.value.camera.deviceId ?? this.feed?.device.id ?? null;
  }

  get isSample(): boolean {
    return this.deviceId === SAMPLE_ID;
  }

  /** True until a person has read why the camera is wanted. The sample camera needs no permission. */
  get needsExplaining(): boolean {
    const { deviceId, explained } = this.#settings.value.camera;
    return !explained && deviceId !== SAMPLE_ID;
  }

  /** Whether the chosen device's picture is shown and recorded as in a mirror. Other settings may change without what follows it. */
  mirror = $derived.by(
    (): boolean => this.#settings.value.camera.devices[this.deviceId ?? ANY_ID]?.mirror ?? true,
  );

  /** Whether the picture of a device of that name is shown as in a mirror; what comes from no such device is, too. */
  mirrorOf(label: string): boolean {
    const devices = Object.values(this.#settings.value.camera.devices);
    return devices.find((device) => device.label === label)?.mirror ?? true;
  }

  async refresh(): Promise<void> {
    this.devices = await this.#cameras.list();
  }

  /** A screen that shows the picture has appeared: turns the camera on where that needs no question. */
  async want(): Promise<void> {
    this.#wanted = true;
    await this.refresh();
    if (this.feed || this.#opening || this.needsExplaining) return;
    await this.open(this.#settings.value.camera.deviceId ?? ANY_ID);
  }

  /** No screen shows the picture any more: turns the camera off. */
  release(): void {
    this.#wanted = false;
    this.#close();
    this.problem = null;
  }

  /** The person has read why, and agreed. */
  async allow(): Promise<void> {
    await this.#settings.change({ camera: { explained: true } });
    await this.open(this.#settings.value.camera.deviceId ?? ANY_ID);
  }

  /** Chooses a device and remembers it. Where a screen shows the picture, it is opened, or first explained. */
  async choose(deviceId: string): Promise<void> {
    await this.#settings.change({ camera: { deviceId } });
    if (!this.#wanted) return;
    if (!this.needsExplaining) return this.open(deviceId);
    this.#close();
    this.problem = null;
  }

  async setMirror(mirror: boolean): Promise<void> {
    const id = this.deviceId ?? ANY_ID;
    const label = this.devices.find((device) => device.id === id)?.label ?? 'Camera';
    const devices = { ...this.#settings.value.camera.devices, [id]: { label, mirror } };
    await this.#settings.change({ camera: { devices } });
  }

  /** Tries again what failed last. */
  async retry(): Promise<void> {
    await this.open(this.#settings.value.camera.deviceId ?? ANY_ID);
  }

  async open(deviceId: string): Promise<void> {
    this.#close();
    const attempt = this.#attempt;
    this.problem = null;
    this.#opening = true;
    try {
      const feed = await this.#cameras.open(deviceId);
      if (attempt !== this.#attempt) return feed.close();
      feed.onEnded = (error) => this.#ended(error);
      this.feed = feed;
      if (deviceId === ANY_ID && feed.device.id !== ANY_ID) {
        await this.#settings.change({ camera: { deviceId: feed.device.id } });
      }
      await this.refresh();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.problem =
        error instanceof CameraError ? error : new CameraError('CAMERA_UNAVAILABLE', errorOf(error).message);
    } finally {
      if (attempt === this.#attempt) this.#opening = false;
    }
  }

  /** A camera that was missing or taken away, and is there again, is opened again without being asked for. */
  async #devicesChanged(): Promise<void> {
    await this.refresh();
    const { code } = this.problem ?? {};
    if (!this.#wanted || this.#opening || code === undefined || code === 'CAMERA_REFUSED') return;
    const wanted = this.#settings.value.camera.deviceId ?? ANY_ID;
    if (wanted === ANY_ID || this.devices.some(({ id }) => id === wanted)) await this.open(wanted);
  }

  #ended(error: CameraError): void {
    this.#close();
    this.problem = error;
  }

  #close(): void {
    this.#attempt += 1;
    this.#opening = false;
    const { feed } = this;
    this.feed = null;
    if (!feed) return;
    feed.onEnded = null;
    feed.close();
  }
}
