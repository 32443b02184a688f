import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

/** Sessions, how clips are spread over them, and the class for doing nothing. */

test('sessions are started by who and where; a table shows the gaps and says what is missing', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Spread');
  const ids: string[] = [];
  for (const name of ['Wave', 'Push']) ids.push((await services.classes.add(slug, name)).classId);
  const [wave = '', push = ''] = ids;
  for (let n = 0; n < 7; n++) await services.clips.add(slug, blankClip(wave, 'Ada, kitchen'));
  for (let n = 0; n < 2; n++) await services.clips.add(slug, blankClip(push, 'Ada, kitchen'));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });

  const { page } = await openApp({ dataDir });
  const session = page.getByRole('textbox', { name: 'Session', exact: true });
  await expect(session).toHaveValue('Session 1');
  await page.getByRole('button', { name: 'New session' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Who' }).fill('Ben');
  await dialog.getByRole('combobox', { name: 'Where' }).fill('kitchen');
  await expect(dialog).toContainText('The session will be called Ben, kitchen.');
  await page.keyboard.press('Enter');
  await expect(session).toHaveValue('Ben, kitchen');

  const bySession = page.getByRole('button', { name: /^Clips by session/ });
  await expect(bySession).toHaveAccessibleName(/2 warnings/);
  await bySession.click();
  await expect(dialog).toContainText('There is only one session.');
  await expect(dialog).toContainText('Wave has 7 clips and Push only 2.');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.keyboard.down('1');
  await expect(page.getByRole('button', { name: /^Wave clip .*Ben, kitchen, saved$/ }).first()).toBeVisible();
  await page.keyboard.up('1');
  await bySession.click();
  await expect(dialog.getByRole('columnheader', { name: 'Ben, kitchen' })).toContainText('now');
  await expect(dialog.getByRole('row', { name: /^Push/ }).getByRole('cell')).toHaveText(['2', 'none', '2']);
  await expect(dialog).toContainText('Push was recorded in one session only. Record it in another one too.');
});

test('the class for doing nothing is explained and collected by prompts', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Quiet');
  await services.classes.add(slug, 'Wave');
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });

  const { page } = await openApp({ dataDir });
  await page.getByRole('button', { name: 'Collect “None”…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('says “No gesture” and “None of these” without this class');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByTestId('burst')).toContainText('Sit still 1 of 10');
  await expect(page.getByTestId('burst')).toContainText('Look away 2 of 10', { timeout: 90_000 });
  await page.keyboard.press('Escape');
  const none = page.getByRole('article', { name: 'None' });
  await expect(none.getByRole('button', { name: /, saved$/ })).toHaveCount(1);
  await expect(none.getByRole('combobox', { name: 'Sample gesture for None' })).toHaveValue('idle');
  await expect(page.getByTestId('review')).toContainText('1 clip of None');
  await expect(page.getByText('None has 1 clip.')).toBeVisible();
});
