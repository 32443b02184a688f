import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import type { ExportModel } from '../../src-main/formats/models/format';
import { html } from '../../src-main/formats/models/html';
import { openLocalStream } from '../../src-renderer/engine/stream/local-stream';
import { EventLog } from '../../src-renderer/gestures/event-log';
import { ruleOf } from '../../src-renderer/gestures/rule-of';
import { HEIGHT, lampForExport, lampVideo, SECONDS_EACH, WIDTH } from '../e2e/lamp';
import { liveFiles } from '../fixtures/networks';
import { handedOut } from '../fixtures/web-page';
import { openPages } from './pages';

/** Writes what the exported page hands out, and a page that answers with it, into a folder. */
export async function unpackPage(folder: string, page: Uint8Array): Promise<void> {
  for (const [name, text] of Object.entries(handedOut(page))) await writeFile(join(folder, name), text);
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><script type="module">
import { load } from './beckon.js';
const model = await load('gestures.json');
globalThis.classify = async (pictures, mirrored) => {
  model.reset();
  let answer = null;
  for (const picture of pictures) answer = await model.push(picture, undefined, { mirrored });
  return answer.probabilities;
};
</script>`,
  );
}

/** As many gestures as are waited for, of a lamp that goes on and off every one and a half seconds. */
const EVENTS = 5;

/**
 * The gestures that the exported page lists, opened from disk with a video as its webcam, and those that the app's Live tells of in the
 * same video.
 */
export async function webcamEvents(folder: string): Promise<{ page: string[]; own: string[] }> {
  const model = await lampForExport();
  const [file, video] = [join(folder, 'lamp.html'), join(folder, 'lamp.y4m')];
  await writeFile(file, await html.build(model));
  await writeFile(video, lampVideo());
  const pages = await openPages(folder, video);
  try {
    const page = await pages.open(pathToFileURL(file).href);
    await page.getByRole('button', { name: 'Start watching' }).click();
    return { page: await listed(page), own: await ownEvents(model) };
  } finally {
    await pages.close();
  }
}

async function listed(page: Page): Promise<string[]> {
  const rows = page.locator('#events > li');
  await rows.nth(EVENTS - 1).waitFor({ timeout: 120_000 });
  const names = await rows.evaluateAll((all) => all.map((row) => row.dataset['gesture'] ?? ''));
  return names.toReversed().slice(0, EVENTS);
}

async function ownEvents(model: ExportModel): Promise<string[]> {
  const { run, threshold } = model;
  const log = new EventLog(ruleOf(run, { threshold }));
  const stream = await openLocalStream(liveFiles(model));
  const told: string[] = [];
  // A person switches it on at any moment: the first gesture is whichever.
  for (let time = 0; told.length < EVENTS + 1; time += 1000 / run.preprocess.fps) {
    const bright = Math.floor(time / 1000 / SECONDS_EACH) % 2 === 0;
    const rgb = new Uint8Array(WIDTH * HEIGHT * 3).fill(bright ? 255 : 0);
    const answer = await stream.push({
      rgb,
      width: WIDTH,
      height: HEIGHT,
      mirror: false,
      timestamp: time,
      missed: 0,
    });
    const events = answer ? log.push(answer.probabilities, time) : [];
    for (const { kind, gesture } of events)
      if (kind === 'start') told.push(run.classes[gesture.index]?.name ?? '');
  }
  stream.close();
  return told;
}
