export const SCREENS = ['collect', 'train', 'live', 'tune', 'export', 'settings'] as const;
export type Screen = (typeof SCREENS)[number];

/** Which screen is shown. */
export class Navigation {
  #screen = $state<Screen>('collect');

  get screen(): Screen {
    return this.#screen;
  }

  go(screen: Screen): void {
    this.#screen = screen;
  }
}
