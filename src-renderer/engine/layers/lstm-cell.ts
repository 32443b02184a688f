import * as tf from '@tensorflow/tfjs-core';
import { composedCell, type LstmCell } from './lstm-sequence';

const cells = new Map<string, LstmCell>();

/** Makes `cell` the one to use on a backend. */
export function registerCell(backend: string, cell: LstmCell): void {
  cells.set(backend, cell);
}

/** The quickest cell there is for the backend in use. */
export function cellInUse(): LstmCell {
  return cells.get(tf.getBackend()) ?? composedCell;
}
