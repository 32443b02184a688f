import { CameraError } from './api';
import { pictureOf, type Picture } from './sampler';

/** One picture of a stream, valid until the listener returns. Times are as of `performance.now()`. */
export interface SourceFrame {
  picture: Picture;
  timestamp: number;
  arrived: number;
}

type FrameListener = (frame: SourceFrame) => void;

/** Gives every picture of a stream to the listener, in order, until it is stopped. */
export type FrameSource = (track: MediaStreamTrack, listener: FrameListener) => () => void;

/**
 * Puts a stream's own timestamps on the page's clock. The offset is the smallest ever seen between a picture's time
 * and its arrival (the one with the least delay), let loose by 0.5 ms a second so that it follows clocks that drift.
 */
export class StreamTime {
  #offset = Infinity;
  #previous = 0;

  /** Both in ms; the stream's on any clock, `arrived` as of `performance.now()`. */
  toPageTime(streamTime: number, arrived: number): number {
    const loosened = this.#offset + 0.0005 * Math.max(0, arrived - this.#previous);
    this.#previous = arrived;
    this.#offset = Math.min(loosened, arrived - streamTime);
    return streamTime + this.#offset;
  }
}

/** How long a stopped source waits for the picture under way, in ms; a camera that sends none is let go of all the same. */
const LAST_PICTURE = 500;
/** How often it is looked whether the camera has been closed, of which no event tells. */
const CLOSED_CHECK = 250;

/** Reads the pictures as the camera delivers them, whether or not the page is visible. */
export const processorSource: FrameSource = (camera, listener) => {
  // A track that ends while a picture is on its way leaves that picture to the garbage collector, which Chromium calls
  // an error. So it reads from a track of its own, and ends it when no picture is on its way.
  const track = camera.clone() as MediaStreamVideoTrack;
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  const time = new StreamTime();
  let stopped = false;
  let patience: number | undefined;
  const stop = (): void => {
    stopped = true;
    patience ??= window.setTimeout(() => track.stop(), LAST_PICTURE);
  };
  const closing = window.setInterval(() => {
    if (camera.readyState === 'ended') stop();
  }, CLOSED_CHECK);
  const read = async (): Promise<void> => {
    while (!stopped) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      try {
        const isHidden = track.enabled !== camera.enabled;
        track.enabled = camera.enabled;
        if (stopped || isHidden || camera.readyState === 'ended') continue;
        const arrived = performance.now();
        const picture = pictureOf(frame, frame.displayWidth, frame.displayHeight);
        listener({ picture, timestamp: time.toPageTime(frame.timestamp / 1000, arrived), arrived });
      } finally {
        frame.close();
      }
    }
  };
  read()
    .finally(() => reader.cancel())
    .finally(() => {
      window.clearInterval(closing);
      window.clearTimeout(patience);
      track.stop();
    })
    .catch(reportError);
  return stop;
};

/** Reads the pictures as a video element shows them, for browsers without MediaStreamTrackProcessor. */
export const videoSource: FrameSource = (track, listener) => {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let stopped = false;
  const onFrame = (now: number, { captureTime }: VideoFrameCallbackMetadata): void => {
    if (stopped) return;
    video.requestVideoFrameCallback(onFrame);
    const picture = pictureOf(video, video.videoWidth, video.videoHeight);
    listener({ picture, timestamp: captureTime ?? now, arrived: performance.now() });
  };
  video.requestVideoFrameCallback(onFrame);
  // Stopping before the first picture makes `play` reject; that is no failure.
  video.play().catch((error: unknown) => {
    if (!stopped) reportError(error);
  });
  return () => {
    stopped = true;
    video.srcObject = null;
  };
};

/** The better of the two that this browser has. */
export const bestSource = (): FrameSource =>
  'MediaStreamTrackProcessor' in window ? processorSource : videoSource;

/** The track that a stream's pictures come from. Throws a {@link CameraError} where there is none. */
export function videoTrackOf(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getVideoTracks();
  if (!track || track.readyState === 'ended') {
    throw new CameraError(
      'CAMERA_UNPLUGGED',
      'The camera stopped sending pictures. Plug it in again or choose another.',
    );
  }
  return track;
}
