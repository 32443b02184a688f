/** What a person should know of the program as a whole, shown above every screen. */
export class Notices {
  /** What there was to tell, at the start or since, until they have dismissed it. */
  start = $state.raw<readonly string[]>([]);
  /** Set once the program behind the page is gone. */
  lost = $state<string | null>(null);
  /** Why the engine was restarted last. */
  engine = $state<string | null>(null);

  /** Shows what comes up, until the connection ends. */
  async follow(sentences: AsyncIterable<string>): Promise<void> {
    for await (const sentence of sentences) {
      if (!this.start.includes(sentence)) this.start = [...this.start, sentence];
    }
  }

  dismiss(notice: string): void {
    this.start = this.start.filter((each) => each !== notice);
  }
}
