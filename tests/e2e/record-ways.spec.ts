import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { ClipBatch } from '../../src-main/contract';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeMovingSquare } from './moving-square';

/** The ways to record that need no hand on the keyboard. */

/** A new project with these classes before the webcam, or before the sample camera. */
async function begin(page: Page, camera: 'webcam' | 'sample', classes: string[]): Promise<void> {
  await page.getByLabel('Name your project').fill('Ways');
  if (camera === 'webcam') {
    await page.getByRole('button', { name: 'Use my camera' }).click();
    await page.getByRole('button', { name: 'Allow the camera' }).click();
  } else await page.getByRole('button', { name: /sample camera/i }).click();
  for (const name of classes) {
    await page.getByRole('textbox', { name: 'New class' }).fill(name);
    await page.getByRole('button', { name: 'Add class' }).click();
    await expect(page.getByRole('article', { name })).toBeVisible();
  }
  await expect(page.getByRole('button', { name: `Hold to record ${classes[0] ?? ''}` })).toBeEnabled();
}

const choose = (page: Page, way: string) => page.getByText(way, { exact: true }).click();
const saved = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });

/** What is on disk of a project. */
async function onDisk(dataDir: string): Promise<ClipBatch & { pixels: Uint8Array }> {
  const { clips } = await createServices(dataDir);
  const listed = await clips.list('ways');
  const batch = await clips.read('ways', listed.clips);
  return { ...batch, pixels: new Uint8Array(await batch.frames.arrayBuffer()) };
}

/** For each clip the first and the last frame that differ from the one before. */
function movements({ clips, pixels }: Awaited<ReturnType<typeof onDisk>>): { first: number; last: number }[] {
  return clips.map(({ shape: [frames, height, width] }, clip) => {
    const size = height * width * 3;
    const start = clip * frames * size;
    const moving = Array.from({ length: frames - 1 }, (_, index) => index + 1).filter((frame) => {
      let changed = 0;
      for (let at = start + frame * size; at < start + (frame + 1) * size; at++) {
        if (Math.abs((pixels[at] ?? 0) - (pixels[at - size] ?? 0)) > 40) changed += 1;
      }
      return changed > 30;
    });
    return { first: moving[0] ?? NaN, last: moving.at(-1) ?? NaN };
  });
}

test('a burst counts down, records, and is reviewed with one key a clip; Esc keeps what is done', async ({
  openApp,
}) => {
  const { page } = await openApp();
  await begin(page, 'webcam', ['Wave', 'Nod']);
  await choose(page, 'Burst');
  await page.getByLabel('Clips in a burst').selectOption('3');
  await page.getByLabel('Pause between clips').selectOption('1');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());

  const says = page.getByTestId('burst-announcer');
  await page.keyboard.press('2');
  await expect(says).toHaveText('3 clips of Nod. The first in 5 seconds.');
  await expect(page.getByTestId('burst')).toContainText('Nod 1 of 3');
  await expect(says).toHaveText('1');
  await expect(page.getByTestId('burst')).toHaveAttribute('data-phase', 'record');
  await expect(says).toHaveText('Recording 3 of 3', { timeout: 90_000 });
  await expect(says).toHaveText('3 clips of Nod recorded.');
  await expect(saved(page, 'Nod')).toHaveCount(3);

  const review = page.getByTestId('review');
  await expect(review.getByRole('button', { name: 'Clip 1, not reviewed' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await expect(review.getByRole('button', { name: 'Clip 2, discarded' })).toBeVisible();
  await expect(saved(page, 'Nod')).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(review.getByRole('button', { name: 'Clip 2, not reviewed' })).toBeVisible();
  await expect(saved(page, 'Nod')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(review).toHaveCount(0);

  await page.keyboard.press('1');
  await expect(says).toHaveText('Recording 2 of 3', { timeout: 90_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('burst')).toHaveCount(0);
  await expect(saved(page, 'Wave')).toHaveCount(1);
  await expect(review.getByRole('button', { name: /^Clip/ })).toHaveCount(1);

  await page.reload();
  await expect(page.getByRole('button', { name: 'Record 3 clips of Wave' })).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Burst' })).toBeChecked();
});

test('on motion, clips of a video as the webcam have the movement in their middle', async ({
  openApp,
  newFolder,
}) => {
  const video = join(await newFolder(), 'square.y4m');
  await makeMovingSquare({ fps: 15, still: 4, moving: 1 }, video);
  const { page, dataDir } = await openApp({ video });
  await begin(page, 'webcam', ['Circle']);
  await choose(page, 'On motion');
  await page.getByRole('button', { name: 'On motion record Circle' }).click();
  await expect(page.getByTestId('motion')).toHaveAttribute('data-state', 'still');
  await expect(saved(page, 'Circle')).toHaveCount(3, { timeout: 180_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('motion')).toHaveCount(0);
  await expect(page.getByTestId('motion-announcer')).toHaveText('3 clips recorded.');

  const batch = await onDisk(dataDir);
  const found = movements(batch);
  expect(found).toHaveLength(3);
  for (const { surroundings } of batch.clips) {
    expect(surroundings?.before).toBe(5);
    expect(surroundings?.after).toBeGreaterThan(0);
  }
  for (const { first, last } of found) {
    expect(last - first).toBeGreaterThan(6);
    expect(Math.abs((first - 1 + last) / 2 - 7.5)).toBeLessThanOrEqual(2);
  }
});

test('on motion, clips of the sample camera begin and end within two frames of the truth', async ({
  openApp,
}) => {
  const { page, dataDir } = await openApp();
  await begin(page, 'sample', ['Swipe left', 'Wave']);
  await choose(page, 'On motion');
  for (const [name, key] of [
    ['Swipe left', '1'],
    ['Wave', '2'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(saved(page, name)).toHaveCount(3, { timeout: 180_000 });
    await page.keyboard.press('Escape');
  }

  // The drawing script leaves on the page's timeline when it moved the hand.
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('sample camera: wave').length))
    .toBeGreaterThanOrEqual(3);
  const truth = await page.evaluate(() =>
    performance
      .getEntriesByType('measure')
      .filter(({ name }) => name.startsWith('sample camera: '))
      .map(({ startTime, duration }) => startTime + duration / 2),
  );
  const { clips } = await onDisk(dataDir);
  expect(clips).toHaveLength(6);
  for (const { timestamps, shape, meta } of clips) {
    const period = 1000 / meta.fps;
    const half = ((shape[0] - 1) * period) / 2;
    const [first, last] = [timestamps[0] ?? NaN, timestamps.at(-1) ?? NaN];
    const off = truth.map((middle) =>
      Math.max(Math.abs(first - (middle - half)), Math.abs(last - (middle + half))),
    );
    expect(Math.min(...off) / period).toBeLessThanOrEqual(2);
  }
});

test('the last seconds become a clip of the selected class', async ({ openApp }) => {
  const { page, dataDir } = await openApp();
  await begin(page, 'webcam', ['Wave', 'Nod']);
  await page.getByRole('article', { name: 'Nod' }).click({ position: { x: 60, y: 8 } });
  await expect(async () => {
    await page.keyboard.press('l');
    await expect(page.getByText('Kept the last 1.6 s as Nod.')).toBeVisible({ timeout: 500 });
  }).toPass();
  const pressed = await page.evaluate(() => performance.now());
  await expect(saved(page, 'Nod')).toHaveCount(1);
  const [clip] = (await onDisk(dataDir)).clips;
  expect(clip?.shape[0]).toBe(16);
  expect(clip?.timestamps.at(-1)).toBeLessThan(pressed);
  expect((clip?.timestamps.at(-1) ?? NaN) - (clip?.timestamps[0] ?? NaN)).toBeCloseTo(1500, -3);

  await expect(async () => {
    await page.getByRole('button', { name: 'Keep the last 1.6 s' }).click();
    await expect(saved(page, 'Nod')).toHaveCount(2, { timeout: 500 });
  }).toPass();
});
