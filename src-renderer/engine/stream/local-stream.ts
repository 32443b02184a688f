import { EngineError, type LiveModel, type LiveStream } from '../api';
import { loadModel } from '../model/model-files';
import { classifierOf } from './stream';

/** A model's stream that computes in the thread that asks, on the backend that is active. */
export async function openLocalStream(model: LiveModel): Promise<LiveStream> {
  const network = await loadModel(model);
  const { classes } = model.run;
  const classifier = classifierOf(network, model.run);
  await classifier.warmUp();
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();
  /** One after another; a frame that waits when it is closed is not looked at any more. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(() => {
      if (closed) throw new EngineError('CANCELLED', 'The model was closed.');
      return work();
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    push: ({ rgb, width, height, mirror, timestamp, missed, filled }) =>
      inTurn(async () => {
        const probabilities = await classifier.push(rgb, width, height, mirror, missed, filled);
        if (!probabilities) return null;
        const { typicality, unnamed } = classifier;
        return {
          probabilities: [...probabilities.subarray(0, classes.length)],
          timestamp,
          ...(typicality !== null && { typicality }),
          ...(unnamed && { unnamed }),
        };
      }),
    reset: () => void inTurn(() => Promise.resolve(classifier.reset())).catch(() => undefined),
    close: () => {
      closed = true;
      void turn.then(() => network.dispose());
    },
  };
}
