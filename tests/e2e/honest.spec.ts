import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { greyGif } from '../fixtures/gif';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { expectModel, openTrainSettings, startTraining, trainedOf } from './training';

/** What a model's report says beside its score: how often it fires unasked, and whether more clips would help. */

/** With a pass less than usual. @param idle as {@link startTraining} has it */
async function trainModel(page: Page, idle: boolean): Promise<void> {
  await openTrainSettings(page);
  await page.getByText('Quick', { exact: true }).click();
  await startTraining(page, 3, { idle });
  await expectModel(page, 1);
}

test('a model is watched over a video without gestures and before the camera, and says how often it fired', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  // The rule that it is watched by is fitted to when it says that no gesture is due.
  await trainModel(page, true);
  await expect(
    page.getByText('This score rests on only 8 validation clips, so it can be far off.'),
  ).toBeVisible();
  // Eight of one session, which the confidence was fitted to: neither a range nor a measure of it is claimed.
  await expect(page.getByText('no range can be given for other sessions')).toBeVisible();
  await expect(page.getByText('Its confidence was adjusted on these very clips')).toBeVisible();
  await expect(page.getByText('can be trusted.', { exact: true })).toHaveCount(0);

  // What its rule goes by was fitted after training.
  const { runs } = await services.models.list(slug);
  const { events } = await services.models.report(slug, runs[0]?.id ?? '');
  const threshold = events?.threshold ?? NaN;
  // Seventy pictures, each for a second.
  const greys = Array.from({ length: 70 }, (_, index) => (index * 40) % 256);
  const video = { mimeType: 'image/gif', buffer: Buffer.from(greyGif(greys, { hundredths: 100 })) };
  const report = page.getByRole('region', { name: 'False triggers', exact: true });
  await page.getByLabel('Video without gestures').setInputFiles({ ...video, name: 'desk.gif' });
  await expect(report.getByRole('status')).toContainText(
    `in 1 min 10 s of desk.gif, at ${Math.round(100 * threshold)} %`,
  );
  const table = report.getByRole('region', { name: 'False triggers by threshold' });
  // Its own threshold stands between the usual ones.
  const counted = new Set([0.5, 0.6, 0.7, 0.8, 0.9, 0.95, threshold]);
  await expect(table.getByRole('row')).toHaveCount(1 + counted.size);
  await table.getByRole('button', { name: 'Use 90 % on Live' }).click();
  await expect(table.getByRole('row', { name: /^90 %/ })).toContainText('In use');
  const broken = { name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') };
  await page.getByLabel('Video without gestures').setInputFiles(broken);
  await expect(report.getByRole('alert')).toContainText('It is not a video in a format that Beckon reads');

  const { triggers } = await services.models.report(slug, runs[0]?.id ?? '');
  expect(triggers).toMatchObject({ source: 'desk.gif', threshold });
  expect(triggers?.seconds).toBeCloseTo(70);
  await page.reload();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(report.getByRole('status')).toContainText('of desk.gif');

  await report.getByRole('button', { name: 'Measure on Live' }).click();
  await page.getByText('15 min', { exact: true }).click();
  await page.getByRole('button', { name: 'Start measuring' }).click();
  await expect(page.getByRole('timer')).toHaveText(/^14 min \d+ s left$/);
  await page.getByRole('button', { name: 'Stop and keep the result' }).click();
  await expect(page.getByText('is too short to estimate a rate per hour.')).toBeVisible();
  await page.getByRole('button', { name: 'Show in the report' }).click();
  await expect(report.getByRole('status')).toContainText('at 90 %');
});

test('a model’s report says of each class whether more clips would help', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  await page.setViewportSize({ width: 1280, height: 800 });
  const lead = page.getByRole('button', { name: 'Train now' });
  await expect(lead).toBeInViewport({ ratio: 1 });
  await lead.click();
  await expect(page.getByRole('heading', { name: 'Train', exact: true })).toBeVisible();
  await trainModel(page, false);

  await page.getByRole('tab', { name: 'Curves' }).click();
  const curve = page.getByRole('region', { name: 'Would more clips help?' });
  await curve.getByRole('button', { name: 'Would more clips help?' }).click();
  await expect(curve.getByRole('progressbar')).toBeVisible();
  const sentences = curve.getByRole('status').getByRole('listitem');
  await expect(sentences).toHaveCount(2, { timeout: 180_000 });
  await expect(sentences.first()).toContainText('Left');
  await expect(sentences.last()).toContainText('Right');
  const scores = curve.getByRole('region', { name: 'Scores by number of clips' });
  await expect(scores.getByRole('row').first()).toHaveText(/Training clips\s*2\s*4\s*6\s*8/);
  await expect(scores.getByRole('row', { name: /^Left/ }).getByText('%')).toHaveCount(4);

  // None of the models is kept, and what was found stands with the run.
  const { runs } = await services.models.list(slug);
  expect(trainedOf(runs)).toHaveLength(1);
  const { learningCurve } = await services.models.report(slug, runs[0]?.id ?? '');
  expect(learningCurve?.points.map(({ share, clips }) => [share, clips])).toEqual([
    [0.25, 2],
    [0.5, 4],
    [0.75, 6],
    [1, 8],
  ]);
  await page.reload();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('tab', { name: 'Curves' }).click();
  await expect(sentences).toHaveCount(2);

  // What to know of the score stands in one place, and the report leads on.
  const report = page.getByRole('region', { name: 'Model Model 1' });
  await report.getByRole('tab', { name: 'Scores' }).click();
  await expect(report.getByRole('region', { name: 'How far to trust this' })).toHaveCount(1);
  await report.getByRole('button', { name: 'Try it live' }).click();
  await expect(page.getByRole('heading', { name: 'Live', exact: true })).toBeAttached();
});
