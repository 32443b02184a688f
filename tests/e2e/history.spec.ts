import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { blankClip } from './clips';

const clipsIn = (page: Page, name: string) =>
  page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });

test('what was done to clips is undone and redone after a restart, until the trash is emptied', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  for (const name of ['Wave', 'Stop']) {
    const { classId } = await services.classes.add(slug, name);
    for (const session of ['s1', 's2']) await services.clips.add(slug, blankClip(classId, session));
  }
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });

  let app = await openApp({ dataDir });
  await app.page.getByRole('button', { name: 'Rename Wave' }).click();
  await app.page.getByRole('textbox', { name: 'Name of Wave' }).fill('Hello');
  await app.page.keyboard.press('Enter');
  await expect(app.page.getByText('Renamed class Wave to Hello.')).toBeVisible();
  await app.page.keyboard.press('Control+z');
  await expect(app.page.getByRole('button', { name: 'Rename Wave' })).toBeVisible();
  await app.page.keyboard.press('Control+Shift+z');
  await expect(app.page.getByRole('button', { name: 'Rename Hello' })).toBeVisible();
  await app.page.keyboard.press('Control+z');

  await clipsIn(app.page, 'Wave').first().click();
  await app.page.getByRole('button', { name: 'Move to…' }).click();
  await app.page.getByRole('menuitem', { name: 'Stop' }).click();
  await expect(clipsIn(app.page, 'Stop')).toHaveCount(3);
  await clipsIn(app.page, 'Wave').first().click();
  await app.page.keyboard.press('Delete');
  await expect(app.page.getByText('Deleted 1 clip.')).toBeVisible();
  await app.close();

  app = await openApp({ dataDir });
  const { page } = app;
  await expect(clipsIn(page, 'Stop')).toHaveCount(3);
  await expect(clipsIn(page, 'Wave')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Deleted 1 clip.')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Moved 1 clip to Stop.')).toBeVisible();
  await expect(clipsIn(page, 'Wave')).toHaveCount(2);
  await page.keyboard.press('Control+Shift+z');
  await expect(clipsIn(page, 'Stop')).toHaveCount(3);
  await page.keyboard.press('Control+Shift+z');
  await expect(clipsIn(page, 'Wave')).toHaveCount(0);

  await page.getByRole('button', { name: 'Export and trash' }).click();
  await page.getByRole('menuitem', { name: 'Trash…' }).click();
  const trash = page.getByRole('dialog', { name: 'Trash', exact: true });
  await trash.getByRole('button', { name: 'Restore 1 clip of Wave' }).click();
  await expect(trash).toContainText('The trash is empty.');
  await expect(clipsIn(page, 'Wave')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(clipsIn(page, 'Wave')).toHaveCount(0);

  await page.getByRole('button', { name: 'Export and trash' }).click();
  await page.getByRole('menuitem', { name: 'Trash…' }).click();
  await trash.getByRole('button', { name: 'Empty…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Empty the trash?' });
  await expect(dialog).toContainText('This deletes 1 clip for good.');
  await dialog.getByRole('button', { name: 'Empty the trash' }).click();
  await expect(page.getByText('Emptied the trash: 1 clip.')).toBeVisible();
  expect(await readdir(join(dataDir, 'projects', slug, 'trash'))).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Moved 1 clip to Stop.')).toBeVisible();
  await expect(clipsIn(page, 'Wave')).toHaveCount(1);
});

test('a clip that was recorded is taken back at once, to the trash, and brought again, also after a restart', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  const { classId } = await services.classes.add(slug, 'Wave');
  await services.clips.add(slug, blankClip(classId, 's1'));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });

  const { page } = await openApp({ dataDir });
  const record = page.getByRole('button', { name: 'Hold to record Wave' });
  await expect(record).toBeEnabled();
  await page.keyboard.down('1');
  // It still waits for what is seen after it.
  await expect(page.locator('[data-state="saving"]')).toHaveCount(1);
  await page.keyboard.up('1');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Recorded 1 clip of Wave.')).toBeVisible();
  await expect(clipsIn(page, 'Wave')).toHaveCount(1);
  expect(await services.trash.list(slug)).toMatchObject([{ kind: 'clip', name: classId, clips: 1 }]);
  await page.getByRole('button', { name: 'Redo: Recorded 1 clip of Wave' }).click();
  await expect(clipsIn(page, 'Wave')).toHaveCount(2);

  // Each clip of one hold is a step.
  await page.keyboard.down('1');
  await expect.poll(() => clipsIn(page, 'Wave').count()).toBeGreaterThanOrEqual(4);
  await page.keyboard.up('1');
  await expect(page.locator('[data-state="saving"]')).toHaveCount(0);
  const recorded = await clipsIn(page, 'Wave').count();
  await page.reload();
  await page.getByRole('button', { name: 'Undo: Recorded 1 clip of Wave' }).click();
  await expect(clipsIn(page, 'Wave')).toHaveCount(recorded - 1);
  await page.keyboard.press('Control+z');
  await expect(clipsIn(page, 'Wave')).toHaveCount(recorded - 2);
});

test('what is changed of classes is undone and redone: colour, place, and what it becomes when mirrored', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  for (const name of ['Wave', 'Stop', 'Nod']) await services.classes.add(slug, name);
  await services.classes.update(slug, 'stop', { mirror: 'nod' });
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const twins = async (): Promise<string[]> =>
    (await services.projects.open(slug)).classes.map(({ id, mirror }) => `${id}: ${mirror ?? 'none'}`);

  const { page } = await openApp({ dataDir });
  const wave = page.getByRole('article', { name: 'Wave', exact: true });
  const order = (): Promise<(string | null)[]> =>
    page.locator('article').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  const more = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More for Wave' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  // The name that it has is no new one.
  await page.getByRole('button', { name: 'Rename Wave' }).click();
  await page.getByRole('textbox', { name: 'Name of Wave' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Rename Wave' })).toBeFocused();

  const before = (await wave.getAttribute('style')) ?? '';
  await page.getByRole('button', { name: 'Colour of Wave' }).click();
  const colours = page.getByRole('dialog', { name: 'Colour of Wave' });
  await colours.locator('[aria-pressed="false"]').last().click();
  await expect(page.getByText('Changed the colour of Wave.')).toBeVisible();
  await expect(wave).not.toHaveAttribute('style', before);
  await page.keyboard.press('Control+z');
  await expect(wave).toHaveAttribute('style', before);
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();

  await more('Move down');
  await expect.poll(order).toEqual(['Stop', 'Wave', 'Nod']);
  await page
    .getByRole('article', { name: 'Nod' })
    .getByTitle('Drag to reorder')
    .dragTo(page.getByRole('article', { name: 'Stop' }));
  await expect.poll(order).toEqual(['Nod', 'Stop', 'Wave']);
  // However many places it was dragged over.
  await page.keyboard.press('Control+z');
  await expect.poll(order).toEqual(['Stop', 'Wave', 'Nod']);
  await page.keyboard.press('Control+z');
  await expect.poll(order).toEqual(['Wave', 'Stop', 'Nod']);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(order).toEqual(['Stop', 'Wave', 'Nod']);

  await more('When mirrored…');
  await page.getByRole('radio', { name: 'Stop' }).click();
  await expect.poll(twins).toEqual(['stop: wave', 'wave: stop', 'nod: none']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect.poll(twins).toEqual(['stop: nod', 'wave: none', 'nod: stop']);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(twins).toEqual(['stop: wave', 'wave: stop', 'nod: none']);
});

test('a project is deleted after a question with what is in it, and comes back by keyboard or from the list', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  for (const [name, clips] of [
    ['Hands', 1],
    ['Fingers', 2],
  ] as const) {
    const { slug } = await services.projects.create(name);
    const { classId } = await services.classes.add(slug, 'Wave');
    for (let n = 0; n < clips; n++) await services.clips.add(slug, blankClip(classId, 's1'));
  }
  await services.settings.set({ lastProject: 'fingers', camera: { deviceId: 'sample' } });

  const before = await openApp({ dataDir });
  let { page } = before;
  const open = (name: string) =>
    expect(page.getByRole('button', { name: `Project ${name}`, exact: true })).toBeVisible();
  const menu = async (name: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^Project / }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const question = (name: string) => page.getByRole('dialog', { name: `Delete ${name}?` });
  await open('Fingers');
  await page.getByRole('button', { name: /^Project / }).click();
  await expect(page.getByRole('menuitem', { name: 'Recently deleted projects…' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'Delete Fingers…' }).click();
  await expect(question('Fingers')).toContainText('It holds 1 class, 2 clips and 0 models.');
  await page.keyboard.press('Escape');
  await open('Fingers');
  expect(await services.projects.deleted()).toEqual([]);

  await menu('Rename…');
  await page.getByRole('textbox', { name: 'Project name' }).fill('Toes');
  await page.keyboard.press('Enter');
  await open('Toes');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await open('Fingers');

  await menu('Delete Fingers…');
  await question('Fingers').getByRole('button', { name: 'Delete project' }).click();
  await open('Hands');
  await page.keyboard.press('Control+z');
  await open('Fingers');
  await menu('Delete Fingers…');
  await question('Fingers').getByRole('button', { name: 'Delete project' }).click();
  await open('Hands');
  await menu('Delete Hands…');
  await question('Hands').getByRole('button', { name: 'Delete project' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to Beckon' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await open('Hands');
  await menu('Delete Hands…');
  await question('Hands').getByRole('button', { name: 'Delete project' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to Beckon' })).toBeVisible();
  await before.close();

  ({ page } = await openApp({ dataDir }));
  await page.getByRole('button', { name: 'Recently deleted projects…' }).click();
  const deleted = page.getByRole('dialog', { name: 'Recently deleted projects' });
  await expect(deleted.getByRole('listitem')).toHaveCount(2);
  await expect(deleted.getByRole('listitem').first()).toContainText(
    /Hands.*Deleted .*1 class, 1 clip and 0 models/,
  );
  await deleted.getByRole('button', { name: /^Restore Hands/ }).click();
  await expect(deleted.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: 'Projects' }).getByRole('button', { name: 'Hands' }).click();
  await open('Hands');
  await menu('Recently deleted projects…');
  await deleted.getByRole('button', { name: /^Restore Fingers/ }).click();
  await expect(deleted).toContainText('There are no deleted projects.');
  await page.keyboard.press('Escape');
  await menu(/Fingers.*2 clips/);
  await open('Fingers');
  await expect(clipsIn(page, 'Wave')).toHaveCount(2);
});
