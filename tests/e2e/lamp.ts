import * as tf from '@tensorflow/tfjs';
import { newRun } from '../fixtures/services/fixtures';

/** A webcam whose picture is bright and dark in turn, and a model that tells the two apart, made by hand. */

export const [WIDTH, HEIGHT] = [64, 48];
const FPS = 20;
export const SECONDS_EACH = 1.5;
const SIZE = 16;
export const FRAMES = 4;

/** Bright and dark, over and over. */
export function lampVideo(): Buffer {
  const size = WIDTH * HEIGHT;
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FPS}:1 Ip A1:1 C420jpeg\n`)];
  for (const grey of [235, 16]) {
    const picture = Buffer.concat([Buffer.alloc(size, grey), Buffer.alloc(size / 2, 128)]);
    for (let frame = 0; frame < SECONDS_EACH * FPS; frame++) parts.push(Buffer.from('FRAME\n'), picture);
  }
  return Buffer.concat(parts);
}

/** The LSTM's only unit says whether the newest picture is brighter than grey; the classes are what that is called. */
export async function lampModel(bright: string, dark: string, name = 'Lamp') {
  const input = tf.input({ shape: [FRAMES, SIZE, SIZE, 1], name: 'frames' });
  const chain = [
    tf.layers.timeDistributed({ layer: tf.layers.flatten(), name: 'time_flatten' }),
    tf.layers.lstm({ units: 1, recurrentActivation: 'sigmoid', name: 'lstm' }),
    tf.layers.dense({ units: 2, activation: 'softmax', name: 'classes' }),
  ];
  const outputs = chain.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
  const model = tf.model({ inputs: input, outputs });
  const pixels = SIZE * SIZE;
  const kernel = Array.from({ length: pixels }, () => [0, 0, 20 / pixels, 0]);
  model.setWeights([
    tf.tensor2d(kernel),
    tf.zeros([1, 4]),
    tf.tensor1d([5, -5, 0, 5]),
    tf.tensor2d([[5, -5]]),
    tf.zeros([2]),
  ]);
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  // The module brings a TensorFlow.js of its own, which shares this one's list of variables.
  model.dispose();
  const [{ modelTopology, weightSpecs, weightData } = {} as tf.io.ModelArtifacts] = saved;
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
  const run = newRun('lamp', { name });
  return {
    run: {
      ...run,
      classes: run.classes.map((one, index) => {
        const own = [bright, dark][index] ?? '';
        return { ...one, id: own.toLowerCase(), name: own };
      }),
      preprocess: {
        ...run.preprocess,
        width: SIZE,
        height: SIZE,
        channels: 'grey' as const,
        offset: -0.5,
        frames: FRAMES,
      },
    },
    topology: new Blob([JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest })]),
    weights: new Blob([tf.io.CompositeArrayBuffer.join(weightData)]),
  };
}
