import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { expectModel, openTrainSettings, startTraining } from './training';

test('live recognition and its false-trigger count go on while a clip is recorded on another screen', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  await makeHandsProject(await createServices(dataDir));
  const { page } = await openApp({ dataDir });
  const step = (name: string) => page.getByRole('button', { name, exact: true });
  const verdict = page.getByTestId('verdict');
  const timer = page.getByRole('timer');
  await openTrainSettings(page);
  await startTraining(page, 1);
  await expectModel(page, 1);
  await expect(step('Live')).not.toContainText('Running');

  await step('Live').click();
  await expect(verdict).toContainText('%', { timeout: 30_000 });
  await expect(step('Live')).toContainText('Running');
  await page.getByText('15 min', { exact: true }).click();
  await page.getByRole('button', { name: 'Measure while I do other things' }).click();
  const before = (await timer.textContent()) ?? '';
  // The overlay answers while it is counted.
  await expect(timer).not.toHaveText(before);
  await expect(verdict).toContainText('%');

  // From here on, whatever the overlay says is kept.
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="verdict"]')?.textContent ?? '';
      if (text.trim() !== '') said.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'));
  const loading = 'Loading the model';

  await step('Collect').click();
  await expect(step('Live')).toContainText('Running');
  const saved = page.getByRole('article', { name: 'Left' }).getByRole('button', { name: /, saved$/ });
  await expect(page.getByRole('button', { name: 'Hold to record Left' })).toBeEnabled();
  const clips = await saved.count();
  await page.keyboard.down('1');
  await expect.poll(() => saved.count()).toBeGreaterThan(clips);
  await page.keyboard.up('1');
  await step('Export').click();
  await expect(step('Live')).toContainText('Running');
  await step('Live').click();
  await expect(verdict).toContainText('%');
  await expect(timer).toBeVisible();
  expect(await said()).not.toContain(loading);

  // Its own camera picture stays, and recognition ends and starts anew.
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(verdict).toHaveText('Paused');
  await expect(step('Live')).toContainText('Paused');
  await expect(timer).toBeHidden();
  await expect(page.getByText('is too little to tell how often in an hour.')).toBeVisible();
  await step('Export').click();
  await step('Live').click();
  await expect(verdict).toHaveText('Paused');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(verdict).toContainText('%');
  expect(await said()).toContain(loading);
});
