import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { root } from '../../../scripts/ensure-build.mjs';
import { createServices } from '../../../src-main/services';
import { expect, test } from '../../e2e/app';
import { CLASSES, CLIPS_A_CLASS, fillProject } from '../support/large-project';

/** `npm run bench:library`: the library with 10,000 clips, in the built app. Prints its figures as one JSON object. */

const CLIPS = CLASSES * CLIPS_A_CLASS;
const SCROLL_SECONDS = 10;
/** Pixels a second: a thumb's flick. */
const SPEED = 3000;

test('the library with 10,000 clips', async ({ openApp, newFolder }) => {
  test.setTimeout(10 * 60_000);
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Large');
  await fillProject(services, slug);

  const { page } = await openApp({ dataDir, camera: 'none' });
  const devtools = await page.context().newCDPSession(page);
  const opened = Date.now();
  await page.getByRole('button', { name: /^Large/ }).click();
  await expect(page.getByText(`${CLIPS.toLocaleString('en-GB')} clips in`)).toBeVisible({ timeout: 120_000 });
  const openMs = Date.now() - opened;

  const libraryMs = await timeUntil(
    page,
    () => page.getByRole('button', { name: 'Library', exact: true }).click(),
    CLIPS,
  );
  const idle = await memory(devtools);
  const scroll = await scrollFor(page, SCROLL_SECONDS, SPEED);
  const filterMs = await timeUntil(
    page,
    () => page.getByRole('combobox', { name: 'Class' }).selectOption({ label: 'Class 3' }),
    CLIPS_A_CLASS,
  );
  const after = await memory(devtools);
  const figures = { clips: CLIPS, openMs, libraryMs, filterMs, scroll, memory: { idle, after } };
  const json = JSON.stringify(figures, null, 2);
  await writeFile(join(root, 'bench-library.json'), `${json}\n`);
  console.log(json);
});

/** Milliseconds until the grid holds so many clips and the first of them is drawn. */
async function timeUntil(page: Page, act: () => Promise<unknown>, clips: number): Promise<number> {
  const begun = Date.now();
  await act();
  const first = page.getByRole('listbox', { name: 'Clips' }).getByRole('option').first();
  await expect(first).toHaveAttribute('aria-setsize', String(clips));
  await expect(first.locator('canvas')).toBeVisible();
  return Date.now() - begun;
}

interface Scrolled {
  frames: number;
  framesPerSecond: number;
  /** The longest that one frame stood. */
  longestMs: number;
  p95Ms: number;
}

function scrollFor(page: Page, seconds: number, speed: number): Promise<Scrolled> {
  return page.getByRole('listbox', { name: 'Clips' }).evaluate(
    async (list, { seconds, speed }) => {
      const gaps: number[] = [];
      const begun = performance.now();
      let last = begun;
      while (last - begun < seconds * 1000) {
        const now = await new Promise<number>(requestAnimationFrame);
        gaps.push(now - last);
        last = now;
        list.scrollTop = ((now - begun) / 1000) * speed;
      }
      const sorted = gaps.toSorted((a, b) => a - b);
      return {
        frames: gaps.length,
        framesPerSecond: gaps.length / seconds,
        longestMs: sorted.at(-1) ?? NaN,
        p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? NaN,
      };
    },
    { seconds, speed },
  );
}

/** Megabytes of the page's JavaScript after a collection, and of the largest page process in all. */
async function memory(devtools: CDPSession): Promise<{ heapMB: number; processMB: number | null }> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return { heapMB: Math.round(usedSize / 1e6), processMB: largestPage() };
}

/** What the largest of Chromium's page processes has in memory, as `ps` tells it; null where there is no `ps`. */
function largestPage(): number | null {
  const { status, stdout } = spawnSync('ps', ['-eo', 'rss=,args='], { encoding: 'utf8' });
  if (status !== 0) return null;
  const pages = stdout.split('\n').filter((line) => line.includes('--type=renderer'));
  const sizes = pages.map((line) => Number.parseInt(line, 10) / 1000);
  return sizes.length > 0 ? Math.round(Math.max(...sizes)) : null;
}
