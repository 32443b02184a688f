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
  await expect(page.getByText('No clips match.')).toBeVisible();
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

test('Collect is quiet at first, shows a clip large, leads out of the library, and clips go to a new project', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByText('Name your first gesture')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Camera' })).toBeVisible();
  for (const name of [/^New session/, /^Keep the last/, /how clips are recorded/, /^Clips by session/]) {
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  }
  await page.getByRole('textbox', { name: 'New class' }).fill('Hello');
  await page.keyboard.press('Enter');
  const card = page.getByRole('article', { name: 'Hello', exact: true });
  await expect(page.getByRole('button', { name: 'New session' })).toBeVisible();
  // The sample camera knows no such gesture.
  await expect(card.getByRole('combobox', { name: 'Sample gesture for Hello' })).toHaveValue('');

  for (const name of ['Wave', 'Stop', 'Push', 'Pull', 'Nod', 'Last']) await services.classes.add(slug, name);
  for (let n = 0; n < 3; n++) await services.clips.add(slug, blankClip('hello', 's1'));
  await page.reload();
  const below = page.getByRole('button', { name: /^\d more class(es)? below$/ });
  await below.click();
  await expect.poll(() => page.locator('main').evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
  const more = page.getByRole('article', { name: 'Last' }).getByRole('button', { name: /^More for/ });
  // The list may still be on its way to where the click sent it.
  await expect(async () => {
    await more.scrollIntoViewIfNeeded();
    await more.focus();
    await expect(below).toHaveCount(0, { timeout: 1000 });
  }).toPass();
  await card.scrollIntoViewIfNeeded();

  const thumbs = card.getByRole('button', { name: /, saved$/ });
  const large = page.getByRole('dialog', { name: 'Hello' });
  await thumbs.nth(1).dblclick();
  await expect(large).toContainText('2 of 3');
  await expect(large.locator('canvas')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(large).toContainText('3 of 3');
  await page.keyboard.press('Escape');
  await expect(large).toHaveCount(0);
  await expect(page.getByRole('toolbar', { name: 'Selected clips' })).toHaveCount(0);
  await thumbs.first().focus();
  await page.keyboard.press('Enter');
  await expect(large).toContainText('1 of 3');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Library', exact: true }).click();
  await page.getByRole('listbox', { name: 'Clips' }).focus();
  await page.keyboard.press('Enter');
  await expect(large).toContainText('1 of 3');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Collect', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Gestures' })).toBeVisible();

  await thumbs.first().click();
  await page.getByRole('button', { name: 'Move to…' }).click();
  await page.getByRole('menuitem', { name: 'Another project…' }).click();
  const moving = page.getByRole('dialog', { name: 'Move 1 clip to another project' });
  const name = moving.getByRole('textbox', { name: 'Name of the new project' });
  await name.fill('hands');
  await page.keyboard.press('Enter');
  await expect(moving).toContainText('There is already a project called “Hands”.');
  await name.fill('Others');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Moved 1 clip to the project Others.')).toBeVisible();
  expect((await services.clips.list('others')).clips).toHaveLength(1);
});
