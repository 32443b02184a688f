/** Lets so many things on the way at once: sends wait until enough of those before them have been taken. */
export class Flow {
  #sent = 0;
  #taken = 0;
  #open = false;
  #wake: () => void = () => undefined;

  constructor(private readonly most: number) {}

  /** Waits until one more may be sent, which then counts as sent. */
  async turn(): Promise<void> {
    while (!this.#open && this.#sent - this.#taken >= this.most) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#sent += 1;
  }

  /** So many have been taken in all. */
  taken(count: number): void {
    this.#taken = count;
    this.#wake();
  }

  /** Nothing waits from now on. */
  open(): void {
    this.#open = true;
    this.#wake();
  }
}
