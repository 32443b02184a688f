import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { fast } from '../kernels/fast';
import { lstmSequence } from './lstm-sequence';
import { one, oneShape, type Call, type LayerShape } from './types';

export interface LstmArgs {
  units: number;
  returnSequences?: boolean;
  unitForgetBias?: boolean;
  name?: string;
  trainable?: boolean;
  batchInputShape?: (number | null)[];
}

type Weight = ReturnType<layers.Layer['addWeight']>;

/** What this implementation does not do; a saved model that needs it gets the stock layer. */
const OUT_OF_SCOPE: Record<string, (value: unknown) => boolean> = {
  activation: (value) => value !== 'tanh',
  recurrentActivation: (value) => value !== 'sigmoid',
  useBias: (value) => value === false,
  returnState: (value) => value === true,
  goBackwards: (value) => value === true,
  stateful: (value) => value === true,
  dropout: (value) => Number(value) > 0,
  recurrentDropout: (value) => Number(value) > 0,
  ...Object.fromEntries(
    ['kernel', 'recurrent', 'bias', 'activity'].flatMap((of) =>
      ['Regularizer', 'Constraint'].map((kind) => [
        of + kind,
        (value: unknown) => value !== null && value !== undefined,
      ]),
    ),
  ),
};

/**
 * LSTM with sigmoid gates: `[B, T, F]` to the last hidden state `[B, H]` (or to all, `[B, T, H]`). The input
 * projection runs once for all steps, and the gradient of the sequence is one custom one. Class name, configuration
 * and weights (kernel `[F, 4H]`, recurrent kernel `[H, 4H]`, bias `[4H]`; gates i, f, c, o) are those of Keras.
 */
export class LSTM extends layers.Layer {
  static className = 'LSTM';
  readonly units: number;
  readonly returnSequences: boolean;
  readonly unitForgetBias: boolean;
  #kernel: Weight | null = null;
  #recurrentKernel: Weight | null = null;
  #bias: Weight | null = null;

  constructor(args: LstmArgs) {
    const { name, trainable, batchInputShape } = args;
    super({
      ...(name === undefined ? {} : { name }),
      ...(trainable === undefined ? {} : { trainable }),
      ...(batchInputShape === undefined ? {} : { batchInputShape }),
    });
    this.units = args.units;
    this.returnSequences = args.returnSequences ?? false;
    this.unitForgetBias = args.unitForgetBias ?? true;
  }

  override build(inputShape: LayerShape): void {
    const features = oneShape(inputShape).at(-1);
    if (typeof features !== 'number') throw new Error('LSTM needs to know how many features a frame has.');
    const { units } = this;
    this.setFastWeightInitDuringBuild(true);
    this.#kernel = this.addWeight('kernel', [features, 4 * units], 'float32');
    this.#recurrentKernel = this.addWeight('recurrent_kernel', [units, 4 * units], 'float32');
    this.#bias = this.addWeight('bias', [4 * units], 'float32');
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: LayerShape): (number | null)[] {
    const [batch = null, time = null] = oneShape(inputShape);
    return this.returnSequences ? [batch, time, this.units] : [batch, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], _kwargs: Call): tf.Tensor {
    return tf.tidy(() => {
      const [kernel, recurrent, bias] = [this.#kernel, this.#recurrentKernel, this.#bias].map((weight) => {
        if (!weight) throw new Error('LSTM was called before it was built.');
        return weight.read();
      }) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
      const input = one(inputs) as tf.Tensor3D;
      const last = this.returnSequences ? null : fast().lstm?.(input, kernel, recurrent, bias);
      if (last) return last;
      const [batch, time, features] = input.shape;
      const flat = tf.reshape(input, [batch * time, features]) as tf.Tensor2D;
      const projected = tf.add(tf.matMul(flat, kernel), bias);
      const sequence = tf.reshape(projected, [batch, time, 4 * this.units]) as tf.Tensor3D;
      const hiddens = lstmSequence(sequence, recurrent);
      if (this.returnSequences) return hiddens;
      return tf.reshape(tf.slice3d(hiddens, [0, time - 1, 0], [-1, 1, -1]), [batch, this.units]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const uniform = { scale: 1, mode: 'fanAvg', distribution: 'uniform', seed: null };
    return {
      ...super.getConfig(),
      units: this.units,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      useBias: true,
      kernelInitializer: { className: 'VarianceScaling', config: uniform },
      recurrentInitializer: { className: 'Orthogonal', config: { gain: 1, seed: null } },
      biasInitializer: { className: 'Zeros', config: {} },
      unitForgetBias: this.unitForgetBias,
      dropout: 0,
      recurrentDropout: 0,
      implementation: 1,
      returnSequences: this.returnSequences,
      returnState: false,
      goBackwards: false,
      stateful: false,
      unroll: false,
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const unsupported = Object.entries(OUT_OF_SCOPE).some(([key, out]) => key in config && out(config[key]));
    const known = config['recurrentActivation'] !== undefined && !unsupported;
    const layer = known
      ? new cls(config)
      : layers.lstm(config as unknown as Parameters<typeof layers.lstm>[0]);
    return layer as unknown as T;
  }
}
