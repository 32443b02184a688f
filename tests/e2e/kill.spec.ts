import type { Page } from '@playwright/test';
import { expect, test } from './app';

/** The host is killed while clips are being recorded; what the screen had called saved must be there again. */

const ROUNDS = 3;
const CLASSES = ['Swipe left', 'Swipe right'];

test('killing the host while recording loses no clip that was shown as saved', async ({ openApp }) => {
  test.setTimeout(12 * 60_000);
  const first = await openApp();
  const { dataDir } = first;
  let app = first;
  await app.page.getByLabel('Name your project').fill('Killed');
  await app.page.getByRole('button', { name: 'Try the sample camera' }).click();
  for (const name of CLASSES) {
    await app.page.getByRole('textbox', { name: 'New class' }).fill(name);
    await app.page.getByRole('button', { name: 'Add class' }).click();
    await expect(app.page.getByRole('article', { name, exact: true })).toBeVisible();
  }

  for (let round = 0; round < ROUNDS; round++) {
    const name = CLASSES[round % CLASSES.length] ?? '';
    const { page, process } = app;
    const before = (await saved(page)).total;
    await page.getByRole('button', { name: `Hold to record ${name}` }).hover();
    await page.mouse.down();
    await expect.poll(async () => (await saved(page)).total, { timeout: 90_000 }).toBeGreaterThan(before);
    // Anywhere within the next clip: while it is recorded, or while it is being written.
    const moment = Math.random() * 2500;
    await page.waitForTimeout(moment);
    process.kill('SIGKILL');
    await expect(
      page.getByRole('alert').filter({ hasText: 'The connection to Beckon was lost.' }).first(),
    ).toBeVisible();
    await page.mouse.up();
    const shown = await saved(page);
    await app.close();

    app = await openApp({ dataDir });
    await expect(app.page).toHaveTitle(/Killed/);
    for (const each of CLASSES) {
      const listed = clips(app.page, each);
      await expect
        .poll(() => listed.count(), { message: `round ${round}, killed after ${moment.toFixed(0)} ms` })
        .toBeGreaterThanOrEqual(shown.byClass[each] ?? 0);
    }
    await expect(app.page.getByText('could not be read')).toHaveCount(0);
  }
});

const clips = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });

/** How many clips the screen calls saved. */
async function saved(page: Page): Promise<{ total: number; byClass: Record<string, number> }> {
  const counts = await Promise.all(
    CLASSES.map(async (name) => [name, await clips(page, name).count()] as const),
  );
  return { total: counts.reduce((sum, [, count]) => sum + count, 0), byClass: Object.fromEntries(counts) };
}
