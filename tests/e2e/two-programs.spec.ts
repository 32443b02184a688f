import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

test('what another program does to the open project shows at once, and can be taken back here', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const other = await createServices(dataDir);
  const { slug } = await other.projects.create('Hands');
  const { classId: wave } = await other.classes.add(slug, 'Wave');
  await other.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });
  const clipsIn = (name: string) =>
    page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });
  await expect(page.getByRole('article', { name: 'Wave', exact: true })).toBeVisible();

  const { classId: stop } = await other.classes.add(slug, 'Stop');
  const clip = await other.clips.add(slug, blankClip(wave, 's1'));
  await other.clips.add(slug, blankClip(stop, 's1'));
  await expect(clipsIn('Wave')).toHaveCount(1);
  await expect(clipsIn('Stop')).toHaveCount(1);

  await other.clips.relabel(slug, [clip], stop);
  await expect(clipsIn('Stop')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo: Moved 1 clip to Stop' }).click();
  await expect(page.getByText('Undone: Moved 1 clip to Stop.')).toBeVisible();
  await expect(clipsIn('Wave')).toHaveCount(1);
  expect((await other.clips.list(slug)).clips.map(({ classId }) => classId).sort()).toEqual([stop, wave]);

  await other.projects.remove(slug);
  await expect(page.getByText('The project Hands was deleted in another window.')).toBeVisible();
});
