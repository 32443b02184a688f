import * as tf from '@tensorflow/tfjs-core';

/** The most tensors, and bytes in tensors, alive at once while `work` runs. */
export async function watchPeak(
  work: () => Promise<unknown>,
): Promise<{ peakTensors: number; peakBytes: number }> {
  const engine = tf.engine();
  const track = engine.trackTensor.bind(engine);
  const peak = { peakTensors: 0, peakBytes: 0 };
  engine.trackTensor = (tensor, backend) => {
    track(tensor, backend);
    const { numTensors, numBytes } = engine.state;
    peak.peakTensors = Math.max(peak.peakTensors, numTensors);
    peak.peakBytes = Math.max(peak.peakBytes, numBytes);
  };
  try {
    await work();
  } finally {
    Reflect.deleteProperty(engine, 'trackTensor');
  }
  return peak;
}
