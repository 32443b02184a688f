import { expect, test } from './app';
import { expectModel, openTrainSettings, startTraining } from './training';

/** What a packed app is to do before it is released. In the project `packaged` alone, with the program in BECKON_PACKAGED. */

test('the packed app records, trains and recognises with the sample camera', async ({ openApp }) => {
  const { page } = await openApp();
  await page.getByLabel('Name your project').fill('Packed');
  await page.getByRole('button', { name: 'Try the sample camera' }).click();
  const classes = ['Swipe left', 'Wave'];
  for (const name of classes) {
    await page.getByRole('textbox', { name: 'New class' }).fill(name);
    await page.getByRole('button', { name: 'Add class' }).click();
    await expect(page.getByRole('button', { name: `Hold to record ${name}` })).toBeEnabled();
  }
  for (const [index, name] of classes.entries()) {
    const saved = page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.down(String(index + 1));
    await expect.poll(() => saved.count(), { timeout: 120_000 }).toBeGreaterThanOrEqual(6);
    await page.keyboard.up(String(index + 1));
  }
  await openTrainSettings(page);
  await page.getByText('Quick', { exact: true }).click();
  await startTraining(page, 3);
  await expectModel(page, 1);
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('%', { timeout: 120_000 });
});
