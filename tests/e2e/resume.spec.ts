import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { recordVideo } from './record-video';
import { expectModel, openTrainSettings, startTraining, trainedOf } from './training';

/** The host is killed in mid-training; what is resumed must end as if nothing had been between. */

const EPOCHS = 10;

async function train(page: Page, epochs = EPOCHS, options = { idle: true }): Promise<void> {
  await openTrainSettings(page);
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByLabel('Networks in the ensemble').fill('1');
  await startTraining(page, epochs, options);
}

/** Adds a video of everyday use on Tune, marks a gesture in it, and lets models learn from it. */
async function tickStretch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tune', exact: true }).click();
  const buffer = await recordVideo(page, 3);
  await page
    .getByLabel('Video of a stretch')
    .setInputFiles({ name: 'evening.webm', mimeType: 'video/webm', buffer });
  await page.getByRole('button', { name: 'Mark here' }).click();
  await expect(page.getByRole('button', { name: /^Left, / })).toBeVisible();
  await page.getByRole('checkbox', { name: 'Learn from it: evening' }).check();
}

test('a training that was killed goes on after a restart, and ends as an uninterrupted one does', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);

  let app = await openApp({ dataDir });
  await tickStretch(app.page);
  const stretches = async () => (await services.stretches.list(slug)).stretches;
  await expect.poll(stretches).toMatchObject([{ learn: true, events: [{ class: 'left' }] }]);
  await train(app.page);
  await expectModel(app.page, 1);
  await expect(app.page.getByRole('region', { name: 'Model Model 1' })).toContainText(
    'Beside the clips, it has learnt from 1 recorded stretch.',
  );

  await app.page.getByRole('button', { name: 'Start training' }).click();
  const epochs = async (): Promise<number> =>
    (await services.checkpoints.look(slug)).state?.epochs.length ?? 0;
  await expect.poll(epochs, { intervals: [50], timeout: 180_000 }).toBeGreaterThan(2);
  app.process.kill('SIGKILL');
  await app.close();

  app = await openApp({ dataDir });
  await app.page.getByRole('button', { name: 'Train', exact: true }).click();
  const heading = app.page.getByRole('heading', { name: /^Training was interrupted at epoch \d+ of 10/ });
  await expect(heading).toBeVisible();
  await app.page.getByRole('button', { name: 'Resume' }).click();
  await expectModel(app.page, 2);
  await expect(heading).toBeHidden();

  const { runs } = await services.models.list(slug);
  const [again, whole] = await Promise.all(trainedOf(runs).map(({ id }) => services.models.read(slug, id)));
  if (!again || !whole) throw new Error(`Two models were expected, not ${runs.length}.`);
  expect(again.run.epochs).toHaveLength(EPOCHS);
  expect(again.run.epochs).toEqual(whole.run.epochs);
  expect(again.run.metrics).toEqual(whole.run.metrics);
  expect(again.run.learntStretches).toEqual((await stretches()).map(({ id }) => id));
  const bytes = async (blob: Blob): Promise<Buffer> => Buffer.from(await blob.arrayBuffer());
  expect(Buffer.compare(await bytes(again.weights), await bytes(whole.weights))).toBe(0);
  expect((await services.checkpoints.look(slug)).state).toBeNull();

  await app.page.getByRole('button', { name: 'Compare' }).click();
  await app.page.getByRole('checkbox', { name: 'Model 1' }).check();
  const compared = app.page.getByRole('region', { name: 'Two models side by side' });
  await expect(compared).toContainText('They were trained in the same way, on the same number of clips.');
});

test('a training that goes on from a model is paused, discarded, brought back and resumed', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  await train(page, 3, { idle: false });
  await expectModel(page, 1);

  await page.getByRole('button', { name: 'More for Model 1' }).click();
  await page.getByRole('menuitem', { name: 'Continue training from here' }).click();
  await expect(page.getByText('Continues from Model 1. 16 clips, none of them new to it.')).toBeVisible();
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const paused = page.getByRole('heading', { name: /^Paused at epoch \d+ of 23/ });
  await expect(paused).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(paused).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await page.getByRole('button', { name: 'Resume' }).click();
  const model = page.getByRole('region', { name: 'Model Model 2' });
  await expect(model).toContainText('continued from Model 1', { timeout: 180_000 });
  const { runs } = await services.models.list(slug);
  expect(trainedOf(runs).map(({ epochs }) => epochs)).toEqual([23, 3]);
});
