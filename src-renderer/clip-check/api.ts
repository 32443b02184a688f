import type { ClipShape } from '../../src-main/contract';
import type { Comparable, Pair } from './duplicates';
import type { Examination } from './examine';

/** A clip to look at: RGB bytes `[T, H, W, 3]`. The buffer is moved into the worker. */
interface ExamineInput {
  shape: ClipShape;
  mirror: boolean;
  frames: Uint8Array<ArrayBuffer>;
}

/** Looks at clips in a worker of its own. Everything under way rejects once it is closed. */
export interface Examiner {
  examine(clip: ExamineInput): Promise<Examination>;
  /**
   * The pairs that show the same moment, except among the first `known` clips. `onProgress` is told how many of the
   * others have been compared.
   */
  compare(clips: readonly Comparable[], known: number, onProgress: (done: number) => void): Promise<Pair[]>;
  close(): void;
}

/** From the page to the worker; each is answered by `done` or `failed`. */
export type Request =
  | { kind: 'examine'; id: number; clip: ExamineInput }
  | { kind: 'compare'; id: number; clips: readonly Comparable[]; known: number };

/** From the worker to the page. */
export type Reply =
  | { kind: 'done'; id: number; output: Examination | Pair[] }
  | { kind: 'failed'; id: number; message: string }
  | { kind: 'progress'; id: number; done: number };
