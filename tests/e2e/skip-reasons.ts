import type { Reporter, TestCase } from '@playwright/test/reporter';

/** Says, once for each reason, why tests were skipped; the list alone does not. */
export default class SkipReasons implements Reporter {
  readonly #counts = new Map<string, number>();

  onTestEnd(test: TestCase): void {
    for (const { type, description } of test.annotations) {
      if (type !== 'skip') continue;
      const reason = `[${test.parent.project()?.name ?? ''}] ${description ?? 'no reason given'}`;
      this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    }
  }

  onEnd(): void {
    for (const [reason, count] of this.#counts) process.stdout.write(`Skipped ${count}: ${reason}\n`);
  }

  printsToStdio(): boolean {
    return false;
  }
}
