import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { barClip } from './clips';
import { makeHandsProject } from './hands-project';

/**
 * Controls of the page that cannot be pressed in their middle once they are scrolled to, by whichever way: something else
 * of the page lies there. What floats over all (messages) is not looked at.
 */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const main = document.querySelector('main');
    const controls = [
      ...(main?.querySelectorAll<HTMLElement>('button, input, select, a, [role="slider"]') ?? []),
    ];
    const found: string[] = [];
    for (const control of controls) {
      for (const block of ['nearest', 'start', 'end'] as const) {
        // From both ends of the page, so that it comes into sight at the top and at the bottom.
        for (const top of [0, 1e6]) {
          if (block === 'nearest') main?.scrollTo({ top });
          control.scrollIntoView({ block, behavior: 'instant' });
          const { left, top: y, width, height } = control.getBoundingClientRect();
          if (width < 2 || height < 2) continue;
          const hit = document.elementFromPoint(left + width / 2, y + height / 2);
          const label = control.closest('label');
          const reached =
            hit !== null && (control.contains(hit) || hit.contains(control) || label?.contains(hit));
          if (!reached) {
            const name = control.getAttribute('aria-label') ?? control.textContent.trim();
            found.push(`${name} (${block}): ${hit?.outerHTML.slice(0, 80) ?? 'outside of the window'}`);
          }
        }
      }
    }
    return [...new Set(found)];
  });
}

/** In a window with no room for two columns: what a camera needs stands right under its picture, as the Tab key has it. */
const LIVE_FROM_TOP = ['Picture', 'Camera settings', 'What the model sees'];

const regionsFromTop = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('main section[aria-label]')]
      .map((section) => ({
        name: section.getAttribute('aria-label') ?? '',
        top: section.getBoundingClientRect().top,
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ name }) => name),
  );

/** Controls that lie under a message where the screen is not scrolled; an entry of its own where there is no message. */
const underMessages = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const main = document.querySelector('main');
    main?.scrollTo({ top: 0, behavior: 'instant' });
    const messages = document.querySelector('[aria-label="Messages"]')?.getBoundingClientRect();
    if (!main || !messages || messages.height === 0) return ['no message'];
    return [...main.querySelectorAll<HTMLElement>('button, input, select, a, [role="slider"]')]
      .filter((control) => {
        const { left, right, top, bottom } = control.getBoundingClientRect();
        const beside = right <= messages.left || left >= messages.right;
        return right > left && !beside && top < messages.bottom && bottom > messages.top;
      })
      .map((control) => control.getAttribute('aria-label') ?? control.textContent.trim());
  });

/** Ordinary sizes, 200 % of 1280×800, a phone, and wide but low. */
const SIZES = [
  [1280, 800],
  [900, 700],
  [640, 400],
  [420, 860],
  [420, 560],
  [560, 900],
] as const;

test('no control lies under the picture on Collect and Live, or under a message, in a window of any size', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  await makeHandsProject(await createServices(dataDir));
  const { page } = await openApp({ dataDir });
  for (const screen of ['Collect', 'Live']) {
    await page.getByRole('button', { name: screen, exact: true }).click();
    await expect(page.getByLabel('Sample camera').or(page.locator('video')).first()).toBeVisible();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
        .toBeLessThanOrEqual(0);
      // The screen scrolls, and not the page with the rail in it.
      expect(
        await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight),
      ).toBeLessThanOrEqual(0);
      expect(await covered(page), `${screen} at ${width}×${height}`).toEqual([]);
      if (screen === 'Live' && width < 960) expect(await regionsFromTop(page)).toEqual(LIVE_FROM_TOP);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Collect', exact: true }).click();
  await page.getByRole('button', { name: /^Left clip 8/ }).click();
  await page.keyboard.press('Delete');
  for (const screen of ['Library', 'Collect', 'Train', 'Live', 'Tune', 'Export', 'Settings']) {
    await page.getByRole('button', { name: screen, exact: true }).click();
    // It stays while it has the focus.
    await page.getByRole('button', { name: 'Dismiss' }).focus();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      expect(await underMessages(page), `${screen} at ${width}×${height}`).toEqual([]);
    }
  }
});

test('Start training stands in view on a first visit, its progress when it starts, and then the report', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  // Enough classes and warnings to fill a column.
  const capture = { frames: 8, fps: 10, width: 32, height: 32, mirror: true };
  const { slug } = await services.projects.create('Five', capture);
  for (const [step, name] of ['Left', 'Right', 'Push', 'Pull', 'None'].entries()) {
    const { classId } = await services.classes.add(slug, name);
    for (let i = 0; i < 4; i++) await services.clips.add(slug, barClip(classId, 's1', step - 2, i));
  }
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'sample' },
    engine: { training: 'wasm', live: 'wasm' },
  });
  const { page } = await openApp({ dataDir });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled();
  await expect(start).toBeInViewport({ ratio: 1 });
  const line = page.getByText('2 things to know first');
  await expect(line).toBeInViewport({ ratio: 1 });
  const warning = page.getByText(/^You have only one session/);
  await expect(warning).toBeHidden();
  await line.click();
  await expect(warning).toBeVisible();

  // Wherever the page was scrolled to.
  await page.getByText('Quick', { exact: true }).click();
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByRole('button', { name: 'Advanced settings' }).click();
  await page.getByLabel('Epochs', { exact: true }).fill('2');
  await page.setViewportSize({ width: 900, height: 700 });
  await page.locator('main').evaluate((main) => main.scrollTo({ top: 1e6 }));
  await start.evaluate((button) => {
    (button as HTMLButtonElement).click();
  });
  const progress = page.getByRole('progressbar', { name: 'Training progress' });
  await expect(progress).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('heading', { name: 'Model 1' })).toBeInViewport({ timeout: 180_000 });
  await expect(page.getByRole('button', { name: 'Try it live' })).toBeInViewport({ ratio: 1 });

  // What came of an export is said beside its button.
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('button', { name: 'Download as TensorFlow.js' }).click();
  await expect(page.getByText('is in your downloads.')).toBeInViewport({ ratio: 1 });
});
