import { answer } from './jobs';
import type { Reply, Request } from '../protocol';

/** The engine's worker: the only place where TensorFlow.js runs. */
const post = (reply: Reply): void => {
  postMessage(reply);
};

addEventListener('message', (event: MessageEvent<Request>) => {
  answer(event.data, post);
});
