/** Lets one wait until something has happened elsewhere. What happens while nobody waits counts for the next wait. */
export class Bell {
  #rang = false;
  #wake = (): void => undefined;

  /** Can be handed on as it is. */
  readonly ring = (): void => {
    this.#rang = true;
    this.#wake();
  };

  /** Settles once it has rung since the last time, or after so many ms. */
  async rung(within?: number): Promise<void> {
    if (!this.#rang) {
      await new Promise<void>((resolve) => {
        const timer = within === undefined ? undefined : setTimeout(resolve, within);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rang = false;
  }
}
