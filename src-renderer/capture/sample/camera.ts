import { CameraError, SAMPLE_ID, type CameraDevice, type CameraFeed, type SampleControl } from '../api';
import type { Performance } from './choreography';
import { SAMPLE_GESTURES } from './motion';
import { Stage, type StageOptions } from './stage';
import { startTicking } from './ticker';

export const SAMPLE_DEVICE: CameraDevice = { id: SAMPLE_ID, label: 'Sample camera' };

/** Pictures a second. */
const RATE = 30;

/** A feed that can always be told what to do. */
export type SampleFeed = CameraFeed & { readonly sample: SampleControl };

interface Deferred {
  promise: Promise<number>;
  resolve: (time: number) => void;
  reject: (error: CameraError) => void;
}

function deferred(): Deferred {
  let resolve: Deferred['resolve'] = () => undefined;
  let reject: Deferred['reject'] = () => undefined;
  const promise = new Promise<number>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // A caller may wait for only one of a performance's two promises; the other's rejection is no surprise then.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/**
 * Leaves the truth about a movement on the page's own timeline (`performance.measure`, as browsers' tools show it), so
 * that what was recorded of it can be checked.
 */
function note({ gesture, moves }: Performance): void {
  if (moves) performance.measure(`sample camera: ${gesture}`, { start: moves.start, end: moves.end });
}

interface Awaited {
  performance: Performance;
  started: Deferred;
  ended: Deferred;
}

/**
 * Opens the sample camera: a drawn hand in a drawn room, as a real MediaStream. The same seed and the same requests
 * give the same people and performances.
 */
export function openSampleCamera(options: StageOptions = {}): SampleFeed {
  const began = performance.now();
  const stage = new Stage(options, began);
  const { choreography } = stage;
  let waiting: Awaited[] = [];

  const stream = stage.canvas.captureStream(0);
  const [track] = stream.getVideoTracks() as [CanvasCaptureMediaStreamTrack];
  const draw = (now: number): void => {
    stage.draw(now);
    track.requestFrame();
    for (const { performance: asked, started, ended } of waiting) {
      if (now >= asked.start) started.resolve(asked.start);
      if (now >= asked.end) {
        ended.resolve(asked.end);
        note(asked);
      }
    }
    waiting = waiting.filter(({ performance: { end } }) => now < end);
  };
  draw(began);
  const stopTicking = startTicking(RATE, draw);

  const giveUp = (reason: string): void => {
    for (const { started, ended } of waiting) {
      started.reject(new CameraError('CAMERA_UNAVAILABLE', reason));
      ended.reject(new CameraError('CAMERA_UNAVAILABLE', reason));
    }
    waiting = [];
  };

  const sample: SampleControl = {
    gestures: SAMPLE_GESTURES,
    perform(gesture, seconds, still) {
      const started = deferred();
      const ended = deferred();
      waiting.push({
        performance: choreography.perform(gesture, seconds, performance.now(), still),
        started,
        ended,
      });
      return { started: started.promise, ended: ended.promise };
    },
    loop: (gesture, seconds) => choreography.loop(gesture, seconds, performance.now()),
    newSession(next, performances) {
      giveUp('The sample camera was given a new session before the gesture was over.');
      stage.newSession(next, performance.now(), performances);
    },
  };

  return {
    device: SAMPLE_DEVICE,
    stream,
    sample,
    onEnded: null,
    close() {
      stopTicking();
      track.stop();
      giveUp('The sample camera was closed before the gesture was over.');
    },
  };
}
