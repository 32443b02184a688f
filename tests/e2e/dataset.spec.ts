import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

test('a dataset is exported, and imported into a project of its own and into this one', async ({
  openApp,
  newFolder,
}, testInfo) => {
  test.skip(
    testInfo.project.name === 'electron',
    'Electron saves by the system’s dialog, which no test can drive',
  );
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  const { classId } = await services.classes.add(slug, 'Wave');
  // More than one piece of a transfer.
  for (let clip = 0; clip < 25; clip++) await services.clips.add(slug, blankClip(classId, 's1'));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });

  await page.getByRole('button', { name: 'Export and trash' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export clips: Beckon dataset (.zip)' }).click();
  const bytes = await readFile(await (await download).path());
  await expect(page.getByText('hands-clips.zip is in your downloads: 25 clips.')).toBeVisible();
  const files = unzipSync(new Uint8Array(bytes));
  expect(Object.keys(files).filter((path) => path.startsWith('clips/wave/'))).toHaveLength(25);

  const zip = join(await newFolder(), 'theirs.zip');
  await writeFile(
    zip,
    zipSync({ ...files, 'clips/wave/broken.safetensors': new Uint8Array(5) }, { level: 0 }),
  );
  const choose = async (): Promise<void> => {
    await page.getByLabel('Dataset to add').setInputFiles(zip);
    await expect(page.getByRole('dialog', { name: 'Add theirs.zip' })).toBeVisible();
  };
  await choose();
  await page.getByRole('button', { name: 'Add to Hands' }).click();
  await expect(page.getByText('25 clips were already there.')).toBeVisible();
  await page.getByText('1 file was left out').click();
  await expect(page.getByText('clips/wave/broken.safetensors')).toBeVisible();
  await page.getByText('Dismiss', { exact: true }).click();

  await choose();
  await page.getByRole('button', { name: 'New project' }).click();
  await expect(page).toHaveTitle('Hands (2)');
  await expect(page.getByText('25 clips added to Hands (2).')).toBeVisible();
  const card = page.getByRole('article', { name: 'Wave', exact: true });
  await expect(card).toContainText('25');

  // The whole project goes out as one file.
  await page.getByRole('button', { name: 'Project Hands (2)' }).click();
  const archived = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Save as an archive (.beckon)' }).click();
  const archive = join(await newFolder(), 'theirs.beckon');
  await (await archived).saveAs(archive);
  await expect(page.getByText('hands-2.beckon is in your downloads.')).toBeVisible();
  await page.getByLabel('Project archive').setInputFiles(archive);
  await expect(page).toHaveTitle('Hands (2) (2)', { timeout: 180_000 });
  await expect(page.getByText('Opened Hands (2) (2), with 25 clips and 0 models.')).toBeVisible();
  await expect(card).toContainText('25');

  // From the first screen, a dataset opens as a project.
  await services.settings.set({ lastProject: null, appearance: { theme: 'dark', dates: 'de' } });
  await page.reload();
  await page.getByLabel('Project archive').setInputFiles(zip);
  await expect(page).toHaveTitle('Hands (3)', { timeout: 180_000 });
  await expect(card).toContainText('25');

  // What was chosen of light and dark holds, whatever the system says.
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await background()).toBe('rgb(20, 19, 17)');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByText(dataDir)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Language of dates' })).toHaveValue('de');
  await page.getByRole('radio', { name: 'Light' }).check({ force: true });
  await expect.poll(background).toBe('rgb(245, 244, 240)');
});
