import type { Reply, Request } from './api';
import { findPairs } from './duplicates';
import { examine } from './examine';

/** Progress is told after so many clips. */
const STEP = 25;

const post = (reply: Reply, transfer: Transferable[] = []): void => {
  postMessage(reply, { transfer });
};

addEventListener('message', ({ data: request }: MessageEvent<Request>) => {
  const { id } = request;
  try {
    if (request.kind === 'examine') {
      const output = examine(request.clip);
      post({ kind: 'done', id, output }, [output.signature.buffer]);
      return;
    }
    const search = findPairs(request.clips, request.known);
    let step = search.next();
    for (; !step.done; step = search.next()) {
      if (step.value % STEP === 0) post({ kind: 'progress', id, done: step.value });
    }
    post({ kind: 'done', id, output: step.value });
  } catch (error) {
    post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
});
