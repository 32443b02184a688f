import { BeckonError } from '../../contract';
import type { Exporter } from './format';
import { html } from './html';
import { h5, keras } from './keras';
import { onnx } from './onnx';
import { safetensors } from './safetensors';
import { tflite } from './tflite';
import { tfjs } from './tfjs';

/** Every format Beckon can write, in the order they are offered. */
export const exporters: readonly Exporter[] = [tfjs, html, keras, h5, onnx, tflite, safetensors];

/** Rejects an unknown format with the list of those there are. */
export function findExporter(id: string): Exporter {
  const found = exporters.find((exporter) => exporter.id === id);
  if (found) return found;
  const known = exporters.map((exporter) => exporter.id).join(', ');
  throw new BeckonError('UNSUPPORTED', `Beckon cannot export to “${id}”. It can export to: ${known}.`);
}
