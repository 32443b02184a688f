import * as tf from '@tensorflow/tfjs';
import { DEFAULT_CAPTURE } from '../../src-main/contract';
import type { ExportModel } from '../../src-main/formats/models/format';
import { handMade } from './hand-made';

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

/** The same as RGB, one picture after another: bright, dark, and so on, so many times. */
export const lampPictures = (turns: number): Buffer[] =>
  Array.from({ length: turns * SECONDS_EACH * FPS }, (_, at) =>
    Buffer.alloc(WIDTH * HEIGHT * 3, Math.floor(at / FPS / SECONDS_EACH) % 2 === 0 ? 255 : 0),
  );

/** The model as exporters take it. */
export async function lampForExport(): Promise<ExportModel> {
  const { run, topology, weights } = await lampModel('Bright', 'Dark');
  const [layers, numbers] = await Promise.all([topology.arrayBuffer(), weights.arrayBuffer()]);
  const files = { topology: new Uint8Array(layers), weights: new Uint8Array(numbers) };
  return { run, ...files, capture: DEFAULT_CAPTURE, threshold: 0.6 };
}

/** The LSTM's only unit says whether the newest picture is brighter than grey; the classes are what that is called. */
export function lampModel(bright: string, dark: string, name = 'Lamp') {
  const pixels = SIZE * SIZE;
  return handMade({
    id: 'lamp',
    name,
    classes: [bright, dark],
    preprocess: { width: SIZE, height: SIZE, channels: 'grey', offset: -0.5, frames: FRAMES },
    shape: [FRAMES, SIZE, SIZE, 1],
    layers: [
      tf.layers.timeDistributed({ layer: tf.layers.flatten(), name: 'time_flatten' }),
      tf.layers.lstm({ units: 1, recurrentActivation: 'sigmoid', name: 'lstm' }),
      tf.layers.dense({ units: 2, activation: 'softmax', name: 'classes' }),
    ],
    weights: [
      tf.tensor2d(Array.from({ length: pixels }, () => [0, 0, 20 / pixels, 0])),
      tf.zeros([1, 4]),
      tf.tensor1d([5, -5, 0, 5]),
      tf.tensor2d([[5, -5]]),
      tf.zeros([2]),
    ],
  });
}
