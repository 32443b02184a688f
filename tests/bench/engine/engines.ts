import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WindowClassifier } from '../../../src-renderer/engine/stream/stream';
import { Trainer } from '../../../src-renderer/engine/training/trainer';
import type { BenchData } from './data';
import type { Size } from './contract';
import { specOf } from './sizes';

/** A way to train a model and to predict with it. A step, or a frame, has ended when the device is done with it. */
export interface Engine {
  step(): Promise<void>;
  /** A step, and its loss: mean cross-entropy in nats. */
  lossOfStep(): Promise<number>;
  /** Class probabilities as of the next frame. */
  frame(): Promise<ArrayLike<number>>;
  /** Frames until the window is that of the data; frames before it have no answer. */
  readonly framesToAnswer: number;
  /** Frees what is kept from step to step. */
  sweep(): Promise<void>;
  /** Frees everything but the model and the batch. */
  dispose(): void;
}

/** The step size matters to no figure. */
const RATE = 0.001;

/** The batch is on the device before the first step, for all alike. */
interface Batch {
  inputs: tf.Tensor5D;
  labels: tf.Tensor2D;
}

export function batchOf(data: BenchData): Batch {
  return {
    inputs: tf.tensor5d(data.inputs, data.inputShape),
    labels: tf.tensor2d(data.labels, data.labelShape),
  };
}

/** Beckon's own, as the app's worker uses it. */
export function ourEngine(model: LayersModel, size: Size, data: BenchData, batch: Batch): Engine {
  const trainer = new Trainer(model, RATE);
  const classifier = new WindowClassifier(model, specOf(size));
  let next = 0;
  const launch = (): void => {
    tf.tidy(() => {
      trainer.step(batch.inputs, batch.labels);
    });
  };
  return {
    framesToAnswer: size.frames,
    async step() {
      launch();
      await trainer.settle();
    },
    async lossOfStep() {
      await trainer.takeEpoch();
      launch();
      return crossEntropy(await trainer.takeEpoch(), data.labels, size.batch);
    },
    async frame() {
      const rgb = data.frames[next] as Uint8Array;
      next = (next + 1) % data.frames.length;
      return (await classifier.push(rgb, size.side, size.side, false)) ?? [];
    },
    async sweep() {
      await trainer.takeEpoch();
    },
    dispose() {
      trainer.dispose();
      classifier.reset();
    },
  };
}

/** TensorFlow.js's own training and prediction; the window is new at every frame, its preprocessing is not counted. */
export function stockEngine(model: LayersModel, data: BenchData, batch: Batch): Engine {
  const optimizer = tf.train.adam(RATE);
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  const lossOfStep = async (): Promise<number> => {
    const loss = await model.trainOnBatch(batch.inputs, batch.labels);
    return Number(Array.isArray(loss) ? loss[0] : loss);
  };
  return {
    framesToAnswer: 1,
    lossOfStep,
    async step() {
      await lossOfStep();
    },
    async frame() {
      const output = tf.tidy(() => model.predict(tf.tensor5d(data.window, data.windowShape)) as tf.Tensor);
      try {
        return await output.data();
      } finally {
        output.dispose();
      }
    },
    sweep: () => Promise.resolve(),
    dispose: () => optimizer.dispose(),
  };
}

function crossEntropy(probabilities: Float32Array, labels: Float32Array, batch: number): number {
  const logs = probabilities.map((p, i) => (labels[i] === 1 ? Math.log(Math.max(p, 1e-7)) : 0));
  return -logs.reduce((sum, value) => sum + value, 0) / batch;
}
