import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';

/** What is recorded is recognised at once, with no training. */

const saved = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });

/** Has the sample camera's hand perform while a class is recorded with its key. */
async function record(page: Page, key: string, name: string, clips: number): Promise<void> {
  const before = await saved(page, name).count();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.down(key);
  await expect
    .poll(() => saved(page, name).count(), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(before + clips);
  await page.keyboard.up(key);
}

test('three clips each of two gestures, and the next ones are named; a third that was never recorded is none of these', async ({
  openApp,
  newFolder,
}) => {
  test.setTimeout(6 * 60_000);
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('At once');
  for (const name of ['Swipe left', 'Wave']) await services.classes.add(slug, name);
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'sample' },
    live: { threshold: 0.5 },
  });
  const { page } = await openApp({ dataDir });
  const instant = page.getByTestId('instant');
  await expect(page.getByRole('button', { name: 'Hold to record Wave' })).toBeEnabled();
  await expect(instant).toBeHidden();
  await record(page, '1', 'Swipe left', 3);
  await record(page, '2', 'Wave', 3);
  await expect(instant).toBeVisible({ timeout: 60_000 });
  for (const [key, name] of [
    ['1', 'Swipe left'],
    ['2', 'Wave'],
  ] as const) {
    await page.keyboard.down(key);
    await expect(instant).toContainText(name, { timeout: 30_000 });
    await page.keyboard.up(key);
  }
  // Nothing is recorded, and the hand makes a gesture that never was. It is performed a few times and then rests, by turns: of some
  // performances the model makes one of its two gestures.
  const shown = page.getByRole('group', { name: 'What the sample camera shows' });
  const clips = page.getByRole('button', { name: /, saved$/ });
  await expect(page.locator('[data-state="saving"]')).toHaveCount(0);
  const recorded = await clips.count();
  await expect(async () => {
    await shown.getByRole('button', { name: 'Pull', exact: true }).click();
    await expect(instant).toContainText('None of these', { timeout: 6000 });
  }).toPass({ timeout: 180_000 });
  expect(await clips.count()).toBe(recorded);
  // Live goes by the same model, with nothing trained.
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('instant');
  await page.getByRole('button', { name: 'Wave', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('Wave', { timeout: 30_000 });
  await expect(page.getByTestId('last-gesture')).toBeVisible({ timeout: 30_000 });
  await expect(async () => {
    await page.getByRole('button', { name: 'Pull', exact: true }).click();
    await expect(page.getByTestId('verdict')).toContainText('None of these', { timeout: 6000 });
  }).toPass({ timeout: 180_000 });
});
