import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { greyGif, slidingGif } from '../fixtures/gif';
import { expect, test } from './app';
import { recordVideo } from './record-video';

/** Drops a file or folder of this machine in the middle of the window. */
async function drop(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  }
}

test('a folder of videos comes in, by class and session, with spans of a long one; what is broken is named', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  await services.classes.add(slug, 'Wave');
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const { page } = await openApp({ dataDir });

  const folder = join(await newFolder(), 'footage');
  const video = await recordVideo(page, 4);
  const gif = greyGif(Array.from({ length: 20 }, (_, index) => index * 12));
  for (const [path, bytes] of [
    ['wave/s1_a.gif', slidingGif(32)],
    ['wave/s2_a.gif', slidingGif(32)],
    ['Stop/s1_long.webm', video],
    ['Stop/s2_b.gif', gif],
    ['Stop/s2_broken.mp4', Buffer.from('no video')],
    ['Stop/notes.txt', Buffer.from('notes')],
  ] as const) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }

  await drop(page, folder);
  const dialog = page.getByRole('dialog', { name: 'Choose a class for each' });
  await expect(dialog.getByLabel('Class for wave')).toHaveValue('wave');
  await expect(dialog.getByLabel('Name of the new class for Stop')).toHaveValue('Stop');
  await expect(dialog.getByRole('combobox', { name: 'Session' })).toContainText(
    'From the start of the file name: s1 and s2',
  );

  // Gestures that last longer than the clips of an empty project make them longer, unless a person says no.
  const lengthen = dialog.getByRole('switch', { name: /^Make clips 3\.\d s long$/ });
  await expect(lengthen).toBeChecked();
  await expect(dialog.getByText(/seem to last 3\.\d s; clips here are 1\.6 s\.$/)).toBeVisible();
  await lengthen.click();
  await expect(dialog).toContainText('its middle 1.6 s');

  await dialog.getByRole('button', { name: 'Mark spans in s1_long.webm' }).click();
  const timeline = page.getByRole('slider', { name: 'Position in the video' });
  await timeline.press('i');
  await timeline.press('End');
  await timeline.press('o');
  await expect(page.getByText('1 span, 2 clips', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await dialog.getByRole('button', { name: 'Add 6 clips' }).click();

  await expect(page.getByText('Added 5 of 6 clips.')).toBeVisible({ timeout: 180_000 });
  await page.getByText('2 files were left out').click();
  await expect(page.getByText('footage/Stop/s2_broken.mp4')).toBeVisible();
  const stop = page.getByRole('article', { name: 'Stop', exact: true });
  await expect(stop).toContainText('3 clips');
  const { clips } = await services.clips.list(slug);
  expect(clips.map(({ classId, meta }) => `${classId} ${meta.session}`).sort()).toEqual([
    'stop s1',
    'stop s1',
    'stop s2',
    'wave s1',
    'wave s2',
  ]);

  // Dropped on a class, a file by itself goes to it.
  const dropped = await page.evaluateHandle(
    (bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'one.gif', { type: 'image/gif' }));
      return transfer;
    },
    [...gif],
  );
  await stop.dispatchEvent('dragover', { dataTransfer: dropped });
  await expect(page.getByText('Drop to add to Stop')).toBeVisible();
  await stop.dispatchEvent('drop', { dataTransfer: dropped });
  await dialog.getByRole('button', { name: 'Add 1 clip' }).click();
  await expect(stop).toContainText('4 clips');
  await page.keyboard.press('Control+z');
  await expect(stop).toContainText('3 clips');
  await page.keyboard.press('Control+z');
  await expect(stop).toContainText('0 clips');
  // Chosen by a dialog, a folder is looked at alike.
  await page.getByLabel('Folder to add').setInputFiles(join(folder, 'wave'));
  await expect(dialog.getByRole('button', { name: 'Add 2 clips' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Control+Shift+z');
  await expect(stop).toContainText('3 clips');
});
