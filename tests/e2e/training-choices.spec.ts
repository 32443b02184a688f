import '@tensorflow/tfjs-backend-cpu';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { Locator } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { saveModel } from '../../src-renderer/engine/model/model-files';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { expectModel, openTrainSettings, startTraining, trainedOf } from './training';

/** What a person may choose of how a model is trained, beyond the presets. */

/** A picture on the wall, as it is painted. */
const painted = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());

test('a preset is kept with the project; variations are seen on a wall of clips while they are adjusted, and kept with the model', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText('Quick', { exact: true }).click();
  await expect.poll(async () => (await services.projects.open(slug)).preset).toBe('quick');
  await page.reload();
  await openTrainSettings(page);
  await expect(page.getByRole('radio', { name: 'Quick', exact: true })).toBeChecked();
  await page.getByRole('button', { name: 'See and adjust variations' }).click();
  const dialog = page.getByRole('dialog', { name: 'How clips vary in training' });
  const wall = dialog.getByRole('list', { name: 'Clips as they are varied' });
  await expect(wall.getByRole('listitem')).toHaveCount(12);
  const first = wall.locator('canvas').first();
  const before = await painted(first);
  await dialog.getByRole('slider', { name: 'Turn' }).focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
  await expect(dialog.getByText('± 12°')).toBeVisible();
  await expect.poll(() => painted(first)).not.toBe(before);
  const turned = await painted(first);
  await dialog.getByRole('button', { name: 'Show others' }).click();
  await expect.poll(() => painted(first)).not.toBe(turned);
  await dialog.getByText('As the model sees it').click();
  await expect(first).toHaveAttribute('width', '32');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('turn ± 12°')).toBeVisible();

  await page.getByText('Best', { exact: true }).click();
  await expect(page.getByText(/the model takes 12\.0 MB/)).toBeVisible();
  await page.getByText('Quick', { exact: true }).click();
  await expect(page.getByText(/the model takes 2\.2 MB/)).toBeVisible();
  // Of so few clips, three networks.
  await page.getByText('Balanced', { exact: true }).click();
  await expect(page.getByText(/the model takes 12\.0 MB/)).toBeVisible();
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByLabel('Label smoothing').fill('0.1');
  await startTraining(page, 2, { idle: false });
  await expectModel(page, 1);
  const { runs } = await services.models.list(slug);
  const { config } = await services.models.report(slug, runs[0]?.id ?? '');
  expect(config).toMatchObject({
    augmentation: { rotation: 12 },
    labelSmoothing: 0.1,
    epochs: 2,
    members: 3,
  });
});

test('a model begins with a pretrained network, and the next one with its CNN or with single frames', async ({
  openApp,
  newFolder,
}) => {
  await setBackend('cpu');
  const folder = await newFolder();
  const network = sequential();
  network.add(
    layers.conv2d({ inputShape: [48, 48, 3], filters: 6, kernelSize: 5, strides: 3, activation: 'relu' }),
  );
  network.add(layers.globalMaxPooling2d({}));
  network.add(layers.dense({ units: 4, activation: 'softmax' }));
  const files = await saveModel(network);
  const paths = ['model.json', 'weights.bin'].map((name) => join(folder, name));
  await writeFile(paths[0] ?? '', await files.topology.text());
  await writeFile(paths[1] ?? '', new Uint8Array(await files.weights.arrayBuffer()));

  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  await openTrainSettings(page);
  const begins = page.getByLabel('Starts from');
  const dialog = page.getByRole('dialog', { name: 'A pretrained network' });
  await begins.selectOption('A pretrained network…');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  // Nothing was chosen.
  await expect(begins).toHaveValue('motion');
  await begins.selectOption('A pretrained network…');
  await dialog.getByLabel('Files of the network').setInputFiles(paths.slice(0, 1));
  await expect(dialog.getByRole('alert')).toContainText('the file weights.bin is missing');
  await dialog.getByLabel('Files of the network').setInputFiles(paths);
  await expect(
    dialog.getByText('takes pictures of 48×48 pixels in colour and turns each into 6 numbers'),
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Start from it' }).click();
  await expect(begins).toHaveValue('backbone');
  await expect(page.getByLabel('Its CNN')).toHaveValue('0');

  const train = async (number: number, options = {}): Promise<void> => {
    await startTraining(page, 2, options);
    await expectModel(page, number);
  };
  await train(1);
  await openTrainSettings(page);
  await begins.selectOption('The CNN of Model 1');
  await train(2);
  await page.getByRole('button', { name: 'More settings' }).click();
  await begins.selectOption('Single frames first, then movement');
  await train(3, { idle: false });

  const { runs } = await services.models.list(slug);
  const configs = await Promise.all(
    trainedOf(runs)
      .toReversed()
      .map(async ({ id }) => {
        const { config, from, preprocess } = await services.models.report(slug, id);
        return {
          start: config.start,
          network: config.network?.name,
          from: from?.name,
          width: preprocess.width,
        };
      }),
  );
  expect(configs).toEqual([
    { start: 'cnn', network: 'model.json', from: 'model.json', width: 48 },
    { start: 'cnn', network: 'model.json', from: 'Model 1', width: 48 },
    { start: 'frames', network: undefined, from: undefined, width: 32 },
  ]);
});
