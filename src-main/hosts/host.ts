import { BeckonError } from '../contract';
import type { Chunks } from '../store/disk';

/** What the program that carries the contract can do. */
export interface HostCapabilities {
  version: string;
  host: 'electron' | 'browser';
  /**
   * Asks where to and writes the file, whole or not at all; nothing is asked of `chunks` before the place is known.
   * Null where the page offers a download instead.
   */
  saveDialog:
    | null
    | ((
        name: string,
        chunks: Chunks,
      ) => Promise<{ outcome: 'saved'; name: string } | { outcome: 'cancelled' }>);
  /** Shows a folder in the system's file manager; null where nobody would see it. The page never says which. */
  openFolder: null | ((path: string) => Promise<void>);
  /**
   * Keeps the computer from sleeping, and where `screen` is true its screen from turning dark, until what it returns is
   * called. Null where only the page can.
   */
  stayAwake: null | ((screen: boolean) => () => void);
  /** The files offered to the page under this id. Rejects with a `BeckonError` NOT_FOUND where there are none. */
  offeredFiles: (id: string) => Promise<{ name: string; bytes: Blob }[]>;
  /** Told of every error that has no sentence of its own. */
  log: (message: string, error: unknown) => void;
}

/** For hosts without a command line: nothing is offered. */
export const noFiles: HostCapabilities['offeredFiles'] = (id) =>
  Promise.reject(new BeckonError('NOT_FOUND', `No files are offered under “${id}”.`));
