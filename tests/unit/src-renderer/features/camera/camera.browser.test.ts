import { flushSync } from 'svelte';
import { toStore } from 'svelte/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { CameraError, type CameraDevice, type CameraFeed } from '../../../../../src-renderer/capture/api';
import { Camera } from '../../../../../src-renderer/features/camera/camera.svelte';
import { AppSettings } from '../../../../../src-renderer/base/settings.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { fakeMain } from '../../../../fixtures/renderer/fake-client';

const WEBCAM: CameraDevice = { id: 'webcam', label: 'Webcam' };
const SAMPLE: CameraDevice = { id: 'sample', label: 'Sample camera' };

let camera: Camera;
let settings: AppSettings;
let opened: string[];
let closed: string[];
let failure: CameraError | null;
let devices: CameraDevice[];
let changed: () => void;

function feedOf(device: CameraDevice): CameraFeed {
  return {
    device,
    stream: new MediaStream(),
    sample: null,
    onEnded: null,
    close: () => closed.push(device.id),
  };
}

beforeEach(() => {
  opened = [];
  closed = [];
  failure = null;
  devices = [WEBCAM, SAMPLE];
  settings = new AppSettings(fakeMain().client, new Toasts());
  camera = new Camera(
    {
      list: () => Promise.resolve(devices),
      onChanged: (listener) => {
        changed = listener;
        return () => undefined;
      },
      open: (id) => {
        opened.push(id);
        return failure ? Promise.reject(failure) : Promise.resolve(feedOf(id === 'sample' ? SAMPLE : WEBCAM));
      },
    },
    settings,
  );
});

describe('Camera', () => {
  it('explains before it asks, once', async () => {
    await camera.want();
    expect(camera.status).toBe('explain');
    expect(opened).toEqual([]);
    await camera.allow();
    expect(camera.status).toBe('on');
    camera.release();
    expect(camera.status).toBe('off');
    await camera.want();
    expect(camera.status).toBe('on');
    expect(closed).toEqual(['webcam']);
  });

  it('remembers the device that the browser picked', async () => {
    await camera.want();
    await camera.allow();
    expect(opened).toEqual(['default']);
    camera.release();
    await camera.want();
    expect(opened).toEqual(['default', 'webcam']);
  });

  it('needs no permission for the sample camera, and still explains the webcam afterwards', async () => {
    await camera.choose('sample');
    await camera.want();
    expect(camera.status).toBe('on');
    await camera.choose('webcam');
    expect(camera.status).toBe('explain');
    expect(opened).toEqual(['sample']);
    expect(closed).toEqual(['sample']);
    await camera.allow();
    expect(camera.status).toBe('on');
    expect(opened).toEqual(['sample', 'webcam']);
  });

  it('says why there is no picture, and tries again', async () => {
    failure = new CameraError('CAMERA_IN_USE', 'The camera is in use.');
    await camera.want();
    await camera.allow();
    expect(camera.status).toBe('problem');
    expect(camera.problem?.code).toBe('CAMERA_IN_USE');
    failure = null;
    await camera.retry();
    expect(camera.status).toBe('on');
    expect(camera.problem).toBeNull();
  });

  it('notices when the camera is unplugged', async () => {
    await camera.choose('sample');
    await camera.want();
    camera.feed?.onEnded?.(new CameraError('CAMERA_UNPLUGGED', 'Gone.'));
    expect(camera.status).toBe('problem');
    expect(camera.problem?.code).toBe('CAMERA_UNPLUGGED');
  });

  it('opens a camera again that was unplugged and is back, without a click', async () => {
    await camera.choose('webcam');
    await camera.want();
    await camera.allow();
    devices = [SAMPLE];
    camera.feed?.onEnded?.(new CameraError('CAMERA_UNPLUGGED', 'Gone.'));
    changed();
    await expect.poll(() => camera.devices).toEqual([SAMPLE]);
    expect([camera.status, opened]).toEqual(['problem', ['webcam']]);
    devices = [WEBCAM, SAMPLE];
    changed();
    await expect.poll(() => camera.status).toBe('on');
    expect(camera.problem).toBeNull();
    expect(opened).toEqual(['webcam', 'webcam']);
  });

  it('does not ask again by itself where a person has refused', async () => {
    failure = new CameraError('CAMERA_REFUSED', 'No.');
    await camera.want();
    await camera.allow();
    changed();
    await expect.poll(() => camera.devices).toHaveLength(2);
    expect(opened).toEqual(['default']);
  });

  it('remembers the mirror by device', async () => {
    await camera.choose('sample');
    await camera.want();
    expect(camera.mirror).toBe(true);
    await camera.setMirror(false);
    expect(camera.mirror).toBe(false);
    await camera.choose('webcam');
    expect(camera.mirror).toBe(true);
    await camera.choose('sample');
    expect(camera.mirror).toBe(false);
  });

  it('tells by a device’s name whether its picture is shown mirrored', async () => {
    await camera.choose('sample');
    await camera.want();
    const label = camera.devices.find(({ id }) => id === 'sample')?.label ?? '';
    expect([camera.mirrorOf(label), camera.mirrorOf('evening.mp4')]).toEqual([true, true]);
    await camera.setMirror(false);
    await camera.choose('webcam');
    expect([camera.mirrorOf(label), camera.mirrorOf('evening.mp4')]).toEqual([false, true]);
  });

  it('is followed by what is watched only where it changes itself', async () => {
    await camera.choose('sample');
    let times = 0;
    const stop = toStore(() => {
      times += 1;
      return camera.mirror;
    }).subscribe(() => undefined);
    flushSync();
    const before = times;
    await settings.change({ live: { threshold: 0.4 } });
    flushSync();
    expect(times).toBe(before);
    await camera.setMirror(false);
    flushSync();
    expect(times).toBe(before + 1);
    stop();
  });

  it('closes a camera that opens after nobody wants it any more', async () => {
    await camera.choose('sample');
    const wanting = camera.want();
    await expect.poll(() => opened.length).toBe(1);
    camera.release();
    await wanting;
    expect(camera.status).toBe('off');
    expect(closed).toEqual(['sample']);
  });
});
