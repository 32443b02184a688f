import { CameraError, type CameraDevice, type CameraFeed } from './api';
import { SAMPLE_DEVICE, openSampleCamera } from './sample/camera';

/** Stands for "whichever camera the browser picks", before it tells their names. */
export const ANY_CAMERA: CameraDevice = { id: 'default', label: 'Camera' };

/**
 * The cameras a person can choose, the sample camera last. Until the page has been allowed to use one, browsers hide
 * their names; then {@link ANY_CAMERA} stands for them all.
 */
export async function listCameras(): Promise<CameraDevice[]> {
  const inputs =
    (await mediaDevices()?.enumerateDevices())?.filter(({ kind }) => kind === 'videoinput') ?? [];
  const known = inputs.filter(({ deviceId }) => deviceId !== '');
  const named = known.map(({ deviceId, label }, index) => ({
    id: deviceId,
    label: label || `Camera ${index + 1}`,
  }));
  if (named.length > 0) return [...named, SAMPLE_DEVICE];
  return inputs.length > 0 ? [ANY_CAMERA, SAMPLE_DEVICE] : [SAMPLE_DEVICE];
}

/** Calls back when a camera was plugged in or out. Returns how to stop listening. */
export function onCamerasChanged(listener: () => void): () => void {
  const devices = mediaDevices();
  devices?.addEventListener('devicechange', listener);
  return () => devices?.removeEventListener('devicechange', listener);
}

/** Opens a camera by its id, without sound. Rejects with a {@link CameraError}. */
export async function openCamera(deviceId: string): Promise<CameraFeed> {
  if (deviceId === SAMPLE_DEVICE.id) return openSampleCamera();
  const devices = mediaDevices();
  if (!devices) {
    throw new CameraError(
      'CAMERA_UNAVAILABLE',
      'This window is not allowed to use cameras. Open Beckon at its own address.',
    );
  }
  let stream: MediaStream;
  try {
    stream = await devices.getUserMedia({ audio: false, video: constraints(deviceId) });
  } catch (error) {
    throw cameraError(error);
  }
  const [track] = stream.getVideoTracks();
  if (!track)
    throw new CameraError(
      'CAMERA_UNAVAILABLE',
      'The camera gave no picture. Choose another one or plug it in again.',
    );
  return feedOf(track, stream, deviceId);
}

/** `navigator.mediaDevices` is missing outside secure contexts, whatever the types say. */
const mediaDevices = (): MediaDevices | undefined => navigator.mediaDevices as MediaDevices | undefined;

const constraints = (deviceId: string): MediaTrackConstraints => ({
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
  ...(deviceId === ANY_CAMERA.id ? {} : { deviceId: { exact: deviceId } }),
});

function feedOf(track: MediaStreamTrack, stream: MediaStream, deviceId: string): CameraFeed {
  const feed: CameraFeed = {
    device: { id: track.getSettings().deviceId ?? deviceId, label: track.label || ANY_CAMERA.label },
    stream,
    sample: null,
    onEnded: null,
    close: () => {
      track.removeEventListener('ended', ended);
      for (const each of stream.getTracks()) each.stop();
    },
  };
  const ended = (): void =>
    feed.onEnded?.(
      new CameraError(
        'CAMERA_UNPLUGGED',
        `${feed.device.label} stopped sending pictures. Plug it in again or choose another.`,
      ),
    );
  track.addEventListener('ended', ended, { once: true });
  return feed;
}

/** What getUserMedia's exceptions mean for a person. */
function cameraError(error: unknown): CameraError {
  if (error instanceof CameraError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const [code, message] = meaningOf(name, error);
  return new CameraError(code, message, { cause: error });
}

function meaningOf(name: string, error: unknown): [CameraError['code'], string] {
  switch (name) {
    case 'NotFoundError':
      return ['NO_CAMERA', 'No camera was found. Plug one in, or try the sample camera.'];
    case 'OverconstrainedError':
      return ['NO_CAMERA', 'The chosen camera is no longer there. Plug it in again or choose another.'];
    case 'NotAllowedError':
    case 'SecurityError':
      return ['CAMERA_REFUSED', 'Beckon was not allowed to use the camera.'];
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return ['CAMERA_IN_USE', 'The camera is in use by another program. Close that program and try again.'];
    default: {
      const detail = error instanceof Error ? error.message : String(error);
      return [
        'CAMERA_UNAVAILABLE',
        `The camera could not be opened (${detail}). Try another one, or the sample camera.`,
      ];
    }
  }
}
