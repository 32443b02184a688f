import { expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ModelFiles } from '../../../../src-main/contract';
import { CameraError } from '../../../../src-renderer/capture/api';
import { openSampleCamera } from '../../../../src-renderer/capture/sample/camera';
import { watchCamera } from '../../../../src-renderer/jobs/watch';
import { brightIsWave } from '../../../fixtures/renderer/bright-is-wave';
import { gesture } from '../../../fixtures/renderer/samples';

const run = {
  classes: [gesture('wave', 'Wave'), gesture('none', 'None')],
  preprocess: { frames: 4, fps: 10, mirror: true },
} as unknown as ModelFiles['run'];
const watched = { model: { run } as ModelFiles, capture: { ...DEFAULT_CAPTURE, width: 16, height: 16 } };

it('a camera is watched until it is ended', async () => {
  const { engine, closed } = brightIsWave();
  const feed = openSampleCamera();
  const abort = new AbortController();
  const times: number[] = [];
  const seconds = await watchCamera(feed, {
    ...watched,
    engine,
    signal: abort.signal,
    onAnswer: (answer, at) => {
      if (answer) times.push(at);
      if (times.length === 3) abort.abort();
    },
  });
  feed.close();
  expect(times).toHaveLength(3);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // The window of four frames is full with the first answer.
  expect(times[0]).toBeGreaterThan(200);
  expect(seconds).toBeGreaterThanOrEqual((times[2] ?? 0) / 1000);
  expect(closed()).toBe(true);
});

it('a camera that is taken away says so', async () => {
  const { engine, closed } = brightIsWave();
  const feed = openSampleCamera();
  const gone = new CameraError('CAMERA_UNPLUGGED', 'It is gone.');
  const { signal } = new AbortController();
  const watching = watchCamera(feed, { ...watched, engine, signal, onAnswer: () => feed.onEnded?.(gone) });
  await expect(watching).rejects.toBe(gone);
  feed.close();
  expect(closed()).toBe(true);
});

it('a camera that gives no pictures for too long has failed, and one that does has not', async () => {
  const { engine } = brightIsWave();
  const still = openSampleCamera();
  const { signal } = new AbortController();
  const watching = watchCamera(still, {
    ...watched,
    engine,
    signal,
    patience: 1500,
    onAnswer: () => {
      // As a driver that hangs: nothing says that it ended.
      still.stream.getVideoTracks().forEach((track) => track.stop());
    },
  });
  await expect(watching).rejects.toThrow('gives no pictures any more');
  still.close();
  const lively = openSampleCamera();
  const abort = new AbortController();
  let answers = 0;
  await watchCamera(lively, {
    ...watched,
    engine,
    signal: abort.signal,
    patience: 1500,
    onAnswer: () => {
      answers += 1;
      if (answers === 25) abort.abort();
    },
  });
  lively.close();
  expect(answers).toBeGreaterThanOrEqual(25);
});
