import * as tf from '@tensorflow/tfjs';
import type { OutputConfig } from '../../src-main/contract';
import type { Services } from '../../src-main/services';
import { NONE_NAME } from '../../src-renderer/learning/none-class';
import { handMade } from './hand-made';

/** A webcam whose picture shines red, green and blue in turn, grey in between, and a CNN-LSTM made by hand that tells them apart. */

const [WIDTH, HEIGHT] = [64, 48];
const FPS = 20;
const SIZE = 16;
const FRAMES = 4;
/** Its three gestures, in their order. */
export const LIGHTS = ['Red', 'Green', 'Blue'] as const;

/** A colour as Y, Cb and Cr. */
const GREY = [128, 128, 128] as const;
const COLOURS = [
  [76, 85, 255],
  [149, 43, 21],
  [29, 255, 107],
] as const;

/** Each light shines for `seconds`, and it is grey for as long before it; over and over. */
export function lightsVideo(seconds = 1.2): Buffer {
  const size = WIDTH * HEIGHT;
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FPS}:1 Ip A1:1 C420jpeg\n`)];
  for (const [y, cb, cr] of COLOURS.flatMap((colour) => [GREY, colour])) {
    const picture = Buffer.concat([
      Buffer.alloc(size, y),
      Buffer.alloc(size / 4, cb),
      Buffer.alloc(size / 4, cr),
    ]);
    for (let frame = 0; frame < seconds * FPS; frame++) parts.push(Buffer.from('FRAME\n'), picture);
  }
  return Buffer.concat(parts);
}

/** Of each colour, the LSTM has a unit that says by how much the newest picture has more of it than of the others. */
function lightsModel(name = 'Lights') {
  const pixels = (SIZE / 2) ** 2;
  // Of the kernel's four gates only the one for what is new sees the picture.
  const gates = (unit: (index: number) => number): number[] =>
    [0, 0, 1, 0].flatMap((gate) => [0, 1, 2].map((index) => gate * unit(index)));
  const kernel = Array.from({ length: pixels }, () =>
    [0, 1, 2].map((channel) => gates((unit) => (channel === unit ? 12 : -6) / pixels)),
  ).flat();
  const centre = tf.tidy(() =>
    tf.pad(tf.eye(3).reshape([1, 1, 3, 3]), [
      [1, 1],
      [1, 1],
      [0, 0],
      [0, 0],
    ]),
  );
  return handMade({
    id: 'lights',
    name,
    classes: [...LIGHTS, NONE_NAME],
    preprocess: { width: SIZE, height: SIZE, channels: 'rgb', frames: FRAMES },
    shape: [FRAMES, SIZE, SIZE, 3],
    layers: [
      tf.layers.timeDistributed({
        layer: tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
        name: 'time_conv',
      }),
      tf.layers.timeDistributed({ layer: tf.layers.maxPooling2d({ poolSize: 2 }), name: 'time_pool' }),
      tf.layers.timeDistributed({ layer: tf.layers.flatten(), name: 'time_flatten' }),
      tf.layers.lstm({ units: 3, recurrentActivation: 'sigmoid', name: 'lstm' }),
      tf.layers.dense({ units: LIGHTS.length + 1, activation: 'softmax', name: 'classes' }),
    ],
    weights: [
      centre,
      tf.zeros([3]),
      tf.tensor2d(kernel),
      tf.zeros([3, 12]),
      tf.tensor1d([5, 5, 5, -5, -5, -5, 0, 0, 0, 5, 5, 5]),
      tf.tensor2d([0, 1, 2].map((unit) => [0, 1, 2, 3].map((index) => (index === unit ? 10 : 0)))),
      tf.tensor1d([0, 0, 0, 4]),
    ],
  });
}

/** A project that watches them with that model, with these outputs; opened at the next start. */
export async function makeLightsProject(
  services: Services,
  outputs: readonly OutputConfig[],
): Promise<string> {
  const { slug } = await services.projects.create('Lights');
  for (const name of [...LIGHTS, NONE_NAME]) await services.classes.add(slug, name);
  await services.models.save(slug, await lightsModel());
  for (const output of outputs) await services.outputs.put(slug, output);
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'default', explained: true },
    engine: { live: 'wasm' },
  });
  return slug;
}
