/** What the program behind the page says of itself when the page starts. */
interface Installation {
  version: string;
  host: 'electron' | 'browser';
  /** Whether files are saved by a dialog; elsewhere they go to the downloads. */
  saveDialog: boolean;
  /** Where everything is kept, to be shown to the person. */
  dataFolder: string;
  /** Whether that folder can be opened from here. */
  opensFolder: boolean;
}

/** Which Beckon this is. Empty until the start has asked. */
export class AppInfo implements Installation {
  #installation = $state.raw<Installation | null>(null);

  get version(): string {
    return this.#installation?.version ?? '';
  }

  get host(): Installation['host'] {
    return this.#installation?.host ?? 'browser';
  }

  get saveDialog(): boolean {
    return this.#installation?.saveDialog ?? false;
  }

  get dataFolder(): string {
    return this.#installation?.dataFolder ?? '';
  }

  get opensFolder(): boolean {
    return this.#installation?.opensFolder ?? false;
  }

  set(installation: Installation): void {
    this.#installation = installation;
  }
}
