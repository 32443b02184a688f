import { createSocket } from 'node:dgram';
import type { Page } from '@playwright/test';
import { decode } from 'node-osc';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { expectModel, openTrainSettings, startTraining } from './training';

/** The labels over the picture that lie over one of the marks that show what is taken of it. */
const labelsOverMarks = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const marks = [...document.querySelectorAll('.crop i')].map((mark) => mark.getBoundingClientRect());
    if (marks.length < 4) throw new Error('The picture has no marks.');
    return [...document.querySelectorAll('.picture > p')].flatMap((label) => {
      const own = label.getBoundingClientRect();
      const over = marks.some(
        ({ left, right, top, bottom }) =>
          own.left < right && own.right > left && own.top < bottom && own.bottom > top,
      );
      return over ? [label.textContent.trim()] : [];
    });
  });

test('live recognition and its false-trigger count go on while a clip is recorded on another screen', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const slug = await makeHandsProject(services);
  // However little it has learnt, what it thinks likeliest counts as a gesture: it has no rule of its own, as it does not
  // learn when none is due.
  await services.settings.set({ live: { threshold: 0, unseen: 0 } });
  const { page } = await openApp({ dataDir });
  const step = (name: string) => page.getByRole('button', { name, exact: true });
  const verdict = page.getByTestId('verdict');
  const timer = page.getByRole('timer');
  await openTrainSettings(page);
  await startTraining(page, 1, { idle: false });
  await expectModel(page, 1);
  await expect(step('Live')).not.toContainText('Running');

  await step('Live').click();
  await expect(verdict).toContainText('%', { timeout: 90_000 });
  await expect(step('Live')).toContainText('Running');
  await expect(page.getByText('frames/s')).toBeVisible();
  expect(await labelsOverMarks(page)).toEqual([]);
  await page.getByText('15 min', { exact: true }).click();
  await page.getByRole('button', { name: 'Start measuring' }).click();
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
  await expect(page.getByText('is too short to estimate a rate per hour.')).toBeVisible();
  await step('Export').click();
  await step('Live').click();
  await expect(verdict).toHaveText('Paused');
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(verdict).toContainText('%');
  expect(await said()).toContain(loading);

  // A gesture reaches another program, once that is set up and switched on.
  const heard: string[] = [];
  const socket = createSocket('udp4', (bytes) => {
    const { address, args } = decode(bytes) as { address: string; args: { value: unknown }[] };
    heard.push([address, ...args.map(({ value }) => value)].join(' '));
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  await page.getByRole('button', { name: 'Add an output' }).click();
  await page.getByRole('menuitem', { name: 'OSC' }).click();
  const form = page.getByRole('dialog', { name: 'OSC output' });
  await form.getByRole('textbox', { name: 'Computer' }).fill('lamp.local');
  await expect(form.getByRole('switch', { name: 'Send to lamp.local, another computer' })).not.toBeChecked();
  await form.getByRole('textbox', { name: 'Computer' }).fill('127.0.0.1');
  await form.getByLabel('Port').fill(String(socket.address().port));
  await form.getByLabel('Arguments').fill('{klass}');
  await expect(form.getByText('There is no placeholder {klass}.')).toBeVisible();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form.getByLabel('Arguments')).toBeFocused();
  await form.getByLabel('Arguments').fill('{id}');
  for (const name of ['Left', 'Right']) await form.getByLabel(`${name}: when it ends`).check();
  await form.getByRole('button', { name: 'Send a test message' }).click();
  await expect(form.getByText('The test message went out.')).toBeVisible();
  await expect.poll(() => heard).toEqual(['/gesture/start left']);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
  const output = page.getByRole('listitem', { name: 'OSC' });
  await expect(output).toContainText('OSC, off');
  await output.getByRole('switch', { name: 'OSC' }).click();
  await expect(output).toContainText('OSC, on');
  // The gesture that goes on ends with the pause, and after it another one starts.
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect.poll(() => heard.join(), { timeout: 90_000 }).toMatch(/end (left|right).*start (left|right)/);
  await expect(output).toContainText(/on: [1-9]\d* sent/);

  // They wait for a key that is held.
  const waits = page.getByTestId('arming');
  await expect(waits).toBeHidden();
  await page.getByRole('combobox', { name: 'Send' }).selectOption('While a key is held');
  await expect(waits).toHaveText('Outputs asleep');
  await page.keyboard.down('Shift');
  await expect(waits).toHaveText('Outputs awake');
  await page.keyboard.up('Shift');
  await expect(waits).toHaveText('Outputs asleep');
  await page.getByRole('combobox', { name: 'Send' }).selectOption('After a wake gesture');
  await page.getByRole('combobox', { name: 'Wake gesture' }).selectOption('Right');
  await expect
    .poll(async () => (await services.projects.open(slug)).arming)
    .toMatchObject({ classId: 'right' });
  await page.getByRole('combobox', { name: 'Send' }).selectOption('Always');
  await expect(waits).toBeHidden();
  await step('Export').click();
  await page.getByRole('button', { name: 'Stop outputs' }).click();
  await expect(page.getByRole('button', { name: 'Stop outputs' })).toBeHidden();
  await step('Live').click();
  await expect(output).toContainText('OSC, off');
  const [kept] = (await services.projects.open(slug)).outputs ?? [];
  expect(kept).toMatchObject({ kind: 'osc', moments: { left: ['start', 'end'], right: ['start', 'end'] } });
  await output.getByRole('button', { name: 'Delete OSC' }).click();
  await expect(output).toBeHidden();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(output).toContainText('OSC, off');
  socket.close();
});
