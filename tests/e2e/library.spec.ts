import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

test('the library shows many clips, and they are chosen, moved, deleted and brought back by keyboard', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  for (const name of ['Wave', 'Stop']) {
    const { classId } = await services.classes.add(slug, name);
    for (let n = 0; n < 150; n++) await services.clips.add(slug, blankClip(classId, n % 3 ? 's1' : 's2'));
  }
  const other = await services.projects.create('Signs');
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });

  const { page } = await openApp({ dataDir });
  await page.getByRole('button', { name: 'Library', exact: true }).click();
  const grid = page.getByRole('listbox', { name: 'Clips' });
  const clips = grid.getByRole('option');
  await expect(clips.first()).toHaveAttribute('aria-setsize', '300');
  // Those out of sight are not in the page.
  expect(await clips.count()).toBeLessThan(150);

  await page.getByRole('combobox', { name: 'Class' }).selectOption({ label: 'Wave' });
  await page.getByRole('combobox', { name: 'Session' }).selectOption({ label: 's2' });
  await expect(page.getByText('50 of 300 clips')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('End');
  await expect(grid.getByRole('option', { selected: false }).last()).toHaveAttribute('aria-posinset', '50');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByText('3 clips selected')).toBeVisible();
  await page.keyboard.press('2');
  await expect(page.getByText('Moved 3 clips to Stop.')).toBeVisible();
  await expect(page.getByText('47 of 300 clips')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('No clip is like this.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('47 of 300 clips')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('50 of 300 clips')).toBeVisible();
  await clips.first().click();
  await page.getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: 'Another project…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  await expect(page.getByText('Moved 1 clip to the project Signs.')).toBeVisible();
  expect((await services.clips.list(other.slug)).clips).toHaveLength(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('50 of 300 clips')).toBeVisible();
  expect((await services.clips.list(other.slug)).clips).toHaveLength(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Gestures' })).toBeVisible();
});
