import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import type * as Api from '../../src-renderer/webpage/api';
import { expect, test } from './app';
import { commandOn } from './command';
import { FRAMES, HEIGHT, lampModel, lampVideo, WIDTH } from './lamp';

test('the exported page opens from disk and tells the gestures that Live tells', async ({
  openApp,
  newFolder,
}, testInfo) => {
  test.skip(testInfo.project.name === 'electron', 'Its windows open nothing from elsewhere');
  const folder = await newFolder();
  const video = join(folder, 'lamp.y4m');
  await writeFile(video, lampVideo());
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Lamp');
  for (const name of ['Bright', 'Dark']) await services.classes.add(slug, name);
  await services.models.save(slug, await lampModel('Bright', 'Dark', 'Lamp <b>'));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'default', explained: true } });
  const file = join(folder, 'lamp.html');
  await commandOn(dataDir).json('export', slug, '--format', 'html', '--out', file);

  const { page } = await openApp({ dataDir, video });
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  const live = await changesOf(page, '[data-testid="verdict"]', /Bright|Dark/);

  const exported = await page.context().browser()?.newPage();
  if (!exported) throw new Error('The page is in no browser.');
  const errors: string[] = [];
  exported.on('pageerror', (error) => errors.push(error.message));
  exported.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await exported.goto(pathToFileURL(file).href);
  await expect(exported.getByRole('heading', { name: 'Lamp <b>', level: 1 })).toBeVisible();
  await exported.getByRole('button', { name: 'Start watching' }).click();
  const own = await changesOf(exported, '#verdict', /Bright|Dark/);
  alternates(live);
  alternates(own);
  await expect(exported.locator('#events > li').first()).toContainText('%');
  await exported.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(exported.getByRole('status')).toHaveText('Stopped.');

  // What it hands out is what a page of one's own loads.
  await exported.getByText('Use it in your own page or program').click();
  const download = exported.waitForEvent('download');
  await exported.getByRole('button', { name: 'Save beckon.js' }).click();
  const module = join(folder, 'beckon.mjs');
  await (await download).saveAs(module);
  const typed = exported.waitForEvent('download');
  await exported.getByRole('button', { name: 'Save beckon.d.ts' }).click();
  expect(await readFile(await (await typed).path(), 'utf8')).toContain('export declare function load(');
  const { load } = (await import(pathToFileURL(module).href)) as typeof Api;
  const carried = await exported.locator('#beckon-model').textContent();
  const model = await load(JSON.parse(carried ?? '') as Parameters<typeof load>[0]);
  expect([model.name, ...model.classes, model.fps, model.frames]).toEqual([
    'Lamp <b>',
    'Bright',
    'Dark',
    10,
    FRAMES,
  ]);
  const told: string[] = [];
  model.on('start', ({ name, time }) => told.push(`${name} at ${time}`));
  // At 20 pictures a second, every other one is due.
  for (let time = 0; time < 2000; time += 50) {
    const data = new Uint8Array(WIDTH * HEIGHT * 4).fill(time < 1000 ? 240 : 10);
    await model.push({ data, width: WIDTH, height: HEIGHT }, time);
  }
  expect(told).toEqual(['Bright at 400', expect.stringMatching(/^Dark at 1\d00$/)]);
  const ended: string[] = [];
  model.on('end', ({ name, time }) => ended.push(`${name} at ${time}`));
  model.reset();
  expect(ended).toEqual(['Dark at 1900']);
  model.close();
  expect(errors).toEqual([]);
});

/** The next six things that a part of a page says, of those that are looked for. */
function changesOf(page: Page, selector: string, wanted: RegExp): Promise<string[]> {
  return page.evaluate(
    async ([css, source]) => {
      const said: string[] = [];
      const until = performance.now() + 40_000;
      while (said.length < 6 && performance.now() < until) {
        const found = new RegExp(source).exec(document.querySelector(css)?.textContent ?? '')?.[0];
        if (found !== undefined && found !== said.at(-1)) said.push(found);
        await new Promise(requestAnimationFrame);
      }
      return said;
    },
    [selector, wanted.source] as const,
  );
}

function alternates(said: readonly string[]): void {
  expect(said).toHaveLength(6);
  expect(new Set(said)).toEqual(new Set(['Bright', 'Dark']));
}
