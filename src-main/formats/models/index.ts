import { BeckonError } from '../../contract';
import type { Precision } from '../../shared/precision';
import type { Exporter } from './format';
import { html } from './html';
import { h5, keras } from './keras';
import { onnx } from './onnx';
import { safetensors } from './safetensors';
import { tflite } from './tflite';
import { tfjs } from './tfjs';

/** Every format Beckon can write, in the order they are offered. */
export const exporters: readonly Exporter[] = [tfjs, html, keras, h5, onnx, tflite, safetensors];

/** How exactly an exporter can keep weights. */
export const precisionsOf = ({ precisions = [] }: Exporter): Precision[] => ['float32', ...precisions];

/** Throws a `BeckonError` UNSUPPORTED where a format cannot keep weights so. */
export function checkPrecision(exporter: Exporter, precision: Precision): void {
  const known = precisionsOf(exporter);
  if (known.includes(precision)) return;
  throw new BeckonError(
    'UNSUPPORTED',
    `${exporter.name} cannot have weights as ${precision}, only as ${known.join(' or ')}.`,
  );
}

/** Rejects an unknown format with the list of those there are. */
export function findExporter(id: string): Exporter {
  const found = exporters.find((exporter) => exporter.id === id);
  if (found) return found;
  const known = exporters.map((exporter) => exporter.id).join(', ');
  throw new BeckonError('UNSUPPORTED', `Beckon cannot export to “${id}”. It can export to: ${known}.`);
}
