import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { one, oneShape, type Call, type LayerShape } from './types';

/** What a wrapped layer (or a whole Sequential) offers beside its public methods. */
type InnerLayer = layers.Layer;

/**
 * Applies a layer to every frame: `[B, T, …]` to `[B, T, …]`. Time is folded into the batch, so the inner layer runs
 * once. Class name, configuration and weights are those of Keras and stock TensorFlow.js, which open what this saves.
 */
export class TimeDistributed extends layers.Layer {
  static className = 'TimeDistributed';
  readonly layer: InnerLayer;

  constructor(args: { layer: InnerLayer; name?: string; trainable?: boolean }) {
    super({ ...(args.name === undefined ? {} : { name: args.name }) });
    this.layer = args.layer;
    if (args.trainable === false) this.layer.trainable = false;
    this.supportsMasking = true;
  }

  override build(inputShape: LayerShape): void {
    const [batch, , ...frame] = oneShape(inputShape);
    if (frame.length === 0) {
      throw new Error('TimeDistributed needs an input with a time axis and at least one more.');
    }
    if (!this.layer.built) {
      this.layer.build([batch ?? null, ...frame]);
      this.layer.built = true;
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: LayerShape): (number | null)[] {
    const [batch, time, ...frame] = oneShape(inputShape);
    const inner = oneShape(this.layer.computeOutputShape([batch ?? null, ...frame]));
    return [batch ?? null, time ?? null, ...inner.slice(1)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Call): tf.Tensor {
    return tf.tidy(() => {
      const input = one(inputs);
      const [batch = 0, time = 0, ...frame] = input.shape;
      const folded = tf.reshape(input, [batch * time, ...frame]);
      const output = one(this.layer.call(folded, kwargs));
      return tf.reshape(output, [batch, time, ...output.shape.slice(1)]);
    });
  }

  // The base class's constructor reads these before `layer` is there.
  override get trainable(): boolean {
    return (this.layer as InnerLayer | undefined)?.trainable ?? true;
  }

  override set trainable(value: boolean) {
    const inner = this.layer as InnerLayer | undefined;
    if (inner) inner.trainable = value;
  }

  override get trainableWeights(): layers.Layer['trainableWeights'] {
    return this.layer.trainableWeights;
  }

  override get nonTrainableWeights(): layers.Layer['nonTrainableWeights'] {
    return this.layer.nonTrainableWeights;
  }

  override getWeights(): tf.Tensor[] {
    return this.layer.getWeights();
  }

  override setWeights(weights: tf.Tensor[]): void {
    this.layer.setWeights(weights);
  }

  override setFastWeightInitDuringBuild(value: boolean): void {
    super.setFastWeightInitDuringBuild(value);
    this.layer.setFastWeightInitDuringBuild(value);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      layer: { className: this.layer.getClassName(), config: this.layer.getConfig() },
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { layer, ...rest } = config as {
      layer: { className: string; config: tf.serialization.ConfigDict };
    };
    const known = tf.serialization.SerializationMap.getMap().classNameMap[layer.className];
    if (!known) throw new Error(`The model holds a layer of an unknown kind, "${layer.className}".`);
    const [innerClass, make] = known;
    return new cls({ ...rest, layer: make(innerClass, layer.config) });
  }
}
