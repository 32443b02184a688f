import { BufferTarget, CanvasSource, Output, QUALITY_HIGH, WebMOutputFormat } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ModelFiles } from '../../../../src-main/contract';
import type { Engine } from '../../../../src-renderer/engine/api';
import { triggersOf } from '../../../../src-main/shared/trigger-words';
import { countInVideo, TriggerCount } from '../../../../src-renderer/jobs/triggers';
import { greyGif } from '../../../fixtures/gif';
import { brightIsWave } from '../../../fixtures/renderer/bright-is-wave';
import { gesture } from '../../../fixtures/renderer/samples';

const capture = { ...DEFAULT_CAPTURE, width: 16, height: 16 };
const run = {
  classes: [gesture('wave', 'Wave'), gesture('none', 'None')],
  preprocess: { frames: 4, fps: 10, mirror: true },
} as unknown as ModelFiles['run'];
const model = { run } as ModelFiles;

const watch = (bytes: Blob, engine: Engine, signal = new AbortController().signal, onProgress = () => {}) =>
  countInVideo(bytes, {
    engine,
    model,
    capture,
    asked: { threshold: 0.8 },
    name: 'a video',
    signal,
    onProgress,
  });

describe('a video without gestures', () => {
  const greys = Array.from({ length: 50 }, (_, i) => (i % 20 >= 10 && i % 20 < 15 ? 200 : 20));

  it('is watched at the model’s rate from beginning to end', async () => {
    const { engine, greys: seen, closed } = brightIsWave();
    const report = await watch(new Blob([greyGif(greys)]), engine);
    expect(seen).toEqual(greys);
    expect(report).toMatchObject({ source: 'a video', threshold: 0.8 });
    expect(report.seconds).toBeCloseTo(5);
    // Of 47 windows it was on in four of each of the two stretches.
    expect(report.perClass).toEqual([{ classId: 'wave', name: 'Wave', triggers: 2, on: 8 / 47 }]);
    expect(report.byThreshold.find(({ threshold }) => threshold === 0.95)?.triggers).toBe(0);
    expect(closed()).toBe(true);
  });

  it('may be a WebM', async () => {
    const canvas = new OffscreenCanvas(32, 32);
    const output = new Output({ format: new WebMOutputFormat(), target: new BufferTarget() });
    const source = new CanvasSource(canvas, { codec: 'vp8', quality: QUALITY_HIGH });
    output.addVideoTrack(source);
    await output.start();
    for (let frame = 0; frame <= 60; frame++) {
      const ctx = canvas.getContext('2d');
      if (ctx) ctx.fillStyle = frame >= 30 && frame < 45 ? '#dddddd' : '#202020';
      ctx?.fillRect(0, 0, 32, 32);
      await source.add(frame / 20, 1 / 20);
    }
    await output.finalize();
    const { engine, greys: seen } = brightIsWave();
    const report = await watch(new Blob([output.target.buffer ?? new ArrayBuffer(0)]), engine);
    // Every other one, the last one too.
    expect(seen).toHaveLength(31);
    expect(triggersOf(report)).toBe(1);
  });

  it('may be stopped, and what was watched by then counts', async () => {
    const { engine, greys: seen } = brightIsWave();
    const abort = new AbortController();
    const onProgress = (): void => {
      if (seen.length === 20) abort.abort();
    };
    const report = await watch(new Blob([greyGif(greys)]), engine, abort.signal, onProgress);
    expect(report.seconds).toBeCloseTo(2);
    expect(triggersOf(report)).toBe(1);
  });

  it('is refused where it is not longer than a window, or no video', async () => {
    const { engine } = brightIsWave();
    await expect(watch(new Blob([greyGif([0, 1, 2])]), engine)).rejects.toThrow(
      'It is no longer than the 0.4 s',
    );
    await expect(watch(new Blob(['text']), engine)).rejects.toThrow('It is not a video in a format');
  });
});

it('does not count time in which there was no answer', () => {
  const count = new TriggerCount(run, { threshold: 0.8 }, 'Camera');
  const at = (timestamp: number) => count.push({ probabilities: [0, 1], timestamp });
  for (const time of [0, 100, 200]) at(time);
  expect(count.seconds).toBeCloseTo(0.6);
  at(60_000);
  expect(count.seconds).toBeCloseTo(0.6);
  count.push(null);
  at(61_000);
  expect(count.seconds).toBeCloseTo(1);
});
