import type * as tf from '@tensorflow/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { isLinear, linear } from './layout';

/** `TextureUsage.UPLOAD` */
const UPLOAD = 1;

/**
 * Brings a tensor's values to the device as a packed texture. TensorFlow.js would link a program for each shape.
 * @param pack a linear tensor's values as the tensor is to have them
 */
export function upload(
  backend: MathBackendWebGL,
  { dataId, shape }: tf.TensorInfo,
  pack: (values: tf.TensorInfo) => tf.TensorInfo,
): void {
  const data = backend.getDataInfo(dataId);
  const { values } = data;
  data.isPacked = true;
  data.shape = shape;
  if (!(values instanceof Float32Array)) {
    backend.uploadToGPU(dataId);
  } else if (isLinear(shape)) {
    write(backend, dataId, values);
  } else {
    const flat = backend.makeTensorInfo(linear(Math.ceil(values.length / 4)), 'float32');
    write(backend, flat.dataId, values);
    const packed = pack(flat);
    const { texture, texShape, usage } = backend.getDataInfo(packed.dataId);
    Object.assign(data, { texture, texShape, usage, values: null });
    backend.texData.delete(packed.dataId);
    backend.disposeIntermediateTensorInfo(flat);
  }
}

/** Rows and columns of a texture that holds little more than so many texels: what it has beyond is uploaded too. */
function tightSides(texels: number): [number, number] {
  const columns = 2 ** Math.ceil(Math.log2(texels) / 2);
  return [Math.ceil(texels / columns), columns];
}

/** Gives a linear tensor a texture with these values. */
function write(backend: MathBackendWebGL, dataId: tf.DataId, values: Float32Array): void {
  const data = backend.getDataInfo(dataId);
  const [rows, columns] = tightSides(Math.ceil(values.length / 4));
  Object.assign(data, { values: null, isPacked: true, usage: UPLOAD, texShape: [2 * rows, 2 * columns] });
  backend.gpgpu.uploadDenseMatrixToTexture(backend.getTexture(dataId), columns, rows, values);
}
