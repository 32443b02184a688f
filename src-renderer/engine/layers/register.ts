import { serialization } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { LSTM } from './lstm';
import { TimeDistributed } from './time-distributed';

/** From now on, models that are loaded get our implementations of `TimeDistributed` and `LSTM`. */
export function registerLayers(): void {
  serialization.registerClass(TimeDistributed);
  serialization.registerClass(LSTM);
}
