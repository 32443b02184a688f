import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';

/** Classes get texts, a model learns to say them, and Live says them of what it sees. */

const saved = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });

/** Records a burst of the sample camera's hand with the class's key. */
async function burst(page: Page, key: string, name: string, gesture: string): Promise<void> {
  await page.getByRole('combobox', { name: `Sample gesture for ${name}` }).selectOption(gesture);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press(key);
  await expect(saved(page, name)).toHaveCount(3, { timeout: 180_000 });
  await page.keyboard.press('Escape');
}

test('a model learns what is being done in clips, and says it live', async ({ openApp, newFolder }) => {
  test.setTimeout(12 * 60_000);
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Words');
  for (const name of ['Wave', 'Still']) await services.classes.add(slug, name);
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'sample' },
    collect: { way: 'burst', repetitions: 3, pause: 1, sounds: false, voice: false },
    live: { threshold: 0.5 },
  });
  const { page } = await openApp({ dataDir });
  await burst(page, '1', 'Wave', 'wave');
  await burst(page, '2', 'Still', 'idle');

  await saved(page, 'Wave').first().click();
  await page.getByRole('button', { name: 'Description…' }).click();
  await page.getByRole('textbox', { name: 'In a few words' }).fill('An open hand waves.');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  const texts = async (): Promise<string[]> =>
    Object.values((await services.projects.open(slug)).texts ?? {});
  expect(await texts()).toEqual(['An open hand waves.']);
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(texts).toEqual([]);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect.poll(texts).toEqual(['An open hand waves.']);

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByLabel('Epochs', { exact: true }).fill('40');
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByLabel('Networks in the ensemble').fill('1');
  await page.getByRole('switch', { name: 'Learn when to say “No gesture”' }).click();
  await page.getByRole('button', { name: 'Start training' }).click();
  const model = page.getByRole('region', { name: 'Model Model 1' });
  await expect(model).toBeVisible({ timeout: 180_000 });
  await model.getByRole('tab', { name: 'Describe' }).click();
  const learn = model.getByRole('button', { name: 'Learn to describe' });
  await expect(learn).toBeDisabled();
  await model.getByRole('textbox', { name: 'Description of Wave' }).fill('an open hand waves');
  await page.keyboard.press('Tab');
  await page.keyboard.type('nobody does anything');
  // The field is still being written in.
  await learn.click();
  const result = model.getByRole('region', { name: 'How well it describes' });
  await expect(result).toContainText('Word for word', { timeout: 180_000 });
  await expect(result.getByRole('list', { name: 'Examples' })).toContainText('nobody does anything');
  const { classes } = await services.projects.open(slug);
  expect(classes.map(({ text }) => text)).toEqual(['an open hand waves', 'nobody does anything']);

  await page.getByRole('button', { name: 'Live', exact: true }).click();
  const caption = page.getByTestId('caption');
  await expect(caption).toHaveText('nobody does anything', { timeout: 90_000 });
  await page.getByRole('button', { name: 'Wave', exact: true }).click();
  await expect(caption).toHaveText('an open hand waves', { timeout: 90_000 });
  const inWords = page.getByRole('switch', { name: 'Describe in words' });
  await inWords.click();
  await expect(caption).toBeHidden();
  await expect.poll(async () => (await services.settings.get()).live.captions).toBe(false);
});
