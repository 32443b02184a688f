import { encodeHeader } from '../../store/safetensors';
import type { Precision } from '../../shared/precision';
import type { Network } from './network';
import { bytesOf, halfBytesOf, paddingOf, transposed, type Tensor } from './numbers';

/** A safetensors file of weights, by the names that `state_dict` of the module in PyTorch has for them. */
export function weightsFile(
  state: readonly (readonly [name: string, tensor: Tensor])[],
  metadata: Readonly<Record<string, string>> = {},
  precision: Precision = 'float32',
): Uint8Array<ArrayBuffer> {
  const isHalf = precision === 'float16';
  const tensors = state.map(([name, { shape, values }]) => ({
    name,
    dtype: isHalf ? 'F16' : 'F32',
    shape,
    bytes: isHalf ? halfBytesOf(values) : bytesOf(values),
  }));
  const header = encodeHeader(tensors, { format: 'pt', ...metadata });
  const file = new Uint8Array(tensors.reduce((sum, { bytes }) => sum + bytes.length, header.length));
  file.set(header);
  let at = header.length;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** PyTorch's gates are i, f, g, o, which are Keras's i, f, c, o. It adds two biases, of which the second is zero here. */
export function torchState({ frame, lstm, dense }: Network): [string, Tensor][] {
  const convolutions = frame.flatMap((layer): [string, Tensor][] =>
    layer.kind === 'convolution'
      ? [
          [`convolutions.${layer.name}.weight`, transposed(layer.kernel, [3, 2, 0, 1])],
          [`convolutions.${layer.name}.bias`, layer.bias],
        ]
      : [],
  );
  const recurrent: [string, Tensor][] = lstm
    ? [
        ['lstm.weight_ih_l0', transposed(lstm.kernel, [1, 0])],
        ['lstm.weight_hh_l0', transposed(lstm.recurrent, [1, 0])],
        ['lstm.bias_ih_l0', lstm.bias],
        ['lstm.bias_hh_l0', { shape: lstm.bias.shape, values: new Float32Array(lstm.bias.values.length) }],
      ]
    : [];
  const last = dense.flatMap((layer, index): [string, Tensor][] => [
    [`dense.${index}.weight`, transposed(layer.kernel, [1, 0])],
    [`dense.${index}.bias`, layer.bias],
  ]);
  return [...convolutions, ...recurrent, ...last];
}

/** The layers as the module in PyTorch reads them; padding as its `pad` wants it: left, right, top, bottom. */
export const torchConfig = ({ input, frame, lstm, dense }: Network): unknown => ({
  input,
  frame: frame.map((layer) => {
    if (layer.kind === 'pooling') return layer;
    const { kind, name, kernel, activation, padded } = layer;
    const [height = 1, width = 1, depth, filters] = kernel.shape;
    const padding = [...paddingOf(width, padded), ...paddingOf(height, padded)];
    return { kind, name, in: depth, out: filters, kernel: [height, width], padding, activation };
  }),
  lstm: lstm && { in: lstm.kernel.shape[0], units: lstm.units },
  dense: dense.map(({ kernel, activation }) => ({ in: kernel.shape[0], out: kernel.shape[1], activation })),
});
