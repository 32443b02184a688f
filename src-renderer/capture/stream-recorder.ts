import { CameraError } from './api';

/** A camera's stream that is being recorded. */
export interface StreamRecording {
  /** The whole video once it is over: stopped, or the camera was taken away. Rejects with a `CameraError` where it failed. */
  readonly video: Promise<Blob>;
  stop(): void;
}

const TYPES = ['video/webm;codecs=vp8', 'video/webm', 'video/mp4'];
const BITS_PER_SECOND = 4_000_000;
/** How often what was recorded is handed over (ms), so that it need not be kept by the encoder. */
const PIECE = 1000;

/** Records a camera's stream as a video file. Throws a `CameraError` where the browser cannot. */
export function recordStream(stream: MediaStream): StreamRecording {
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  if (mimeType === undefined) {
    throw new CameraError(
      'CAMERA_UNAVAILABLE',
      'This browser cannot record videos. Open a video file instead.',
    );
  }
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: BITS_PER_SECOND });
  const pieces: Blob[] = [];
  const video = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = () => resolve(new Blob(pieces, { type: mimeType.replace(/;.*/, '') }));
    recorder.onerror = () =>
      reject(new CameraError('CAMERA_UNAVAILABLE', 'The recording failed. Try again, or open a video file.'));
  });
  recorder.start(PIECE);
  return {
    video,
    stop: () => {
      if (recorder.state !== 'inactive') recorder.stop();
    },
  };
}
