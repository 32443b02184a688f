import { chmod, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createServices, type Services } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

/** Bad input costs a sentence, and nothing else. */

/** A project whose classes have one clip of each of the sessions named. Answers its slug. */
async function project(
  services: Services,
  name: string,
  classes: Record<string, string[]> = {},
): Promise<string> {
  const { slug } = await services.projects.create(name);
  for (const [className, sessions] of Object.entries(classes)) {
    const { classId } = await services.classes.add(slug, className);
    for (const session of sessions) await services.clips.add(slug, blankClip(classId, session));
  }
  return slug;
}

const step = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('button', { name, exact: true });
const openProject = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: /^Project / }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('projects that do not open say why; a damaged one is rebuilt, a newer one is left alone', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const at = (...names: string[]): string => join(dataDir, 'projects', ...names);
  const services = await createServices(dataDir);
  await project(services, 'Good', { Wave: ['s1'] });
  await project(services, 'Damaged', { 'Swipe left': ['s1', 's2'], Push: ['s1'] });
  await project(services, 'Future');
  await services.settings.set({ lastProject: 'damaged', camera: { deviceId: 'sample' } });
  await truncate(at('damaged', 'project.json'), 60);
  const future = JSON.stringify({ schema: 99, name: 'Future', secret: 1 });
  await writeFile(at('future', 'project.json'), future);
  await mkdir(at('holiday'));

  const { page } = await openApp({ dataDir });
  const rows = page.getByRole('list', { name: 'Projects' }).getByRole('listitem');
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText(
    'The project.json of “Damaged” is damaged: it is not valid JSON. Its clips and models are untouched.',
  );
  const newer = rows.filter({ hasText: 'was made by a newer version of Beckon' });
  await expect(newer).toContainText('its schema is 99');
  await expect(newer.getByRole('button')).toHaveCount(0);
  const foreign = rows.filter({ hasText: 'holds no project.json and no clips' });
  await expect(foreign.getByRole('button')).toHaveCount(0);

  await rows.first().getByRole('button', { name: 'Rebuild' }).click();
  await expect(page.getByText('was rebuilt from its clips. The damaged file is kept')).toBeVisible();
  const card = page.getByRole('article', { name: 'Swipe left', exact: true });
  await expect(card.getByRole('button', { name: /, saved$/ })).toHaveCount(2);
  expect((await readdir(at('damaged'))).some((name) => name.startsWith('project.damaged-'))).toBe(true);

  await openProject(page, 'Future');
  const dialog = page.getByRole('dialog', { name: 'Future cannot be opened' });
  await expect(dialog).toContainText('Update Beckon to open it.');
  await expect(dialog.getByRole('button', { name: /Rebuild|Try again/ })).toHaveCount(0);
  await dialog.getByText('Close', { exact: true }).click();
  await expect(dialog).toHaveCount(0);
  expect(await readFile(at('future', 'project.json'), 'utf8')).toBe(future);
  expect(await readdir(at('future'))).toEqual(['project.json']);

  await openProject(page, 'Good');
  await expect(page.getByRole('article', { name: 'Wave', exact: true })).toBeVisible();
});

test('a project that is damaged while the app is open is rebuilt from the switcher', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const at = (...names: string[]): string => join(dataDir, 'projects', ...names);
  const services = await createServices(dataDir);
  await project(services, 'Good', { Wave: ['s1'] });
  await project(services, 'Hands', { Push: ['s1'] });
  await services.settings.set({ lastProject: 'good', camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });
  await expect(page).toHaveTitle('Good');

  await writeFile(at('hands', 'project.json'), '');
  await openProject(page, 'Hands');
  await page.getByRole('dialog').getByRole('button', { name: 'Rebuild' }).click();
  await expect(page).toHaveTitle('Hands');
  await expect(page.getByRole('article', { name: 'Push', exact: true })).toBeVisible();
});

test('a project that may not be read is named, and opens once it may', async ({ openApp, newFolder }) => {
  test.skip(process.platform === 'win32' || process.getuid?.() === 0, 'Permissions do not bind this user');
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  await project(services, 'Open', { Wave: ['s1'] });
  await project(services, 'Closed');
  await services.settings.set({ lastProject: 'open', camera: { deviceId: 'sample' } });
  const file = join(dataDir, 'projects', 'closed', 'project.json');
  await chmod(file, 0);
  const { page } = await openApp({ dataDir });
  await expect(page).toHaveTitle('Open');
  await openProject(page, 'closed');
  const dialog = page.getByRole('dialog', { name: 'closed cannot be opened' });
  await expect(dialog).toContainText('Beckon has no permission to read the project “closed”.');
  await chmod(file, 0o600);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveTitle('Closed');
});

test('what the start has to tell is shown until it is dismissed', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  await createServices(dataDir);
  await writeFile(join(dataDir, 'settings.json'), '{"lastProject":');
  const { page } = await openApp({ dataDir });
  const notice = page.getByText(/The settings file was damaged\. It is kept as settings\.damaged-\w+\.json/);
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
});

test('Train says what is missing, and Collect which files it cannot read', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  await project(services, 'Empty');
  await project(services, 'One', { Wave: ['s1'] });
  await project(services, 'Gap', { Wave: ['s1'], Pull: [] });
  const mixed = await project(services, 'Mixed', { Wave: ['s1', 's2'], Pull: ['s1', 's2'] });
  await services.clips.add(mixed, blankClip('wave', 's1', [16, 48, 64, 3]));
  await services.clips.add(mixed, blankClip('pull', 's1', [3, 96, 96, 3]));
  const folder = join(dataDir, 'projects', mixed, 'clips', 'pull');
  const [cut] = await readdir(folder);
  await truncate(join(folder, String(cut)), 5000);
  await writeFile(join(folder, 'foreign.safetensors'), 'PK, something else entirely');
  await services.settings.set({ lastProject: 'empty', camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });

  await step(page, 'Train').click();
  await expect(page.getByText('There is nothing to learn from yet. Add two classes')).toBeVisible();
  await openProject(page, 'One');
  await expect(page.getByText('Training needs at least two classes')).toBeVisible();
  await openProject(page, 'Gap');
  await expect(page.getByText('Pull has no clips yet. Record some, or delete')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start training' })).toHaveCount(0);

  await openProject(page, 'Mixed');
  await page.getByText('3 things to know first').click();
  await expect(page.getByText('1 clip not recorded at 96×96 pixels will be resized.')).toBeVisible();
  await expect(page.getByText('1 clip with fewer than 4 frames will be left out.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();

  await step(page, 'Collect').click();
  await page.getByText('2 files could not be read and were left as they are').click();
  await expect(page.getByText(/The file is cut short: it has 5000 bytes/)).toBeVisible();
  await expect(
    page.getByText('The file is not a safetensors file, or its beginning is damaged.'),
  ).toBeVisible();
  expect(await readdir(folder)).toHaveLength(4);
});

test('the layers are shown before training, and follow the settings', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  await project(services, 'Pair', { Wave: ['s1'], Pull: ['s1'] });
  await services.settings.set({ lastProject: 'pair', camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });
  await step(page, 'Train').click();
  await page.getByRole('button', { name: 'Layers' }).click();
  const table = page.getByRole('region', { name: 'Layers' });
  await expect(table.getByRole('row', { name: /^conv1/ })).toContainText('16 × 32 × 32 × 24');
  await expect(table.getByRole('row', { name: /^classes/ })).toContainText('2');
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByLabel('Picture size (pixels)').fill('16');
  await expect(table.getByRole('row', { name: /^conv1/ })).toContainText('16 × 16 × 16 × 24');
  await page.getByLabel('Picture size (pixels)').fill('0');
  await expect(page.getByText('The layers are shown once the settings can be used.')).toBeVisible();
});

/** A project with one class, and a person who has read why the camera is wanted. */
async function withCamera(dataDir: string): Promise<{ services: Services; slug: string }> {
  const services = await createServices(dataDir);
  const slug = await project(services, 'Cameras', { Wave: [] });
  await services.settings.set({ lastProject: slug, camera: { explained: true } });
  return { services, slug };
}

test('a camera that is not there says so, and the sample camera is offered', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  await withCamera(dataDir);
  const { page } = await openApp({ dataDir, camera: 'none' });
  await expect(page.getByRole('alert')).toContainText('No camera found');
  await expect(page.getByRole('alert')).toContainText('Plug one in, or try the sample camera.');
  await page.getByRole('button', { name: 'Use the sample camera' }).click();
  await expect(page.locator('video')).toBeVisible();
});

test('a camera that is refused says so', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  await withCamera(dataDir);
  const { page } = await openApp({ dataDir, camera: 'refused' });
  await expect(page.getByRole('alert')).toContainText('Camera access is blocked');
  await expect(page.getByRole('alert')).toContainText('set Camera to Allow');
  for (const [width, height] of [
    [900, 700],
    [420, 860],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.getByRole('heading', { name: 'Camera access is blocked' })).toBeInViewport({
      ratio: 1,
    });
    await expect(page.getByRole('button', { name: 'Use the sample camera' })).toBeInViewport({ ratio: 1 });
  }
});

test('a camera that vanishes while recording says so, and costs no saved clip', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const { services, slug } = await withCamera(dataDir);
  const { page } = await openApp({ dataDir });
  await page.locator('video').waitFor();
  const card = page.getByRole('article', { name: 'Wave', exact: true });
  await expect(card.getByRole('button', { name: 'Hold to record Wave' })).toBeEnabled();
  await page.keyboard.down('1');
  await expect(card.getByRole('button', { name: /, saved$/ })).toHaveCount(1);
  await page.evaluate(() => {
    const stream = document.querySelector('video')?.srcObject;
    if (!(stream instanceof MediaStream)) throw new Error('There is no stream.');
    for (const track of stream.getVideoTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await expect(page.getByRole('alert')).toContainText('The camera was unplugged');
  await expect(page.getByRole('alert')).toContainText('Plug it in again or choose another.');
  await page.keyboard.up('1');
  const saved = await card.getByRole('button', { name: /, saved$/ }).count();
  expect((await services.clips.list(slug)).clips).toHaveLength(saved);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('video')).toBeVisible();
});
