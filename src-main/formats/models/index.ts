import { BeckonError, type Run } from '../../contract';
import { tfjs } from './tfjs';

/** A trained model's files as they lie on disk. */
export interface ExportModel {
  run: Run;
  /** Keras-style `model.json`, UTF-8. */
  topology: Uint8Array;
  weights: Uint8Array;
}

/** One export format: bytes in, bytes out. Rejects with a `BeckonError` where the model cannot be written so. */
export interface Exporter {
  id: string;
  name: string;
  /** Of the file, without the dot. */
  extension: string;
  description: string;
  build(model: ExportModel): Promise<Uint8Array<ArrayBuffer>>;
}

/** Every format Beckon can write, in the order they are offered. */
export const exporters: readonly Exporter[] = [tfjs];

/** Rejects an unknown format with the list of those there are. */
export function findExporter(id: string): Exporter {
  const found = exporters.find((exporter) => exporter.id === id);
  if (found) return found;
  const known = exporters.map((exporter) => exporter.id).join(', ');
  throw new BeckonError('UNSUPPORTED', `Beckon cannot export to “${id}”. It can export to: ${known}.`);
}
