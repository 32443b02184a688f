import { resolve } from 'node:path';
import type { App } from 'electron';
import { BeckonError } from '../../contract';
import type { Services } from '../../services';
import { uncaughtSentence } from '../last-net';

/** The project archives among a program's arguments, as whole paths. */
export const archivesIn = (args: readonly string[], folder: string): string[] =>
  args
    .filter((each) => each.toLowerCase().endsWith('.beckon') && !each.startsWith('-'))
    .map((each) => resolve(folder, each));

/** Paths that macOS hands over, which it does before the app is ready, too. */
export class OpenedFiles {
  readonly #waiting: string[] = [];
  #open: ((path: string) => void) | null = null;

  constructor(app: App) {
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.add([path]);
    });
  }

  add(paths: readonly string[]): void {
    if (this.#open) paths.forEach(this.#open);
    else this.#waiting.push(...paths);
  }

  /** Makes a project of each, now and from now on, one after the other; what stands in the way is told. */
  openWith({ archives, arrivals, board }: Pick<Services, 'archives' | 'arrivals' | 'board'>): void {
    let last = Promise.resolve();
    this.#open = (path) => {
      last = last
        .then(() => archives.open(path))
        .then(({ project }) => arrivals.add(project.slug))
        .catch((error: unknown) =>
          board.post(error instanceof BeckonError ? error.message : uncaughtSentence(error)),
        );
    };
    this.add(this.#waiting.splice(0));
  }
}
