import { afterEach, describe, expect, it, vi } from 'vitest';
import { CameraError } from '../../../../src-renderer/capture/api';
import {
  ANY_CAMERA,
  listCameras,
  onCamerasChanged,
  openCamera,
} from '../../../../src-renderer/capture/cameras';

afterEach(() => vi.restoreAllMocks());

const failWith = (name: string): void => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('no', name));
};
const input = (deviceId: string, label: string, kind = 'videoinput'): MediaDeviceInfo =>
  ({ deviceId, label, kind, groupId: '', toJSON: () => ({}) }) as MediaDeviceInfo;

describe('openCamera', () => {
  it.each([
    ['NotFoundError', 'NO_CAMERA'],
    ['OverconstrainedError', 'NO_CAMERA'],
    ['NotAllowedError', 'CAMERA_REFUSED'],
    ['NotReadableError', 'CAMERA_IN_USE'],
    ['TypeError', 'CAMERA_UNAVAILABLE'],
  ])('turns %s into "%s"', async (name, code) => {
    failWith(name);
    const error: unknown = await openCamera('some-camera').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CameraError);
    expect(error).toMatchObject({ code });
  });

  it('has a sentence of its own for each', async () => {
    const messages = new Set<string>();
    const names = [
      'NotFoundError',
      'OverconstrainedError',
      'NotAllowedError',
      'NotReadableError',
      'OtherError',
    ];
    for (const name of names) {
      failWith(name);
      const error: unknown = await openCamera('some-camera').catch((reason: unknown) => reason);
      const { message } = error as CameraError;
      expect(message).toMatch(/^[A-Z].*\.$/);
      messages.add(message);
    }
    expect(messages.size).toBe(names.length);
  });

  it('opens a real camera, without sound, and stops it when closed', async () => {
    const feed = await openCamera(ANY_CAMERA.id);
    expect(feed.stream.getAudioTracks()).toEqual([]);
    const [track] = feed.stream.getVideoTracks();
    expect(track?.readyState).toBe('live');
    expect(track?.getSettings()).toMatchObject({ width: 640, height: 480 });
    expect(feed.device.id).toBe(track?.getSettings().deviceId);
    expect(feed.sample).toBeNull();
    feed.close();
    expect(track?.readyState).toBe('ended');
  });

  it('says once that the camera was unplugged, and not when it was closed', async () => {
    const feed = await openCamera(ANY_CAMERA.id);
    const ended = vi.fn();
    feed.onEnded = ended;
    const [track] = feed.stream.getVideoTracks();
    track?.dispatchEvent(new Event('ended'));
    track?.dispatchEvent(new Event('ended'));
    expect(ended).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'CAMERA_UNPLUGGED' }));
    feed.close();

    const other = await openCamera(ANY_CAMERA.id);
    other.onEnded = ended;
    other.close();
    other.stream.getVideoTracks()[0]?.dispatchEvent(new Event('ended'));
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('asks for the chosen camera and no other', async () => {
    const ask = vi
      .spyOn(navigator.mediaDevices, 'getUserMedia')
      .mockRejectedValue(new DOMException('', 'AbortError'));
    await openCamera('abc').catch(() => undefined);
    expect(ask).toHaveBeenCalledWith(
      expect.objectContaining({
        audio: false,
        video: expect.objectContaining({ deviceId: { exact: 'abc' } }),
      }),
    );
  });
});

describe('listCameras', () => {
  it('names the cameras, and the sample camera last', async () => {
    vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue([
      input('a', 'Front'),
      input('m', 'Microphone', 'audioinput'),
      input('b', ''),
    ]);
    expect(await listCameras()).toEqual([
      { id: 'a', label: 'Front' },
      { id: 'b', label: 'Camera 2' },
      { id: 'sample', label: 'Sample camera' },
    ]);
  });

  it('offers one unnamed camera while the browser hides their names, and none where there is none', async () => {
    const list = vi.spyOn(navigator.mediaDevices, 'enumerateDevices');
    list.mockResolvedValue([input('', ''), input('', '')]);
    expect((await listCameras()).map(({ id }) => id)).toEqual(['default', 'sample']);
    list.mockResolvedValue([]);
    expect((await listCameras()).map(({ id }) => id)).toEqual(['sample']);
  });

  it('tells of cameras plugged in or out until one stops listening', () => {
    const listener = vi.fn();
    const stop = onCamerasChanged(listener);
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    stop();
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
