import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { barClip } from './clips';

test('shorter clips say what becomes of those there are; one is trimmed on a filmstrip, and Undo brings it back', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const capture = { frames: 8, fps: 10, width: 32, height: 32, mirror: true };
  const { slug } = await services.projects.create('Hands', capture);
  await services.classes.add(slug, 'Wave');
  const whole = await services.clips.add(slug, barClip('wave', 's1', 2, 1));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const lengths = async (): Promise<number[]> =>
    (await services.clips.list(slug)).clips.map(({ shape }) => shape[0]);

  const { page } = await openApp({ dataDir });
  await page.getByRole('button', { name: '0.8 s, 10 fps (how clips are recorded)' }).click();
  const recorded = page.getByRole('dialog', { name: 'How clips are recorded' });
  const length = recorded.getByRole('slider', { name: 'Length' });
  for (let press = 0; press < 3; press++) await length.press('ArrowLeft');
  await expect(recorded).toContainText('1 clip is longer: training uses the middle');
  await recorded.getByRole('button', { name: 'Use from now on' }).click();
  await expect(recorded).toBeHidden();
  expect((await services.projects.open(slug)).capture).toEqual({ ...capture, frames: 5 });

  await page.getByRole('button', { name: /, 0.8 s long, saved$/ }).click();
  await page.getByRole('button', { name: 'Trim…' }).click();
  const trim = page.getByRole('dialog', { name: 'Trim the clip' });
  await expect(trim.getByRole('status')).toContainText('Frames 2–6 of 8, 0.5 s of 0.8 s.');
  await trim.getByRole('slider', { name: 'Last frame' }).press('ArrowRight');
  // The part keeps its length, so both handles moved.
  await expect(trim.getByRole('status')).toContainText('Frames 3–7 of 8');
  await trim.getByRole('switch', { name: 'Exactly 0.5 s, like this project’s clips' }).click();
  await trim.getByRole('slider', { name: 'First frame' }).press('ArrowLeft');
  await expect(trim.getByRole('status')).toContainText('Frames 2–7 of 8');
  await trim.getByRole('switch').click();
  await expect(trim.getByRole('status')).toContainText('Frames 2–6 of 8');
  await trim.getByRole('button', { name: 'Trim' }).click();
  await expect(page.getByText('Trimmed 1 clip.')).toBeVisible();
  expect(await lengths()).toEqual([5]);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: Trimmed 1 clip.')).toBeVisible();
  expect((await services.clips.list(slug)).clips).toEqual([whole]);
});
