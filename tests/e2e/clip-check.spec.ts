import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip, takeOf } from './clips';

test('Check clips finds a dark clip and a copy in two classes; one key moves, one deletes, and Undo brings back', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  for (const name of ['Wave', 'Stop']) await services.classes.add(slug, name);
  for (let seed = 0; seed < 4; seed++) {
    await services.clips.add(slug, await takeOf('wave', 's1', 2, seed));
    await services.clips.add(slug, await takeOf('stop', 's1', -2, seed + 4));
  }
  await services.clips.add(slug, { ...(await takeOf('wave', 's2', 2, 1)), classId: 'stop' });
  const dark = blankClip('stop', 's2', [8, 32, 32, 3]);
  await services.clips.add(slug, { ...dark, frames: new Blob([new Uint8Array(8 * 32 * 32 * 3).fill(8)]) });
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const classesOf = async (): Promise<string[]> =>
    (await services.clips.list(slug)).clips.map(({ classId }) => classId).sort();

  const app = await openApp({ dataDir });
  const { page } = app;
  await page.getByRole('button', { name: 'Check clips' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check clips' });
  await expect(dialog.getByRole('heading', { name: 'Same clip in two classes' })).toBeVisible();
  await expect(dialog).toContainText('the same moment as a clip of Wave in session s1');
  await expect(dialog.getByText('1 of 3')).toBeVisible();
  await page.keyboard.press('1');
  await expect(dialog.getByRole('heading', { name: 'Too dark' })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(dialog.getByRole('heading', { name: 'Near-duplicates' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(dialog).toContainText('Nothing stands out among 9 clips.');
  expect(await classesOf()).toEqual([...Array<string>(4).fill('stop'), ...Array<string>(5).fill('wave')]);

  for (const title of ['Near-duplicates', 'Too dark', 'Same clip in two classes']) {
    await page.keyboard.press('Control+z');
    await expect(dialog.getByRole('heading', { name: title })).toBeVisible();
  }
  expect(await classesOf()).toEqual([...Array<string>(6).fill('stop'), ...Array<string>(4).fill('wave')]);
  await page.keyboard.press('k');
  await expect(dialog.getByText('1 of 1')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Library', exact: true }).click();
  await page.getByRole('button', { name: 'Flagged 1' }).click();
  await expect(page.getByText('1 of 10 clips')).toBeVisible();

  await app.close();
  const { page: again } = await openApp({ dataDir });
  await again.getByRole('button', { name: 'Train', exact: true }).click();
  await again.getByRole('button', { name: 'Check clips' }).click();
  await expect(again.getByText('1 of 1')).toBeVisible();
  await expect(again.getByRole('heading', { name: 'Too dark' })).toBeVisible();
});
