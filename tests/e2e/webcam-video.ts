import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type * as Mediabunny from 'mediabunny';

/**
 * Makes a `.y4m` file that Chromium plays as a webcam from clips on disk. A strip at the picture's left edge, which the
 * app's square crop cuts away, says in black and white blocks which clip is on (see {@link readMarker}), so that a
 * test can tell from the running picture when to record and what the truth is.
 */
export interface WebcamPlan {
  /** Video files, played one after another; the whole is repeated for ever. */
  clips: string[];
  width: number;
  height: number;
  fps: number;
  /** Frames of stillness (the last picture) after each clip, under the marker {@link PAUSE}. */
  pauseFrames: number;
}

/** The marker has eight blocks, so 255 clips at most; this one says that no clip is on. */
export const PAUSE = 255;
const BITS = 8;
/** Width of the strip as a share of the picture's width. */
const STRIP = 0.08;

export async function makeWebcamVideo(browser: Browser, plan: WebcamPlan, file: string): Promise<void> {
  const { width, height, fps } = plan;
  const server = await serveFiles(plan.clips);
  const page = await browser.newPage();
  const out = await open(file, 'w');
  try {
    await page.goto(`${server.origin}/`);
    await out.write(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);
    for (const [index] of plan.clips.entries()) {
      const encoded = await page.evaluate(decodeToI420, { url: `/clip/${index}`, width, height, fps });
      const bytes = Buffer.from(encoded, 'base64');
      const size = width * height * 1.5;
      for (let at = 0; at < bytes.length; at += size) await writeFrame(bytes.subarray(at, at + size), index);
      const last = bytes.subarray(bytes.length - size);
      for (let pause = 0; pause < plan.pauseFrames; pause++) await writeFrame(last, PAUSE);
    }
  } finally {
    await out.close();
    await page.close();
    server.close();
  }

  async function writeFrame(i420: Buffer, marker: number): Promise<void> {
    const frame = Buffer.from(i420);
    for (let y = 0; y < height; y++) {
      const bit = (marker >> Math.floor((y * BITS) / height)) & 1;
      frame.fill(bit ? 235 : 16, y * width, y * width + Math.round(width * STRIP));
    }
    await out.write('FRAME\n');
    await out.write(frame);
  }
}

/** Runs in the page: which clip the page's (first) playing video shows now, or null where there is no picture yet. */
export function readMarker(video: HTMLVideoElement): number | null {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || video.readyState < 2) return null;
  const canvas = new OffscreenCanvas(1, 8);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.imageSmoothingEnabled = false;
  context.drawImage(video, Math.round(width * 0.03), 0, 1, height, 0, 0, 1, 8);
  const { data } = context.getImageData(0, 0, 1, 8);
  return Array.from({ length: 8 }, (_, bit) => ((data[bit * 4] ?? 0) > 127 ? 1 << bit : 0)).reduce(
    (a, b) => a + b,
    0,
  );
}

/** Runs in the page: every frame of a video, sampled at `fps`, as I420 bytes in base64. */
async function decodeToI420(task: {
  url: string;
  width: number;
  height: number;
  fps: number;
}): Promise<string> {
  const { mediabunny } = globalThis as unknown as { mediabunny: typeof Mediabunny };
  const { Input, ALL_FORMATS, BlobSource, CanvasSink } = mediabunny;
  const response = await fetch(task.url);
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(await response.blob()) });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error(`${task.url} has no video track`);
  const sink = new CanvasSink(track, { width: task.width, height: task.height, fit: 'fill' });
  const start = await track.getFirstTimestamp();
  const end = await track.computeDuration();
  const size = task.width * task.height;
  const frames: Uint8Array[] = [];
  for (let time = start; time < end - 0.5 / task.fps; time += 1 / task.fps) {
    const wrapped = await sink.getCanvas(time);
    const context = wrapped?.canvas.getContext('2d') as OffscreenCanvasRenderingContext2D | null | undefined;
    if (!context) continue;
    const { data } = context.getImageData(0, 0, task.width, task.height);
    const i420 = new Uint8Array(size * 1.5);
    for (let y = 0; y < task.height; y++) {
      for (let x = 0; x < task.width; x++) {
        const at = (y * task.width + x) * 4;
        const [r, g, b] = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
        i420[y * task.width + x] = 0.299 * r + 0.587 * g + 0.114 * b;
        if (x % 2 || y % 2) continue;
        const chroma = size + (y / 2) * (task.width / 2) + x / 2;
        i420[chroma] = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
        i420[chroma + size / 4] = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
      }
    }
    frames.push(i420);
  }
  const dataUrl = await new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(new Blob(frames as BlobPart[]));
  });
  return dataUrl.slice(dataUrl.indexOf(',') + 1);
}

const EMPTY_PAGE = `<!doctype html><title>clips</title>
<script type="module">import * as mediabunny from '/mediabunny.mjs'; globalThis.mediabunny = mediabunny;</script>`;

/** A loopback server of just these clips, an empty page and the decoder (WebCodecs needs a secure origin). */
async function serveFiles(clips: string[]): Promise<{ origin: string; close(): void }> {
  const library = join(import.meta.dirname, '../../node_modules/mediabunny/dist/bundles/mediabunny.mjs');
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const clip = clips[Number(/^\/clip\/(\d+)$/.exec(path)?.[1] ?? -1)];
    const file = path === '/mediabunny.mjs' ? library : clip;
    response.setHeader(
      'Content-Type',
      file === library ? 'text/javascript' : file ? 'video/mp4' : 'text/html',
    );
    if (file) createReadStream(file).pipe(response);
    else response.end(EMPTY_PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
