/** What a person should know of the program as a whole, shown above every screen. */
export class Notices {
  /** What the start had to tell, until they have dismissed it. */
  start = $state.raw<readonly string[]>([]);
  /** Set once the program behind the page is gone. */
  lost = $state<string | null>(null);
  /** Why the engine was restarted last. */
  engine = $state<string | null>(null);

  dismiss(notice: string): void {
    this.start = this.start.filter((each) => each !== notice);
  }
}
