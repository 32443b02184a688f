import type { Convolution, Dense, Lstm, Network, Pooling } from './network';

/** What differs between the two ways in which Keras writes a layer down. */
interface Dialect {
  layer: (kind: string, config: Record<string, unknown>) => unknown;
  /** What an input layer calls its shape. */
  shape: string;
}

/** That of Keras 3, which names where a class is from. */
export const KERAS_3: Dialect = {
  layer: (kind, config) => ({
    module: kind === 'Sequential' ? 'keras' : 'keras.layers',
    class_name: kind,
    config,
    registered_name: null,
  }),
  shape: 'batch_shape',
};

/** That of the versions before, which the newer ones read, too. */
export const KERAS_2: Dialect = {
  // Of a chain within a layer, Keras 3 wants to be told where the class is from.
  layer: (kind, config) =>
    kind === 'Sequential'
      ? { module: 'keras', class_name: kind, config, registered_name: null }
      : { class_name: kind, config },
  shape: 'batch_input_shape',
};

/** The configuration of a network as a chain of layers in Keras. */
export function kerasConfig({ input, frame, lstm, dense }: Network, { layer, shape }: Dialect): unknown {
  const entry = (name: string, sides: readonly number[]): unknown =>
    layer('InputLayer', { [shape]: [null, ...sides], dtype: 'float32', name });
  const flatten = (name: string): unknown => layer('Flatten', { name, data_format: 'channels_last' });
  const cnn = layer('Sequential', {
    name: 'cnn',
    layers: [
      entry('picture', input.slice(1)),
      ...frame.map((each) =>
        each.kind === 'pooling'
          ? layer('MaxPooling2D', poolingConfig(each))
          : layer('Conv2D', convolutionConfig(each)),
      ),
      flatten('flatten'),
    ],
  });
  return layer('Sequential', {
    name: 'beckon',
    layers: [
      entry('frames', input),
      layer('TimeDistributed', { name: 'time_cnn', layer: cnn }),
      lstm ? layer('LSTM', lstmConfig(lstm)) : flatten('picture_features'),
      ...dense.map((each) => layer('Dense', denseConfig(each))),
    ],
  });
}

const poolingConfig = ({ name, size }: Pooling): Record<string, unknown> => ({
  name,
  pool_size: size,
  strides: size,
  padding: 'valid',
  data_format: 'channels_last',
});

const convolutionConfig = ({ name, kernel, activation, padded }: Convolution): Record<string, unknown> => ({
  name,
  filters: kernel.shape[3],
  kernel_size: kernel.shape.slice(0, 2),
  strides: [1, 1],
  padding: padded ? 'same' : 'valid',
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  activation,
  use_bias: true,
});

const lstmConfig = ({ name, units }: Lstm): Record<string, unknown> => ({
  name,
  units,
  activation: 'tanh',
  recurrent_activation: 'sigmoid',
  use_bias: true,
  unit_forget_bias: true,
  return_sequences: false,
  return_state: false,
  go_backwards: false,
  stateful: false,
  unroll: false,
});

const denseConfig = ({ name, kernel, activation }: Dense): Record<string, unknown> => ({
  name,
  units: kernel.shape[1],
  activation,
  use_bias: true,
});
