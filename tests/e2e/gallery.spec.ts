import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import type { Page } from '@playwright/test';
import { root } from '../../scripts/ensure-build.mjs';
import type { Look } from '../gallery/describe';
import { expect, test } from './app';

/**
 * What a component looks like is compared as structure and computed style, in light and dark at once, and not as a
 * picture: fonts, and how they are smoothed, differ from machine to machine and from Chromium to Chromium, so that a
 * picture would have to be compared with a tolerance in which a lost border or a wrong grey disappears. A style that
 * changed also reads as one line of a diff. The pictures of each run are kept with its results, to be looked at.
 *
 * After a change that is meant: `npx playwright test --project=chromium gallery.spec.ts --update-snapshots`.
 */
const WIDTH = 960;

/** The rooms of components that belong to no feature. */
const ROOMS = ['ui', 'base'].map((room) => join(root, 'src-renderer', room));
const EXAMPLES = join(root, 'tests', 'gallery', 'examples');

async function componentsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.svelte')).map((file) => basename(file, '.svelte'));
}

// One server for all.
test.describe.configure({ mode: 'default' });

let server: ViteDevServer;
let address = '';

test.beforeAll(async () => {
  server = await createServer({
    configFile: join(root, 'tests', 'gallery', 'vite.config.ts'),
    logLevel: 'error',
    server: { port: 0 },
  });
  await server.listen();
  address = server.resolvedUrls?.local[0] ?? '';
});
test.afterAll(() => server.close());

/** Opens the gallery, and hears what the page complains about. */
async function open(page: Page, query: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.setViewportSize({ width: WIDTH, height: 720 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(`${address}${query}`);
  await page.waitForFunction(() => 'describeLook' in window);
  return complaints;
}

/** Waits until all that opens, fades or is measured has done so. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
    // One that follows how far a list is scrolled never ends.
    const timed = document.getAnimations().filter(({ timeline }) => timeline instanceof DocumentTimeline);
    await Promise.allSettled(timed.map(({ finished }) => finished));
    await new Promise(requestAnimationFrame);
  });

async function looks(page: Page, colorScheme: 'light' | 'dark'): Promise<Look[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await settled(page);
  return page.evaluate(() => window.describeLook());
}

/** One line an element and one a property; where light and dark differ, both are there. */
function text(light: readonly Look[], dark: readonly Look[]): string {
  const lines = light.flatMap(({ depth, element, style }, at) => {
    const other = dark[at]?.style ?? {};
    const names = [...new Set([...Object.keys(style), ...Object.keys(other)])].sort();
    const told = names.map((name) => {
      const [a, b] = [style[name] ?? 'as usual', other[name] ?? 'as usual'];
      return `${name}: ${a === b ? a : `${a} | dark: ${b}`}`;
    });
    const indent = '  '.repeat(depth);
    return [`${indent}${element}`, ...told.map((line) => `${indent}  · ${line}`)];
  });
  return `${lines.join('\n')}\n`;
}

test('every component has an example that shows it, and no example shows one that is gone', async () => {
  const components = (await Promise.all(ROOMS.map(componentsIn))).flat();
  expect((await componentsIn(EXAMPLES)).sort()).toEqual(components.sort());
  for (const name of components) {
    const example = await readFile(join(EXAMPLES, `${name}.svelte`), 'utf8');
    expect(example, `The example ${name}`).toMatch(new RegExp(`src-renderer/(ui|base)/${name}.svelte'`));
    expect(example, `The example ${name}`).toMatch(new RegExp(`<${name}\\b`));
  }
});

test('every component looks as it did, in light and dark', async ({ page }) => {
  // The page is opened once for each.
  test.slow();
  for (const name of await componentsIn(EXAMPLES)) {
    await test.step(name, async () => {
      const complaints = await open(page, `?component=${name}`);
      const light = await looks(page, 'light');
      const dark = await looks(page, 'dark');
      expect(dark.map(({ element }) => element)).toEqual(light.map(({ element }) => element));
      expect.soft(text(light, dark)).toMatchSnapshot(`${name}.txt`);
      expect.soft(complaints, name).toEqual([]);
      page.removeAllListeners('console');
      page.removeAllListeners('pageerror');
    });
  }
});

test('the page shows them all without a complaint, in light and dark', async ({ page }, testInfo) => {
  const complaints = await open(page, '');
  for (const name of await componentsIn(EXAMPLES)) {
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  }
  for (const frame of await page.locator('iframe').all()) {
    await expect(frame.contentFrame().locator('#app button, #app section').first()).toBeVisible();
  }
  for (const scheme of ['Light', 'Dark'] as const) {
    await page.getByRole('radio', { name: scheme }).check({ force: true });
    await settled(page);
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe(scheme === 'Light' ? 'rgb(245, 244, 240)' : 'rgb(20, 19, 17)');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(WIDTH);
    const path = testInfo.outputPath(`gallery-${scheme.toLowerCase()}.png`);
    await page.screenshot({ path, fullPage: true });
    await testInfo.attach(`Gallery, ${scheme.toLowerCase()}`, { path, contentType: 'image/png' });
  }
  expect(complaints).toEqual([]);
});
