import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { recordVideo } from './record-video';
import { expectModel, openTrainSettings, startTraining } from './training';

/** The part of axe that is used here; the page gets it as a script. */
interface Axe {
  getRules(tags?: readonly string[]): { ruleId: string; tags: string[] }[];
  run(options: { runOnly: { type: 'rule'; values: string[] } }): Promise<{ violations: Violation[] }>;
}
interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}
const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');

/** What breaks a rule, each with the element that does. */
function broken(page: Page, tags: readonly string[]): Promise<string[]> {
  return page.evaluate(async (wanted) => {
    const { axe } = window as unknown as { axe: Axe };
    // Every rule, but for those of the strictest level, AAA, and those that axe itself has given up.
    const rules = axe
      .getRules(wanted)
      .filter((rule) => !rule.tags.includes('wcag2aaa') && !rule.tags.includes('deprecated'));
    if (rules.length === 0) throw new Error('No rule of axe has one of these tags.');
    const { violations } = await axe.run({
      runOnly: { type: 'rule', values: rules.map(({ ruleId }) => ruleId) },
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary ?? ''}`),
    );
  }, tags);
}

/** Waits until nothing fades in any more: half transparent, text has too little contrast. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // What goes by scrolling never ends.
        .filter(({ timeline, playState }) => timeline instanceof DocumentTimeline && playState === 'running')
        .map(({ finished }) => finished.catch(() => undefined)),
    ).then(() => undefined),
  );

/** Looks at what the page shows now, in light and in dark; `at` says where that is. */
async function look(page: Page, at: string): Promise<void> {
  for (const [colorScheme, tags] of [
    ['light', []],
    // What dark may break where light does not.
    ['dark', ['cat.color']],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    expect.soft(await broken(page, tags), `${at}, ${colorScheme}`).toEqual([]);
  }
}

/** Looks at the dialog that is open, and closes it. */
async function lookAtDialog(page: Page, at: string): Promise<void> {
  await expect(page.getByRole('dialog')).toBeVisible();
  await look(page, at);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

test('no screen and no dialog breaks a rule of axe, in light or in dark', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { page } = await openApp({ dataDir });
  page.setDefaultTimeout(15_000);
  await page.addInitScript({ path: AXE });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const choose = async (trigger: string | RegExp, item: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: trigger }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  await test.step('before there is anything', async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Welcome to Beckon' })).toBeVisible();
    await look(page, 'Welcome');
    await button('Try the sample camera').click();
    await expect(page.getByText('Name your first gesture')).toBeVisible();
    await look(page, 'Collect without a class');
    for (const screen of ['Train', 'Live', 'Tune', 'Export', 'Settings']) {
      await button(screen).click();
      await look(page, `${screen} without a class`);
    }
  });

  const slug = await makeHandsProject(services);
  await services.classes.update(slug, 'left', { key: '1' });
  const gone = await services.projects.create('Gone');
  await services.projects.remove(gone.slug);
  await page.reload();
  await expect(page.getByRole('article', { name: 'Right' })).toBeVisible();

  await test.step('Collect and its dialogs', async () => {
    await look(page, 'Collect');
    for (const way of ['On motion', 'Burst']) {
      await page.getByText(way, { exact: true }).click();
      await look(page, `Collect, ${way}`);
    }
    for (const name of [
      /^Shortcuts/,
      /how clips are recorded/,
      /^New session/,
      /^Clips by session/,
      /^Collect “None”…/,
    ]) {
      await page.getByRole('button', { name }).click();
      await lookAtDialog(page, String(name));
    }
    await button('Check clips').click();
    await expect(page.getByRole('dialog').getByText(/^1 of \d+$/)).toBeVisible();
    await lookAtDialog(page, 'Check clips');
    for (const item of ['New project…', 'Rename…', /^Delete Hands/, /^Recently deleted/]) {
      await choose(/Hands/, item);
      await lookAtDialog(page, String(item));
    }
    await page.getByRole('button', { name: 'More for Left' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await look(page, 'menu of a class');
    await page.getByRole('menuitem', { name: 'When mirrored…' }).click();
    await lookAtDialog(page, 'Mirror');
    await page.getByRole('button', { name: 'Colour of Left' }).click();
    await look(page, 'colours');
    await page.keyboard.press('Escape');

    await page.getByRole('article', { name: 'Left' }).locator('[data-state="saved"]').first().click();
    await look(page, 'a clip selected');
    for (const name of ['Trim…', 'Description…']) {
      await button(name).click();
      await lookAtDialog(page, name);
    }
    await choose('Move to…', 'Another project…');
    await lookAtDialog(page, 'Move');
    await button('Delete').click();
    await expect(page.getByText(/^Deleted 1 clip/)).toBeVisible();
    await look(page, 'a message');
    await choose('Export and trash', /^Trash/);
    await lookAtDialog(page, 'Trash');
  });

  await test.step('import', async () => {
    const buffer = await recordVideo(page, 2);
    await page
      .getByLabel('Videos to add')
      .setInputFiles({ name: 'wave.webm', mimeType: 'video/webm', buffer });
    const dialog = page.getByRole('dialog', { name: 'Choose a class for each' });
    await look(page, 'Import');
    await dialog.getByRole('button', { name: 'Mark spans in wave.webm' }).click();
    await expect(page.getByRole('slider', { name: 'Position in the video' })).toBeVisible();
    await look(page, 'spans');
    await button('Done').click();
    await lookAtDialog(page, 'Import, with spans');
  });

  await test.step('Library and a large clip', async () => {
    await button('Library').click();
    await page.getByRole('listbox', { name: 'Clips' }).focus();
    await look(page, 'Library');
    await page.keyboard.press('Enter');
    await lookAtDialog(page, 'a clip shown large');
  });

  await test.step('Train and a report', async () => {
    await openTrainSettings(page);
    await button('Advanced settings').click();
    await look(page, 'Train');
    await button('See and adjust variations').click();
    await lookAtDialog(page, 'Variations');
    await page.getByLabel('Starts from').selectOption('A pretrained network…');
    await lookAtDialog(page, 'A pretrained network');
    await startTraining(page, 1, { idle: false });
    await expect(page.getByRole('progressbar', { name: 'Training progress' })).toBeVisible();
    await look(page, 'a training');
    await expectModel(page, 1);
    await look(page, 'a report');
    await page.getByRole('region', { name: 'Confusion matrix' }).getByRole('button').first().click();
    await lookAtDialog(page, 'answers');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await look(page, `report: ${(await tab.textContent()) ?? ''}`);
    }
  });

  await test.step('Live and its outputs', async () => {
    await button('Live').click();
    await expect(page.getByTestId('verdict')).toContainText(/%|No gesture|None of these/, {
      timeout: 90_000,
    });
    await button('Pause').click();
    await look(page, 'Live');
    await choose('Add an output', 'OSC');
    await lookAtDialog(page, 'an output');
  });

  await test.step('Tune', async () => {
    const buffer = await recordVideo(page, 4);
    await button('Tune').click();
    await page
      .getByLabel('Video of a stretch')
      .setInputFiles({ name: 'evening.webm', mimeType: 'video/webm', buffer });
    await button('Mark here').click();
    await expect(page.getByRole('button', { name: /^Left, / })).toBeVisible();
    await expect(page.getByText(/gestures? found\./)).toBeVisible({ timeout: 60_000 });
    await button('Confidence of single classes').click();
    await look(page, 'Tune');
    await button('Record a stretch').click();
    await expect(button('Start recording')).toBeEnabled();
    await look(page, 'Tune, recording');
  });

  await test.step('Export, Settings and Welcome', async () => {
    for (const screen of ['Export', 'Settings']) {
      await button(screen).click();
      await look(page, screen);
    }
    await services.settings.set({ lastProject: null });
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Open a project' })).toBeVisible();
    await look(page, 'Welcome with projects');
  });
});
