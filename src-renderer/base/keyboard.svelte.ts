/** What the person's keyboard types without Shift, by the place of the key: `Digit2` → `é`. */
export type KeyboardLayout = ReadonlyMap<string, string>;

/** As far as the browser tells it; TypeScript's DOM does not know it yet. */
interface LayoutTeller {
  keyboard?: { getLayoutMap(): Promise<KeyboardLayout> };
}

/** How keys are called on the keyboard before the person. */
export class Keyboard {
  #layout = $state.raw<KeyboardLayout | null>(null);
  readonly #mac: boolean;

  constructor(mac = isMac()) {
    this.#mac = mac;
  }

  /** Reads the layout, where the browser tells it. Done again when the window is entered: layouts are switched. */
  async read({ keyboard }: LayoutTeller = navigator as LayoutTeller): Promise<void> {
    try {
      this.#layout = (await keyboard?.getLayoutMap()) ?? null;
    } catch {
      // It may be forbidden, e.g. in a frame: then keys are called what they are called on most keyboards.
      this.#layout = null;
    }
  }

  /**
   * What stands on a key: `1` on most keyboards, `1 &` on a French one; for a letter that the keyboard does not type, the
   * one that lies in its place.
   */
  printed(name: string): string {
    if (this.#mac) name = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' }[name] ?? name;
    const typed = this.#layout?.get(/^[0-9]$/.test(name) ? `Digit${name}` : `Key${name}`)?.toUpperCase();
    if (typed === undefined || typed === name) return name;
    if (/^[0-9]$/.test(name)) return `${name} ${typed}`;
    return this.#typesLetter(name) ? name : typed;
  }

  #typesLetter(letter: string): boolean {
    return [...(this.#layout?.values() ?? [])].some((typed) => typed.toUpperCase() === letter);
  }
}

export const isMac = (): boolean => /^Mac/.test(navigator.platform);
